//! Pagination errors.

use std::fmt;

/// Pagination failed although every page was fetched successfully.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct ListError {
    /// The operation, by its id in the spec, such as `list_time_entries`.
    pub operation: &'static str,
    /// The reason why pagination failed.
    pub problem: ListProblem,
}

/// The reason why pagination failed.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum ListProblem {
    /// Consecutive pages have no new records, and each says that more follow.
    NoProgress {
        /// The number of consecutive pages without a new record.
        pages: u32,
    },
    /// The checkpoint belongs to a list with other filters or another order.
    OtherList {
        /// The list of the checkpoint.
        checkpoint: String,
        /// The list to which it was passed.
        list: String,
    },
    /// None of the records before the position of the checkpoint is in the list any more.
    PlaceLost,
    /// The list changed too fast to be read consistently with a bounded number of requests.
    TooUnsteady {
        /// The number of requests made.
        requests: u64,
    },
    /// The server ignores `per_page`, or returns fewer than 16 records per page: such a list cannot be read
    /// consistently.
    FixedPages {
        /// The requested number of records per page.
        asked: u32,
        /// The number of records per page that the server returned or reported.
        reported: u32,
    },
    /// The list did not end after this many requests.
    TooLong {
        /// The number of requests made.
        requests: u64,
    },
}

impl fmt::Display for ListError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.operation, self.problem)
    }
}

impl fmt::Display for ListProblem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NoProgress { pages } => write!(
                f,
                "{pages} consecutive pages have no new records, and each says that more follow"
            ),
            Self::OtherList { checkpoint, list } => write!(
                f,
                "the checkpoint belongs to the list `{checkpoint}`, and this is the list `{list}`; use the \
                 same filters and order, or read from the start"
            ),
            Self::PlaceLost => f.write_str(
                "the position of the checkpoint cannot be found, because the records before it are not in the \
                 list any more; read the list from the start",
            ),
            Self::TooUnsteady { requests } => write!(
                f,
                "the list changes too fast to be read consistently: gave up after {requests} requests; add \
                 filters, or read it when it changes less"
            ),
            Self::FixedPages { asked, reported } => write!(
                f,
                "the list cannot be read consistently: {asked} records per page were requested, and the server \
                 uses pages of {reported}"
            ),
            Self::TooLong { requests } => write!(
                f,
                "the list did not end after {requests} requests; add filters, or request larger pages"
            ),
        }
    }
}

impl std::error::Error for ListError {}
