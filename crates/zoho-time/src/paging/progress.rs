//! What reading a list has taken so far.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

/// Tells what reading a list has taken so far. Clones tell of the same reading.
///
/// Given to a list by [`List::watched_by`](crate::List::watched_by); the numbers of several lists that
/// are watched by the same value add up.
#[derive(Clone, Debug, Default)]
pub struct Progress(Arc<Numbers>);

#[derive(Debug, Default)]
struct Numbers {
    requests: AtomicU64,
    needed: AtomicU64,
    records: AtomicU64,
}

impl Progress {
    /// Of nothing yet.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// How many pages were asked for, those that are being fetched ahead among them.
    #[must_use]
    pub fn requests(&self) -> u64 {
        self.0.requests.load(Ordering::Relaxed)
    }

    /// How many records were given.
    #[must_use]
    pub fn records(&self) -> u64 {
        self.0.records.load(Ordering::Relaxed)
    }

    /// How many of the requests would not have been needed for a list that nobody changes, read page by
    /// page: what reading [consistently](crate::List::consistently) costs, and what was asked for ahead in
    /// vain.
    #[must_use]
    pub fn extra_requests(&self) -> u64 {
        let needed = self.0.needed.load(Ordering::Relaxed);
        self.requests().saturating_sub(needed)
    }

    pub(super) fn asked(&self) {
        self.0.requests.fetch_add(1, Ordering::Relaxed);
    }

    /// So many records were given, which would have needed so many requests.
    pub(super) fn gave(&self, records: usize, requests: u64) {
        let records = u64::try_from(records).unwrap_or(u64::MAX);
        self.0.records.fetch_add(records, Ordering::Relaxed);
        self.0.needed.fetch_add(requests, Ordering::Relaxed);
    }
}
