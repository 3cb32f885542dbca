//! How a reading goes from page to page: what to ask for next, and what to make of an result. No I/O.

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

/// A page that has come.
#[derive(Clone, Copy, Debug)]
pub(super) struct PageResult<'a> {
    /// What was asked for.
    pub(super) window: Window,
    /// The records, as the numbers that stand for their ids.
    pub(super) keys: &'a [u64],
    /// How many records a page holds, as the server says.
    pub(super) reported: Option<u32>,
    /// Whether another page follows.
    pub(super) more: bool,
}

impl PageResult<'_> {
    /// How many records the page has.
    fn len(&self) -> u32 {
        u32::try_from(self.keys.len()).unwrap_or(u32::MAX)
    }

    /// By which size the server counts pages, as far as can be told.
    fn size(&self) -> Option<u32> {
        self.reported
            .or(self.window.per_page)
            .filter(|&size| size > 0)
    }
}

/// What to do with a page.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum PageUse {
    /// Gives the records from this index on, as far as they are new.
    Give {
        from: usize,
        /// Whether the page got behind the end of what was read before.
        gets_on: bool,
    },
    /// Gives none of it: it is not known to follow what was read.
    Skip,
}

/// One of the ways to go.
#[derive(Clone, Debug)]
pub(super) enum Strategy {
    /// Page by page.
    Sequential(Sequential),
    /// By pages that overlap.
    Overlapping(Overlapping),
}

impl Strategy {
    /// The page to ask for when so many others are under way, if all goes well with those. Nothing if none
    /// is left, or if it depends on what they bring.
    pub(super) fn upcoming(&self, under_way: usize) -> Option<Window> {
        match self {
            Self::Sequential(strategy) => strategy.upcoming(under_way),
            Self::Overlapping(strategy) => strategy.upcoming(under_way),
        }
    }

    /// Takes a page, which is the one that [`upcoming`](Self::upcoming) named first.
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

    /// How many records of the list, as it was seen last, stand before the position that was reached.
    pub(super) fn covered(&self) -> u64 {
        match self {
            Self::Sequential(strategy) => strategy.covered(),
            Self::Overlapping(strategy) => strategy.covered(),
        }
    }

    /// How many records a page holds, as far as is known.
    pub(super) fn size(&self) -> Option<u32> {
        match self {
            Self::Sequential(strategy) => strategy.size(),
            Self::Overlapping(strategy) => strategy.size(),
        }
    }

    /// Whether pages overlap, so that one with nothing new, or one in vain, is nothing unusual.
    pub(super) fn is_overlapping(&self) -> bool {
        matches!(self, Self::Overlapping(_))
    }

    /// Whether the page that comes next may be any, as the position in the list has been lost and is being
    /// looked for.
    pub(super) fn is_searching(&self) -> bool {
        matches!(self, Self::Overlapping(strategy) if strategy.is_searching())
    }
}
