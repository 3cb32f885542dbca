//! One page of a list, and its position.

/// Records of one page.
#[derive(Debug)]
pub(crate) struct Listing<T> {
    pub(crate) items: Vec<T>,
    pub(crate) page: PageInfo,
}

/// Position of a page in its list.
#[derive(Debug, Clone)]
pub(crate) struct PageInfo {
    /// The page, counted from 1.
    pub(crate) number: i64,
    /// Maximum number of records on a page.
    pub(crate) size: i64,
    /// Whether there is another page.
    pub(crate) has_more: bool,
    /// The name of the list, for people.
    pub(crate) report_name: &'static str,
    /// The applied filter, for lists with filters.
    pub(crate) applied_filter: Option<&'static str>,
    /// The requested earliest time of change, verbatim.
    pub(crate) modified_since: Option<String>,
    /// The column sorted by.
    pub(crate) sort_column: &'static str,
    /// `A` or `D`.
    pub(crate) sort_order: &'static str,
}
