//! Used and remaining quota of an organization.

use axum::http::{HeaderMap, HeaderName, HeaderValue};
use chrono::{DateTime, Utc};
use serde::Serialize;

use crate::model::time_zone::TimeZone;

const LIMIT: HeaderName = HeaderName::from_static("x-rate-limit-limit");
const REMAINING: HeaderName = HeaderName::from_static("x-rate-limit-remaining");
const RESET: HeaderName = HeaderName::from_static("x-rate-limit-reset");

/// The rate-limit headers of every response for an organization, unless nothing is limited.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Headers(Option<Day>);

/// The day in the headers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Day {
    limit: u32,
    /// Below zero when the day is overdrawn.
    remaining: i64,
    resets_in: u32,
}

impl Headers {
    /// No headers, because nothing is limited.
    pub(super) const NONE: Self = Self(None);

    pub(super) fn new(limit: u32, used: u32, resets_in: u32) -> Self {
        Self(Some(Day {
            limit,
            remaining: i64::from(limit) - i64::from(used),
            resets_in,
        }))
    }

    /// Sets `X-Rate-Limit-Limit`, `X-Rate-Limit-Remaining`, which is negative once the day is overdrawn, and
    /// `X-Rate-Limit-Reset`, the seconds until midnight; sets nothing if nothing is limited.
    pub fn write_to(self, headers: &mut HeaderMap) {
        if let Some(day) = self.0 {
            headers.insert(LIMIT, HeaderValue::from(day.limit));
            headers.insert(REMAINING, HeaderValue::from(day.remaining));
            headers.insert(RESET, HeaderValue::from(day.resets_in));
        }
    }
}

/// Limits and usage of an organization, for display.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Quota {
    /// Calls allowed today.
    pub per_day: u32,
    /// Calls allowed today in addition to `per_day`.
    pub overdraft: u32,
    /// Calls accepted today.
    pub used_today: u32,
    /// Seconds until the end of the day.
    pub resets_in: u32,
    /// Calls allowed per minute.
    pub per_minute: u32,
    /// Calls accepted in the last minute.
    pub used_this_minute: u32,
    /// Concurrent calls allowed.
    pub at_once: u32,
    /// Calls being served.
    pub in_process: u32,
    /// Seconds for which every call will be refused.
    pub blocked_for: Option<u32>,
}

/// Number of a local day, counted from 1970.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Date(i64);

impl Date {
    /// The day at a time in a time zone, and the seconds until it ends, rounded up: never zero, and a whole day
    /// at midnight.
    pub(super) fn at(now: DateTime<Utc>, zone: TimeZone) -> (Self, u32) {
        let (day, left) = zone.day_at(now);
        (Self(day), u32::try_from(left).unwrap_or(u32::MAX))
    }
}
