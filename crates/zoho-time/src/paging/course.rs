//! How a reading goes from page to page: what to ask for next, and what to make of an answer. No I/O.

mod disjoint;
mod overlapping;

use super::error::ListProblem;
use super::seen::Seen;
use super::window::Window;

pub(super) use disjoint::Disjoint;
pub(super) use overlapping::Overlapping;

/// The size of a page where neither the caller nor the server has named one, as documented.
pub(super) const USUAL_SIZE: u32 = 200;

/// A page that has come.
#[derive(Clone, Copy, Debug)]
pub(super) struct Answer<'a> {
    /// What was asked for.
    pub(super) window: Window,
    /// The records, as the numbers that stand for their ids.
    pub(super) keys: &'a [u64],
    /// How many records a page holds, as the server says.
    pub(super) told: Option<u32>,
    /// Whether another page follows.
    pub(super) more: bool,
}

impl Answer<'_> {
    /// How many records the page has.
    fn len(&self) -> u32 {
        u32::try_from(self.keys.len()).unwrap_or(u32::MAX)
    }

    /// By which size the server counts pages, as far as can be told.
    fn size(&self) -> Option<u32> {
        self.told.or(self.window.per_page).filter(|&size| size > 0)
    }
}

/// What to do with a page.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Step {
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
pub(super) enum Course {
    /// Page by page.
    Disjoint(Disjoint),
    /// By pages that overlap.
    Overlapping(Overlapping),
}

impl Course {
    /// The page to ask for when so many others are under way, if all goes well with those. Nothing if none
    /// is left, or if it depends on what they bring.
    pub(super) fn upcoming(&self, under_way: usize) -> Option<Window> {
        match self {
            Self::Disjoint(course) => course.upcoming(under_way),
            Self::Overlapping(course) => course.upcoming(under_way),
        }
    }

    /// Takes a page, which is the one that [`upcoming`](Self::upcoming) named first.
    pub(super) fn take(&mut self, answer: Answer<'_>, seen: &Seen) -> Result<Step, ListProblem> {
        match self {
            Self::Disjoint(course) => Ok(course.take(answer)),
            Self::Overlapping(course) => course.take(answer, seen),
        }
    }

    /// How many records of the list, as it was seen last, stand before the place that was reached.
    pub(super) fn covered(&self) -> u64 {
        match self {
            Self::Disjoint(course) => course.covered(),
            Self::Overlapping(course) => course.covered(),
        }
    }

    /// How many records a page holds, as far as is known.
    pub(super) fn size(&self) -> Option<u32> {
        match self {
            Self::Disjoint(course) => course.size(),
            Self::Overlapping(course) => course.size(),
        }
    }

    /// Whether pages overlap, so that one with nothing new, or one in vain, is nothing unusual.
    pub(super) fn is_overlapping(&self) -> bool {
        matches!(self, Self::Overlapping(_))
    }

    /// Whether the page that comes next may be any, as the place in the list has been lost and is being
    /// looked for.
    pub(super) fn is_searching(&self) -> bool {
        matches!(self, Self::Overlapping(course) if course.is_searching())
    }
}
