//! The last minute.

use std::collections::VecDeque;

use chrono::{DateTime, TimeDelta, Utc};

/// How long a moment counts.
pub(super) const MINUTE: TimeDelta = TimeDelta::seconds(60);

/// The moments of the last sixty seconds, oldest first.
#[derive(Debug, Clone, Default)]
pub(super) struct Window(VecDeque<DateTime<Utc>>);

impl Window {
    /// Adds a moment that is not before any other.
    pub(super) fn record(&mut self, now: DateTime<Utc>) {
        self.0.push_back(now);
    }

    /// How many moments are less than a minute old.
    pub(super) fn count(&mut self, now: DateTime<Utc>) -> u32 {
        while self.0.front().is_some_and(|&then| now - then >= MINUTE) {
            self.0.pop_front();
        }
        u32::try_from(self.0.len()).unwrap_or(u32::MAX)
    }

    /// Forgets all of them, and keeps the room for new ones.
    pub(super) fn clear(&mut self) {
        self.0.clear();
    }
}
