//! The daily quota that the service reports in the `X-Rate-Limit-*` headers.

use std::time::Duration;

use http::HeaderMap;
use tokio::time::Instant;

use crate::limit_headers;

/// The organization's daily quota, from the most recent response.
///
/// Returned by [`Client::quota`](crate::Client::quota). The service reports it in the headers
/// `X-Rate-Limit-Limit`, `X-Rate-Limit-Remaining` and `X-Rate-Limit-Reset`.
///
/// ```no_run
/// # fn example(zoho: &zoho_time::Client) {
/// if let Some(quota) = zoho.quota() {
///     println!("{} requests left today", quota.remaining);
/// }
/// # }
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Quota {
    /// The number of requests that the organization may send in a day.
    pub limit: Option<u64>,
    /// The number of requests that were left. With 0, the next request may still succeed: Zoho accepts some more,
    /// and the header is negative then.
    pub remaining: u64,
    /// The time until the day ends in the time zone of the organization.
    pub resets_in: Option<Duration>,
}

/// A quota as the headers report it.
#[derive(Clone, Copy, Debug)]
pub(super) struct ReportedQuota {
    limit: Option<u64>,
    /// Negative if the service accepted more requests than the quota allows.
    remaining: i64,
    resets_at: Option<Instant>,
}

impl ReportedQuota {
    /// Parses the headers of a response; `None` if they have no quota.
    pub(super) fn from_headers(headers: &HeaderMap) -> Option<Self> {
        let remaining = limit_headers::number(headers, "x-rate-limit-remaining")?;
        let limit = limit_headers::number(headers, "x-rate-limit-limit");
        Some(Self {
            remaining,
            limit: limit.and_then(|limit| limit.try_into().ok()),
            resets_at: limit_headers::reset(headers)
                .and_then(|wait| Instant::now().checked_add(wait)),
        })
    }

    /// Whether no request is left.
    pub(super) fn is_used_up(self) -> bool {
        self.remaining <= 0
    }

    /// The time until the day ends.
    pub(super) fn resets_in(self) -> Option<Duration> {
        let resets_at = self.resets_at?;
        Some(resets_at.saturating_duration_since(Instant::now()))
    }

    /// The public form.
    pub(super) fn to_quota(self) -> Quota {
        Quota {
            limit: self.limit,
            remaining: self.remaining.try_into().unwrap_or_default(),
            resets_in: self.resets_in(),
        }
    }
}
