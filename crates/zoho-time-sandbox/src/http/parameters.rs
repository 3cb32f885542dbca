//! Parsing of query parameters: filters, sorting and paging.

use axum::http::Uri;

use crate::http::body::RequestBody;
use crate::http::refusal::Refusal;
use crate::model::keys::Key;
use crate::model::{Choice, PageInfo, choices};
use crate::store::{Page, Selection, Sort};

/// Default and maximum number of records on a page.
const PAGE_SIZE: i64 = 200;

choices! {
    /// The direction to sort in.
    SortOrder {
        Ascending = "A",
        Descending = "D",
    }
}

/// The parameters of a query. Unknown ones are ignored.
#[derive(Debug, Default)]
pub(crate) struct Parameters(Vec<(String, String)>);

impl Parameters {
    /// The parameters in the query of an address.
    pub(crate) fn of(uri: &Uri) -> Self {
        let query = uri.query().unwrap_or_default();
        Self(
            form_urlencoded::parse(query.as_bytes())
                .into_owned()
                .collect(),
        )
    }

    /// The parameters of a request: those of the query, then those of a form.
    pub(crate) fn of_request(uri: &Uri, body: &RequestBody) -> Self {
        let mut all = Self::of(uri);
        all.0.extend(body.form().iter().cloned());
        all
    }

    /// The fields of a form.
    pub(crate) fn of_form(body: &RequestBody) -> Self {
        Self(body.form().to_vec())
    }

    /// The value of a parameter; blank text counts as absent.
    pub(crate) fn text(&self, name: &str) -> Option<&str> {
        self.all(name).next()
    }

    /// The names of the parameters, including repetitions.
    #[cfg(feature = "contract")]
    pub(crate) fn names(&self) -> impl Iterator<Item = &str> {
        self.0.iter().map(|(name, _)| name.as_str())
    }

    /// All parameters except those of one name.
    pub(crate) fn without(self, name: &str) -> Vec<(String, String)> {
        let mut all = self.0;
        all.retain(|(key, _)| key != name);
        all
    }

    /// All values of a repeated parameter.
    pub(crate) fn all<'a>(&'a self, name: &str) -> impl Iterator<Item = &'a str> {
        let named = self.0.iter().filter(move |(key, _)| key == name);
        named
            .map(|(_, value)| value.trim())
            .filter(|value| !value.is_empty())
    }

    /// A value parsed by a function.
    pub(crate) fn read<T>(
        &self,
        name: &str,
        read: impl FnOnce(&str) -> Option<T>,
    ) -> Result<Option<T>, Refusal> {
        match self.text(name) {
            None => Ok(None),
            Some(text) => read(text).map(Some).ok_or_else(|| Refusal::invalid(name)),
        }
    }

    /// A value of an enumeration.
    pub(crate) fn choice<C: Choice>(&self, name: &str) -> Result<Option<C>, Refusal> {
        self.read(name, C::parse)
    }

    /// An id.
    pub(crate) fn key<K: Key>(&self, name: &str) -> Result<Option<K>, Refusal> {
        self.read(name, K::parse)
    }

    /// The requested page.
    pub(crate) fn page(&self) -> Result<Page, Refusal> {
        let positive = |name| {
            self.read(name, |text| {
                let number: i32 = text.parse().ok()?;
                (number > 0).then_some(i64::from(number))
            })
        };
        Ok(Page {
            number: positive("page")?.unwrap_or(1),
            size: positive("per_page")?.unwrap_or(PAGE_SIZE).min(PAGE_SIZE),
        })
    }

    /// The requested page and order.
    pub(crate) fn selection<C: Choice>(
        &self,
        column: C,
        order: SortOrder,
    ) -> Result<Selection<C>, Refusal> {
        Ok(Selection {
            page: self.page()?,
            sort: Sort {
                column: self.choice("sort_column")?.unwrap_or(column),
                descending: self.choice("sort_order")?.unwrap_or(order) == SortOrder::Descending,
            },
        })
    }
}

impl<C: Choice> Selection<C> {
    /// The page in the response.
    pub(crate) fn info(&self, report_name: &'static str, has_more: bool) -> PageInfo {
        PageInfo {
            number: self.page.number,
            size: self.page.size,
            has_more,
            report_name,
            applied_filter: None,
            modified_since: None,
            sort_column: self.sort.column.text(),
            sort_order: if self.sort.descending { "D" } else { "A" },
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{Parameters, SortOrder};
    use crate::store::TaskSort;

    fn parameters(query: &str) -> Parameters {
        Parameters::of(&format!("/tasks?{query}").parse().unwrap())
    }

    #[test]
    fn pages_count_from_one_and_hold_two_hundred_at_most() {
        let page = parameters("per_page=500").page().unwrap();
        assert_eq!((page.number, page.size), (1, 200));
        for query in ["page=0", "page=-1", "page=x", "per_page=0", "page=1.5"] {
            assert!(parameters(query).page().is_err(), "{query}");
        }
    }

    #[test]
    fn an_unknown_column_is_refused_by_name() {
        let refused =
            parameters("sort_column=colour").selection(TaskSort::Name, SortOrder::Ascending);
        assert_eq!(
            refused.unwrap_err().to_string(),
            "Invalid value passed for sort_column"
        );
    }

    #[test]
    fn blank_values_are_absent() {
        assert_eq!(parameters("page=&page=%20").text("page"), None);
    }
}
