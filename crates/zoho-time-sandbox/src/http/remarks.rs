//! Remarks on a request for its log entry.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// Remarks on a request, whether it succeeds or not. They are in the extensions of the response, from which the
/// log takes them.
#[derive(Debug, Clone, Default)]
pub(crate) struct Remarks(Arc<Mutex<Collected>>);

/// The remarks on one request.
#[derive(Debug, Clone, Default)]
pub(crate) struct Collected {
    /// Body fields that the operation ignores.
    pub(crate) unread: Vec<String>,
    /// Warnings about what works here, but fails or loses data with live servers.
    pub(crate) warnings: Vec<String>,
    /// The page in the response, and whether there is another one.
    pub(crate) page: Option<(i64, bool)>,
}

impl Remarks {
    /// Adds body fields that the operation ignores.
    pub(crate) fn unread(&self, names: impl IntoIterator<Item = String>) {
        self.collected().unread.extend(names);
    }

    /// Replaces the fields collected so far: an operation that was refused has not read all of its fields.
    pub(crate) fn only_unread(&self, names: Vec<String>) {
        self.collected().unread = names;
    }

    /// Adds a warning.
    pub(crate) fn warn(&self, warning: impl Into<String>) {
        self.collected().warnings.push(warning.into());
    }

    /// Notes the page in the response, and whether there is another one.
    pub(crate) fn page(&self, number: i64, has_more: bool) {
        self.collected().page = Some((number, has_more));
    }

    /// The collected remarks, fields in alphabetical order.
    pub(crate) fn take(&self) -> Collected {
        let mut collected = std::mem::take(&mut *self.collected());
        collected.unread.sort_unstable();
        collected
    }

    /// Whether there are fields that the operation ignores.
    pub(crate) fn has_unread(&self) -> bool {
        !self.collected().unread.is_empty()
    }

    fn collected(&self) -> MutexGuard<'_, Collected> {
        // No code that holds the lock can leave the remarks inconsistent.
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
