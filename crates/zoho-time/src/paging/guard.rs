//! Notices lists that do not get on, so that every reading ends.

use super::strategy::PageUse;
use crate::list_error::ListProblem;

/// After so many pages on end that are empty, or the same as the one before, a list counts as one that
/// does not get on.
const PATIENCE: u32 = 3;

/// The same for pages that have other records than the one before, none of which is new: many records
/// that were added at once move all others by pages.
const LONG_PATIENCE: u32 = 20;

/// How many pages in vain a consistent reading may take besides two for each that was not.
const SPARE: u64 = 32;

/// Notices a list that does not get on.
#[derive(Debug, Default)]
pub(super) struct Guard {
    /// The records of the last page.
    last: Vec<u64>,
    /// Whether it was empty, or the same as the one before.
    is_repeated: bool,
    /// How many pages on end had nothing new, and how many of them were empty or repeated.
    idle: u32,
    repeated: u32,
    /// How many pages got on, and how many did not.
    fruitful: u64,
    vain: u64,
}

impl Guard {
    /// Looks at a page.
    pub(super) fn look(&mut self, keys: Vec<u64>) {
        // Pages of other sizes that begin with the same records are the same page as well.
        let same = keys.starts_with(&self.last) || self.last.starts_with(&keys);
        self.is_repeated = keys.is_empty() || (same && !self.last.is_empty());
        self.last = keys;
    }

    /// Says whether to go on after that page, which had something new or not.
    pub(super) fn judge(
        &mut self,
        step: PageUse,
        has_new: bool,
        is_overlapping: bool,
    ) -> Result<(), ListProblem> {
        let gets_on = match step {
            PageUse::Give { gets_on, .. } => gets_on && has_new,
            PageUse::Skip => false,
        };
        if gets_on {
            self.fruitful += 1;
        } else {
            self.vain += 1;
        }
        if is_overlapping && self.vain > SPARE + 2 * self.fruitful {
            return Err(ListProblem::TooUnsteady {
                requests: self.fruitful + self.vain,
            });
        }
        if has_new {
            (self.idle, self.repeated) = (0, 0);
            return Ok(());
        }
        if is_overlapping && step == PageUse::Skip {
            return Ok(());
        }
        self.idle += 1;
        self.repeated = if self.is_repeated {
            self.repeated + 1
        } else {
            0
        };
        // Pages that overlap may well have nothing new, and are counted above.
        let is_idle = !is_overlapping && self.idle >= LONG_PATIENCE;
        if is_idle || self.repeated >= PATIENCE {
            return Err(ListProblem::NoProgress { pages: self.idle });
        }
        Ok(())
    }
}
