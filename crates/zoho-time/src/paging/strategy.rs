//! Pagination strategies: which page to request next, and how to merge the response. Pure, no I/O.

mod overlapping;
pub(super) mod seen;
mod sequential;
pub(super) mod window;

use crate::list_error::ListProblem;

pub(super) use overlapping::Overlapping;
pub(super) use sequential::Sequential;

use self::seen::Seen;
use self::window::Window;

/// The size of a page where neither the caller nor the server has named one, as documented.
pub(super) const USUAL_SIZE: u32 = 200;

/// A received page.
#[derive(Clone, Copy, Debug)]
pub(super) struct PageResult<'a> {
    /// The requested page.
    pub(super) window: Window,
    /// The keys of the records.
    pub(super) keys: &'a [u64],
    /// The number of records per page that the server reports.
    pub(super) reported: Option<u32>,
    /// Whether another page follows.
    pub(super) more: bool,
}

impl PageResult<'_> {
    /// The number of records on the page.
    fn len(&self) -> u32 {
        u32::try_from(self.keys.len()).unwrap_or(u32::MAX)
    }

    /// The page size that the server uses, if it is known.
    fn size(&self) -> Option<u32> {
        self.reported
            .or(self.window.per_page)
            .filter(|&size| size > 0)
    }
}

/// The use of a page.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum PageUse {
    /// Yields the new records from this index on.
    Give {
        from: usize,
        /// Whether the page has records after the end of the pages before.
        advances: bool,
    },
    /// Yields none of it: it is not known to follow the pages before.
    Skip,
}

/// A pagination strategy.
#[derive(Clone, Debug)]
pub(super) enum Strategy {
    /// Page by page.
    Sequential(Sequential),
    /// Overlapping pages.
    Overlapping(Overlapping),
}

impl Strategy {
    /// The page to request when `under_way` others are in flight, if those succeed. `None` if no page is left, or if it
    /// depends on their content.
    pub(super) fn upcoming(&self, under_way: usize) -> Option<Window> {
        match self {
            Self::Sequential(strategy) => strategy.upcoming(under_way),
            Self::Overlapping(strategy) => strategy.upcoming(under_way),
        }
    }

    /// Processes the page that [`upcoming`](Self::upcoming) returned first.
    pub(super) fn take(
        &mut self,
        result: PageResult<'_>,
        seen: &Seen,
    ) -> Result<PageUse, ListProblem> {
        match self {
            Self::Sequential(strategy) => Ok(strategy.take(result)),
            Self::Overlapping(strategy) => strategy.take(result, seen),
        }
    }

    /// The number of records before the position, in the latest state of the list.
    pub(super) fn covered(&self) -> u64 {
        match self {
            Self::Sequential(strategy) => strategy.covered(),
            Self::Overlapping(strategy) => strategy.covered(),
        }
    }

    /// The page size, if it is known.
    pub(super) fn size(&self) -> Option<u32> {
        match self {
            Self::Sequential(strategy) => strategy.size(),
            Self::Overlapping(strategy) => strategy.size(),
        }
    }

    /// Whether pages overlap, so that a page without new records is expected.
    pub(super) fn is_overlapping(&self) -> bool {
        matches!(self, Self::Overlapping(_))
    }

    /// Whether the position in the list is being searched, so that the next page may be any.
    pub(super) fn is_searching(&self) -> bool {
        matches!(self, Self::Overlapping(strategy) if strategy.is_searching())
    }
}
