//! What the queries of lists have in common.

use super::window::Window;

/// A query that asks for one page.
pub(crate) trait PageQuery: Clone + Send + Sync + 'static {
    /// The page that it asks for.
    fn page(&self) -> Option<u32>;

    /// How many records it asks for on a page.
    fn per_page(&self) -> Option<u32>;

    /// The same for another page.
    fn at(&self, window: Window) -> Self;

    /// All that it says.
    fn all_parameters(&self) -> Vec<(&'static str, String)>;

    /// What it says besides the page: the filters and the order.
    fn selection(&self) -> String {
        self.all_parameters()
            .into_iter()
            .filter(|(name, _)| !matches!(*name, "page" | "per_page"))
            .map(|(name, value)| format!(" {name}={value}"))
            .collect()
    }
}

macro_rules! page_query {
    ($query:ty) => {
        impl $crate::paging::PageQuery for $query {
            fn page(&self) -> Option<u32> {
                self.page
            }

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
        }
    };
}
pub(crate) use page_query;

#[cfg(test)]
mod tests {
    use zoho_time_client::queries::ListTimeEntriesQuery;

    use super::*;

    #[test]
    fn the_selection_is_what_decides_about_content_and_order() {
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
