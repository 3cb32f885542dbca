//! Configuration of the rate limits.

/// How many requests a client sends to its organization, and what happens to the others.
///
/// Zoho documents 100 requests per minute for an organization, and 5 at the same time in the free plan or 10 in
/// the paid plans. The limits apply to the organization as a whole: if several programs use the same one, give
/// each its share, or share the count with a [`RateBudget`](crate::limits::RateBudget). All clones of a client share one
/// count.
///
/// A request that would exceed a limit waits for its turn, up to the
/// [time of the call](crate::CallOptions::total_timeout). If the time is too short, the call fails with
/// [`Error::RateLimited`](crate::Error::RateLimited), which says how long to wait.
///
/// ```
/// use zoho_time::{Client, Pacing};
///
/// // One of two programs that share an organization in a paid plan.
/// let pacing = Pacing::default().per_minute(50).at_once(5);
/// let zoho = Client::builder()
///     .organization(10_234_695.into())
///     .access_token("1000.token")
///     .pacing(pacing)
///     .build()?;
/// # let _ = zoho;
/// # Ok::<(), zoho_time::ConfigError>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Pacing {
    pub(super) per_minute: Option<usize>,
    pub(super) at_once: Option<usize>,
    pub(super) wait: bool,
    /// Whether rate limit responses of the service are honored.
    pub(super) heed: bool,
    /// Whether to stop as soon as the quota of the day is used up.
    pub(super) stop_at_quota: bool,
}

impl Default for Pacing {
    /// 100 requests per minute, 5 at the same time; the others wait.
    fn default() -> Self {
        Self {
            per_minute: Some(100),
            at_once: Some(5),
            wait: true,
            heed: true,
            stop_at_quota: false,
        }
    }
}

impl Pacing {
    /// No limits, and rate limit responses do not delay later requests. For servers without limits.
    #[must_use]
    pub fn off() -> Self {
        Self {
            per_minute: None,
            at_once: None,
            wait: true,
            heed: false,
            stop_at_quota: false,
        }
    }

    /// The number of requests that may be sent in any 60 seconds; 0 counts as 1.
    #[must_use]
    pub fn per_minute(mut self, requests: usize) -> Self {
        self.per_minute = Some(requests.max(1));
        self
    }

    /// The number of requests that may be in flight at the same time; 0 counts as 1.
    #[must_use]
    pub fn at_once(mut self, requests: usize) -> Self {
        self.at_once = Some(requests.max(1));
        self
    }

    /// Whether a request that would exceed a limit waits for its turn. If not, the call fails at once with
    /// [`Error::RateLimited`](crate::Error::RateLimited).
    #[must_use]
    pub fn wait(mut self, wait: bool) -> Self {
        self.wait = wait;
        self
    }

    /// Whether to stop as soon as `X-Rate-Limit-Remaining` reports that the quota of the day is used up. By
    /// default, the client continues until the service rejects a request with code 45, because Zoho accepts some
    /// more. Either way, no further requests are sent until the day ends.
    #[must_use]
    pub fn stop_at_quota(mut self, stop: bool) -> Self {
        self.stop_at_quota = stop;
        self
    }
}
