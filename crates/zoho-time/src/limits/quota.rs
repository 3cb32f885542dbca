//! What the service tells of the day's quota: the `X-Rate-Limit-*` headers.

use std::time::Duration;

use http::HeaderMap;
use tokio::time::Instant;

use super::headers;

/// What is known of the organisation's quota for the day, from the answer that came last.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Quota {
    /// Requests that the organisation may send in a day.
    pub limit: Option<u64>,
    /// Requests that were left then. 0 does not mean that the next one is refused: Zoho answers some more,
    /// and the header is below zero then.
    pub remaining: u64,
    /// How long from now until the day ends in the time zone of the organisation.
    pub resets_in: Option<Duration>,
}

/// A quota as the headers give it.
#[derive(Clone, Copy, Debug)]
pub(super) struct ReportedQuota {
    limit: Option<u64>,
    /// Below zero when more were answered than the quota allows.
    pub(super) remaining: i64,
    pub(super) resets_at: Option<Instant>,
}

impl ReportedQuota {
    /// Reads the headers of a response, if they have a quota.
    pub(super) fn read(headers: &HeaderMap) -> Option<Self> {
        let remaining = headers::number(headers, "x-rate-limit-remaining")?;
        let limit = headers::number(headers, "x-rate-limit-limit");
        Some(Self {
            remaining,
            limit: limit.and_then(|limit| limit.try_into().ok()),
            resets_at: headers::reset(headers).and_then(|wait| Instant::now().checked_add(wait)),
        })
    }

    /// Whether nothing is left.
    pub(super) fn is_used_up(self) -> bool {
        self.remaining <= 0
    }

    /// How long it is until the day ends.
    pub(super) fn resets_in(self) -> Option<Duration> {
        let resets_at = self.resets_at?;
        Some(resets_at.saturating_duration_since(Instant::now()))
    }

    /// The same for others.
    pub(super) fn shown(self) -> Quota {
        Quota {
            limit: self.limit,
            remaining: self.remaining.try_into().unwrap_or_default(),
            resets_in: self.resets_in(),
        }
    }
}
