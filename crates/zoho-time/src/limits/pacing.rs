//! What the user wants of the limits.

/// How many requests an organisation may send, as far as the client holds them back itself.
///
/// Zoho documents 100 requests a minute for an organisation, and 5 at once in the free plan or 10 in the
/// others. The limits are those of the organisation, so give each program its share when several work in
/// it. All clones of a client share one account.
///
/// A request that would go over a limit waits, as long as the call has time for it
/// ([`CallOptions::total_timeout`](crate::CallOptions::total_timeout)). If it has not, the call ends with
/// [`Error::RateLimited`](crate::Error::RateLimited), which tells when to come back.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Pacing {
    pub(super) per_minute: Option<usize>,
    pub(super) at_once: Option<usize>,
    pub(super) wait: bool,
    /// Whether what the service says is heeded.
    pub(super) heed: bool,
    /// Whether the day is over when its quota is used up.
    pub(super) stop_at_quota: bool,
}

impl Default for Pacing {
    /// 100 requests a minute, 5 at once, waiting.
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
    /// Holds nothing back, whatever the service says: for a server without limits.
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

    /// How many requests may be sent in any 60 seconds; at least one.
    #[must_use]
    pub fn per_minute(mut self, requests: usize) -> Self {
        self.per_minute = Some(requests.max(1));
        self
    }

    /// How many requests may be under way at once; at least one.
    #[must_use]
    pub fn at_once(mut self, requests: usize) -> Self {
        self.at_once = Some(requests.max(1));
        self
    }

    /// Whether a request waits for its turn. If not, a call that cannot be sent now fails at once.
    #[must_use]
    pub fn wait(mut self, wait: bool) -> Self {
        self.wait = wait;
        self
    }

    /// Whether to stop as soon as `X-Rate-Limit-Remaining` says that the quota of the day is used up. By
    /// default, requests go on until one is refused with code 45, because Zoho keeps answering for some
    /// time after that. Either way, no more are sent until the day ends.
    #[must_use]
    pub fn stop_at_quota(mut self, stop: bool) -> Self {
        self.stop_at_quota = stop;
        self
    }
}
