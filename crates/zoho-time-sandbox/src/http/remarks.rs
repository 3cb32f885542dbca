//! Remarks on a request for its entry in the log.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// What is worth saying about a request, whether it succeeds or not. It travels among the
/// extensions of the response, from which the log takes it.
#[derive(Debug, Clone, Default)]
pub(crate) struct Remarks(Arc<Mutex<Collected>>);

/// The remarks on one request.
#[derive(Debug, Clone, Default)]
pub(crate) struct Collected {
    /// The fields of the body that the operation has no use for.
    pub(crate) unread: Vec<String>,
    /// What works here, but fails or loses data elsewhere.
    pub(crate) warnings: Vec<String>,
    /// The page that the response is, and whether another one follows.
    pub(crate) page: Option<(i64, bool)>,
}

impl Remarks {
    /// Adds fields of the body that the operation has no use for.
    pub(crate) fn unread(&self, names: impl IntoIterator<Item = String>) {
        self.collected().unread.extend(names);
    }

    /// Replaces the fields collected so far: an operation that was refused has not read all that it
    /// would have.
    pub(crate) fn only_unread(&self, names: Vec<String>) {
        self.collected().unread = names;
    }

    /// Adds a warning.
    pub(crate) fn warn(&self, warning: impl Into<String>) {
        self.collected().warnings.push(warning.into());
    }

    /// Notes which page the response is, and whether another one follows.
    pub(crate) fn page(&self, number: i64, has_more: bool) {
        self.collected().page = Some((number, has_more));
    }

    /// What was collected, the fields in alphabetical order.
    pub(crate) fn take(&self) -> Collected {
        let mut collected = std::mem::take(&mut *self.collected());
        collected.unread.sort_unstable();
        collected
    }

    /// Whether there are fields that the operation has no use for.
    pub(crate) fn has_unread(&self) -> bool {
        !self.collected().unread.is_empty()
    }

    fn collected(&self) -> MutexGuard<'_, Collected> {
        // Nothing that holds the lock can leave the remarks half changed.
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
