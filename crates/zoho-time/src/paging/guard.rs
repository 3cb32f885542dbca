//! Detection of pagination that makes no progress, so that every listing terminates.

use super::strategy::PageUse;
use crate::list_error::ListProblem;

/// The number of consecutive pages that are empty, or repeat the one before, after which pagination fails.
const PATIENCE: u32 = 3;

/// The same for pages that differ from the one before and have no new record: many records that are added at once
/// move all others by pages.
const LONG_PATIENCE: u32 = 20;

/// How many pages without progress a consistent listing may take, in addition to two for each page with progress.
const SPARE: u64 = 32;

/// Detects pagination that makes no progress.
#[derive(Debug, Default)]
pub(super) struct Guard {
    /// The records of the last page.
    last: Vec<u64>,
    /// Whether it was empty, or the same as the one before.
    is_repeated: bool,
    /// The number of consecutive pages without a new record, and of those that were empty or repeated.
    idle: u32,
    repeated: u32,
    /// The number of pages with and without progress.
    fruitful: u64,
    vain: u64,
}

impl Guard {
    /// Compares a page with the one before.
    pub(super) fn look(&mut self, keys: Vec<u64>) {
        // Pages of other sizes that start with the same records are the same page as well.
        let same = keys.starts_with(&self.last) || self.last.starts_with(&keys);
        self.is_repeated = keys.is_empty() || (same && !self.last.is_empty());
        self.last = keys;
    }

    /// Returns an error if pagination should end after that page, which has new records or not.
    pub(super) fn judge(
        &mut self,
        step: PageUse,
        has_new: bool,
        is_overlapping: bool,
    ) -> Result<(), ListProblem> {
        let advances = match step {
            PageUse::Give { advances, .. } => advances && has_new,
            PageUse::Skip => false,
        };
        if advances {
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
        // Overlapping pages may have no new records; they are counted above.
        let is_idle = !is_overlapping && self.idle >= LONG_PATIENCE;
        if is_idle || self.repeated >= PATIENCE {
            return Err(ListProblem::NoProgress { pages: self.idle });
        }
        Ok(())
    }
}
