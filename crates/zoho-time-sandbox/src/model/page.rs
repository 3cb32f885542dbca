//! One page of a list, and where it stands in it.

/// Records of one page.
#[derive(Debug)]
pub(crate) struct Listing<T> {
    pub(crate) items: Vec<T>,
    pub(crate) page: PageInfo,
}

/// Where a page stands in its list.
#[derive(Debug, Clone)]
pub(crate) struct PageInfo {
    /// The page, counted from 1.
    pub(crate) number: i64,
    /// How many records a page holds at most.
    pub(crate) size: i64,
    /// Whether another page follows.
    pub(crate) has_more: bool,
    /// The name of the list, for people.
    pub(crate) report_name: &'static str,
    /// The filter in force, for the lists that have filters.
    pub(crate) applied_filter: Option<&'static str>,
    /// The earliest moment of change that was asked for, as it was asked for.
    pub(crate) modified_since: Option<String>,
    /// The column sorted by.
    pub(crate) sort_column: &'static str,
    /// `A` or `D`.
    pub(crate) sort_order: &'static str,
}
