//! What the service tells of the day's quota: the `X-Rate-Limit-*` headers.

use std::time::Duration;

use http::HeaderMap;
use tokio::time::Instant;

/// What is known of the organisation's quota for the day, from the answer that came last.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Quota {
    /// Requests that the organisation may send in a day.
    pub limit: Option<u64>,
    /// Requests that were left then.
    pub remaining: u64,
    /// How long from now until the day ends in the time zone of the organisation.
    pub resets_in: Option<Duration>,
}

/// A quota as it was told.
#[derive(Clone, Copy, Debug)]
pub(super) struct Known {
    limit: Option<u64>,
    pub(super) remaining: u64,
    pub(super) resets_at: Option<Instant>,
}

impl Known {
    /// Reads the headers of an answer, if they tell anything.
    pub(super) fn read(headers: &HeaderMap) -> Option<Self> {
        let number = |name| headers.get(name)?.to_str().ok()?.trim().parse::<u64>().ok();
        Some(Self {
            remaining: number("x-rate-limit-remaining")?,
            limit: number("x-rate-limit-limit"),
            resets_at: number("x-rate-limit-reset")
                .and_then(|seconds| Instant::now().checked_add(Duration::from_secs(seconds))),
        })
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
            remaining: self.remaining,
            resets_in: self.resets_in(),
        }
    }
}
