//! Counters of the requests and records of a listing.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

/// Counts the requests and records of a listing. Clones share the counters.
///
/// Passed to [`List::watched_by`](crate::List::watched_by), which has an example. Several lists may share a value,
/// which then counts for all of them.
#[derive(Clone, Debug, Default)]
pub struct ListProgress(Arc<Numbers>);

#[derive(Debug, Default)]
struct Numbers {
    requests: AtomicU64,
    needed: AtomicU64,
    records: AtomicU64,
}

impl ListProgress {
    /// All counters at zero.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// The number of pages requested, including those that are being fetched ahead.
    #[must_use]
    pub fn requests(&self) -> u64 {
        self.0.requests.load(Ordering::Relaxed)
    }

    /// The number of records yielded.
    #[must_use]
    pub fn records(&self) -> u64 {
        self.0.records.load(Ordering::Relaxed)
    }

    /// The number of requests beyond those that an unchanging list needs when it is read page by page: the cost
    /// of reading [consistently](crate::List::consistently), and pages that were fetched ahead and not used.
    #[must_use]
    pub fn extra_requests(&self) -> u64 {
        let needed = self.0.needed.load(Ordering::Relaxed);
        self.requests().saturating_sub(needed)
    }

    pub(super) fn count_request(&self) {
        self.0.requests.fetch_add(1, Ordering::Relaxed);
    }

    /// Counts records that were yielded, and the requests that they would have needed.
    pub(super) fn count_records(&self, records: usize, requests: u64) {
        let records = u64::try_from(records).unwrap_or(u64::MAX);
        self.0.records.fetch_add(records, Ordering::Relaxed);
        self.0.needed.fetch_add(requests, Ordering::Relaxed);
    }
}
