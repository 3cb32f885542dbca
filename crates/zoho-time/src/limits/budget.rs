//! The request counter, and a trait for sharing it.

use std::collections::VecDeque;
use std::fmt;
use std::future::ready;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use futures::future::BoxFuture;
use tokio::time::Instant;

use crate::error_code::ErrorCode;
use crate::limit_headers::LONGEST_DAY;

/// The window in which requests are counted: a minute and a little more, because requests may arrive in quicker
/// succession than they were sent.
const MINUTE: Duration = Duration::from_millis(60_500);

/// The longest plausible wait for the limit per minute, allowing for clocks that differ.
const LONGEST_MINUTE: Duration = Duration::from_secs(120);

/// The longest documented block.
const LONGEST_BLOCK: Duration = Duration::from_secs(3600);

/// Counts the requests of an organization, and stores for how long the service rejects them.
///
/// Every client has a [`LocalBudget`], which it shares with its clones. Programs that use the same organization
/// from several machines can share one count: implement this trait over storage that all of them reach, such as a
/// database, and pass it to each client with
/// [`ClientBuilder::rate_budget`](crate::ClientBuilder::rate_budget). The number of requests in flight is counted
/// by each client separately.
///
/// ```
/// use futures::future::{BoxFuture, FutureExt};
/// use zoho_time::limits::{LocalBudget, RateBudget, Wait};
///
/// /// Counts the requests, and leaves the decision to a local budget.
/// #[derive(Debug, Default)]
/// struct Counted {
///     local: LocalBudget,
///     sent: std::sync::atomic::AtomicU64,
/// }
///
/// impl RateBudget for Counted {
///     fn take(&self, per_minute: Option<usize>) -> BoxFuture<'_, Result<(), Wait>> {
///         async move {
///             self.local.take(per_minute).await?;
///             self.sent.fetch_add(1, std::sync::atomic::Ordering::Relaxed);
///             Ok(())
///         }
///         .boxed()
///     }
///
///     fn block(&self, wait: Wait) -> BoxFuture<'_, ()> {
///         self.local.block(wait)
///     }
/// }
/// # tokio::runtime::Builder::new_current_thread().enable_time().build().unwrap().block_on(async {
/// let budget = Counted::default();
/// assert_eq!(budget.take(Some(1)).await, Ok(()));
/// let wait = budget.take(Some(1)).await.unwrap_err();
/// assert_eq!(wait.code, 44);
/// # });
/// ```
pub trait RateBudget: fmt::Debug + Send + Sync + 'static {
    /// Counts a request that is sent as soon as this returns, or returns how long to wait before asking again and
    /// counts nothing. `per_minute` is the limit that [`Pacing`](crate::Pacing) configures.
    ///
    /// If the storage cannot be reached, the implementation decides; the service still enforces its limits. If
    /// this panics, or does not return in the time that the call has, the call fails with
    /// [`Error::RateBudget`](crate::Error::RateBudget).
    fn take(&self, per_minute: Option<usize>) -> BoxFuture<'_, Result<(), Wait>>;

    /// Stores that the service rejects all requests for some time. A longer wait that is already stored stays. If
    /// this panics or takes more than 5 seconds, that is logged, and the call continues.
    fn block(&self, wait: Wait) -> BoxFuture<'_, ()>;
}

/// A time in which no request may be sent, and the reason.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Wait {
    /// The code with which the service would reject a request: 44 for the minute, 45 for the day, 43 for a block.
    pub code: i64,
    /// How long to wait.
    pub duration: Duration,
}

impl Wait {
    /// A wait with this code. It is limited to the longest time that the code can last: 2 minutes for code 44, an
    /// hour for code 43, and 25 hours for code 45 and all others.
    #[must_use]
    pub fn new(code: i64, duration: Duration) -> Self {
        Self { code, duration }.bounded()
    }

    /// The same wait, limited to the longest time that its code can last.
    pub(super) fn bounded(self) -> Self {
        let longest = match ErrorCode::from_number(self.code) {
            Some(ErrorCode::TooManyInAMinute) => LONGEST_MINUTE,
            Some(ErrorCode::Blocked) => LONGEST_BLOCK,
            _ => LONGEST_DAY,
        };
        if self.duration > longest {
            tracing::warn!(
                code = self.code,
                seconds = self.duration.as_secs(),
                longest = longest.as_secs(),
                "shortened an implausibly long wait"
            );
        }
        Self {
            duration: self.duration.min(longest),
            ..self
        }
    }
}

/// A request counter in the memory of this process.
#[derive(Debug, Default)]
pub struct LocalBudget(Mutex<RequestLog>);

#[derive(Debug, Default)]
struct RequestLog {
    /// The times of the requests of the last minute.
    sent: VecDeque<Instant>,
    /// Until when the service rejects all requests, and with which code.
    blocked: Option<(Instant, i64)>,
}

impl LocalBudget {
    fn log(&self) -> MutexGuard<'_, RequestLog> {
        // No holder of the lock leaves it in an inconsistent state.
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl RateBudget for LocalBudget {
    fn take(&self, per_minute: Option<usize>) -> BoxFuture<'_, Result<(), Wait>> {
        Box::pin(ready(self.log().take(Instant::now(), per_minute)))
    }

    fn block(&self, wait: Wait) -> BoxFuture<'_, ()> {
        // The fields are public, and may have any value.
        let wait = wait.bounded();
        if let Some(until) = Instant::now().checked_add(wait.duration) {
            self.log().block(until, wait.code);
        }
        Box::pin(ready(()))
    }
}

impl RequestLog {
    fn take(&mut self, now: Instant, per_minute: Option<usize>) -> Result<(), Wait> {
        match self.blocked {
            Some((until, code)) if until > now => return Err(Wait::new(code, until - now)),
            _ => self.blocked = None,
        }
        let Some(limit) = per_minute else {
            return Ok(());
        };
        while self
            .sent
            .front()
            .is_some_and(|sent| now.duration_since(*sent) >= MINUTE)
        {
            self.sent.pop_front();
        }
        match self.sent.front() {
            Some(oldest) if self.sent.len() >= limit => Err(Wait::new(44, *oldest + MINUTE - now)),
            _ => {
                self.sent.push_back(now);
                Ok(())
            }
        }
    }

    fn block(&mut self, until: Instant, code: i64) {
        if self.blocked.is_none_or(|(known, _)| known < until) {
            self.blocked = Some((until, code));
        }
    }
}
