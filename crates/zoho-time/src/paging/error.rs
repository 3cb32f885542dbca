//! Why a list cannot be read on.

use std::fmt;

/// A list that cannot be read on, although each of its pages could be had.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct ListError {
    /// The operation, by its id in the specification.
    pub operation: &'static str,
    /// What is wrong.
    pub problem: ListProblem,
}

/// What is wrong with a list.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum ListProblem {
    /// Page after page has nothing new, and each says that more follows.
    NoProgress {
        /// How many pages on end had nothing new.
        pages: u32,
    },
    /// The checkpoint is of a list with another content or order.
    OtherList {
        /// The list of the checkpoint.
        checkpoint: String,
        /// The list that it was given to.
        list: String,
    },
    /// The records right before the place of a checkpoint are no longer in the list.
    PlaceLost,
    /// The list changed so fast that reading it consistently would have taken too many requests.
    TooUnsteady {
        /// How many requests were made.
        requests: u64,
    },
    /// The server does not heed the number of records per page, or holds fewer than 16: then a list cannot
    /// be read consistently.
    FixedPages {
        /// How many records per page were asked for.
        asked: u32,
        /// How many came, or were said to.
        told: u32,
    },
    /// The list did not end after this many requests.
    TooLong {
        /// How many requests were made.
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
                "{pages} pages on end have nothing new, and each says that more follows"
            ),
            Self::OtherList { checkpoint, list } => write!(
                f,
                "the checkpoint is of another list: it is of `{checkpoint}`, and this is `{list}`; use the \
                 same filters and order as then, or read from the start"
            ),
            Self::PlaceLost => f.write_str(
                "the place of the checkpoint cannot be found again, as the records before it are not in \
                 the list any more; read it from the start",
            ),
            Self::TooUnsteady { requests } => write!(
                f,
                "the list changes too fast to be read consistently: given up after {requests} requests; \
                 narrow it, or read it at a quieter time"
            ),
            Self::FixedPages { asked, told } => write!(
                f,
                "it cannot be read consistently: asked for {asked} records per page, the server goes by \
                 pages of {told}"
            ),
            Self::TooLong { requests } => write!(
                f,
                "it has not ended after {requests} requests; narrow it by filters, or ask for larger pages"
            ),
        }
    }
}

impl std::error::Error for ListError {}
