//! The interface of list queries.

use super::strategy::window::Window;

/// A query that requests one page of a list.
pub(crate) trait PageQuery: Clone + Send + Sync + 'static {
    /// The requested number of records per page.
    fn per_page(&self) -> Option<u32>;

    /// The same query for another page.
    fn at(&self, window: Window) -> Self;

    /// All parameters.
    fn all_parameters(&self) -> Vec<(&'static str, String)>;

    /// Whether the list may have a page with this number.
    fn may_have_page(&self, _number: u32) -> bool {
        true
    }

    /// Checks the query before it is sent; the error is the reason why it is invalid.
    fn check(&self) -> Result<(), String>;

    /// The filters and the order: all parameters except the page and its size.
    fn selection(&self) -> String {
        self.all_parameters()
            .into_iter()
            .filter(|(name, _)| !matches!(*name, "page" | "per_page"))
            .map(|(name, value)| format!(" {name}={value}"))
            .collect()
    }
}

/// The query of a list that has a single page and no parameters.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Unpaged;

impl PageQuery for Unpaged {
    fn per_page(&self) -> Option<u32> {
        None
    }

    fn at(&self, _window: Window) -> Self {
        *self
    }

    fn all_parameters(&self) -> Vec<(&'static str, String)> {
        Vec::new()
    }

    fn may_have_page(&self, number: u32) -> bool {
        number == 1
    }

    fn check(&self) -> Result<(), String> {
        Ok(())
    }
}

/// Checks that a query does not select a page: a list would start there and skip the records before it.
pub(crate) fn check_page(page: Option<u32>) -> Result<(), String> {
    match page {
        None | Some(1) => Ok(()),
        Some(page) => Err(format!(
            "the query selects page {page}, and a list starts at the first page: call `page({page})` or \
             `starting_at({page})` of the list instead"
        )),
    }
}

/// Implements [`PageQuery`] for a generated query, with a function that checks it if there is one.
macro_rules! page_query {
    ($query:ty $(, $check:path)?) => {
        impl $crate::paging::PageQuery for $query {
            fn per_page(&self) -> Option<u32> {
                self.per_page
            }

            fn at(&self, window: $crate::paging::Window) -> Self {
                let mut query = self.clone();
                query.page = Some(window.page);
                query.per_page = window.per_page;
                query
            }

            fn all_parameters(&self) -> Vec<(&'static str, String)> {
                self.parameters()
            }

            fn check(&self) -> std::result::Result<(), String> {
                $crate::paging::check_page(self.page)?;
                $($check(self)?;)?
                Ok(())
            }
        }
    };
}
pub(crate) use page_query;

#[cfg(test)]
mod tests {
    use zoho_time_client::queries::ListTimeEntriesQuery;

    use super::*;

    #[test]
    fn a_query_that_would_skip_pages_or_ends_before_it_starts_is_invalid() {
        let day = |day| chrono::NaiveDate::from_ymd_opt(2026, 3, day).unwrap();
        let query = ListTimeEntriesQuery::new;
        let cases = [
            (query(), None),
            (query().page(1), None),
            (query().page(2), Some("`starting_at(2)`")),
            (query().from_date(day(4)).to_date(day(4)), None),
            (query().from_date(day(4)), None),
            (query().to_date(day(4)), None),
            (
                query().from_date(day(5)).to_date(day(4)),
                Some("`from_date` (2026-03-05) is after `to_date` (2026-03-04)"),
            ),
        ];
        for (query, expected) in cases {
            match (query.check(), expected) {
                (Ok(()), None) => {}
                (Err(reason), Some(words)) => assert!(reason.contains(words), "{reason}"),
                (outcome, _) => panic!("{query:?}: {outcome:?}"),
            }
        }
    }

    #[test]
    fn the_selection_is_the_filters_and_the_order() {
        let query = ListTimeEntriesQuery::new()
            .page(3)
            .per_page(50)
            .user_id(7)
            .sort_column("log_date");
        assert_eq!(query.selection(), " sort_column=log_date user_id=7");
        let window = Window {
            page: 4,
            per_page: None,
        };
        assert_eq!(query.at(window).selection(), query.selection());
        assert_eq!(
            (query.at(window).page, query.at(window).per_page),
            (Some(4), None)
        );
    }
}
