//! A sliding window of one minute.

use std::collections::VecDeque;

use chrono::{DateTime, TimeDelta, Utc};

/// Length of the window.
pub(super) const MINUTE: TimeDelta = TimeDelta::seconds(60);

/// The times in the last sixty seconds, oldest first.
#[derive(Debug, Clone, Default)]
pub(super) struct Window(VecDeque<DateTime<Utc>>);

impl Window {
    /// Adds a time that is not before any other.
    pub(super) fn record(&mut self, now: DateTime<Utc>) {
        self.0.push_back(now);
    }

    /// Number of times less than a minute old.
    pub(super) fn count(&mut self, now: DateTime<Utc>) -> u32 {
        while self.0.front().is_some_and(|&then| now - then >= MINUTE) {
            self.0.pop_front();
        }
        u32::try_from(self.0.len()).unwrap_or(u32::MAX)
    }

    /// Removes all of them, and keeps the capacity.
    pub(super) fn clear(&mut self) {
        self.0.clear();
    }
}
