//! How much an organisation has used, and has left.

use axum::http::{HeaderMap, HeaderName, HeaderValue};
use chrono::{DateTime, FixedOffset, Utc};
use serde::Serialize;

const LIMIT: HeaderName = HeaderName::from_static("x-rate-limit-limit");
const REMAINING: HeaderName = HeaderName::from_static("x-rate-limit-remaining");
const RESET: HeaderName = HeaderName::from_static("x-rate-limit-reset");

/// The seconds of every day here: an offset that is given is the same all day.
const DAY: u32 = 24 * 60 * 60;

/// What every answer to an organisation says about its day, unless nothing is limited.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Headers(Option<Day>);

/// The day in the headers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Day {
    limit: u32,
    remaining: u32,
    resets_in: u32,
}

impl Headers {
    /// No headers, as nothing is limited.
    pub(super) const NONE: Self = Self(None);

    pub(super) const fn new(limit: u32, used: u32, resets_in: u32) -> Self {
        Self(Some(Day {
            limit,
            remaining: limit.saturating_sub(used),
            resets_in,
        }))
    }

    /// Sets `X-Rate-Limit-Limit`, `X-Rate-Limit-Remaining` and `X-Rate-Limit-Reset`, the seconds
    /// until midnight; nothing if nothing is limited.
    pub fn write_to(self, headers: &mut HeaderMap) {
        if let Some(day) = self.0 {
            headers.insert(LIMIT, HeaderValue::from(day.limit));
            headers.insert(REMAINING, HeaderValue::from(day.remaining));
            headers.insert(RESET, HeaderValue::from(day.resets_in));
        }
    }
}

/// What an organisation may do and has done, to show to people.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Quota {
    /// How many calls it may make today.
    pub per_day: u32,
    /// How many of today's were admitted.
    pub used_today: u32,
    /// How many seconds are left of today.
    pub resets_in: u32,
    /// How many calls it may make in a minute.
    pub per_minute: u32,
    /// How many of the last minute's were admitted.
    pub used_this_minute: u32,
    /// How many calls it may make at once.
    pub at_once: u32,
    /// How many are being served.
    pub in_process: u32,
    /// For how many seconds every call will be refused.
    pub blocked_for: Option<u32>,
}

/// Which day it is somewhere, counted from 1970.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Date(i64);

impl Date {
    /// The day at a moment in a time zone, and the seconds until it ends, rounded up: never zero,
    /// and a whole day at midnight.
    ///
    /// Counted in seconds, as a moment near the ends of time has no local date.
    pub(super) fn at(now: DateTime<Utc>, offset: FixedOffset) -> (Self, u32) {
        let local = now.timestamp() + i64::from(offset.local_minus_utc());
        let day = i64::from(DAY);
        let gone = u32::try_from(local.rem_euclid(day)).unwrap_or_default();
        (Self(local.div_euclid(day)), DAY - gone)
    }
}
