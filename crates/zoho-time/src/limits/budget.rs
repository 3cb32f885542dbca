//! The account of what was sent, and a place to keep it elsewhere.

use std::collections::VecDeque;
use std::fmt;
use std::future::ready;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use futures::future::BoxFuture;
use tokio::time::Instant;

use crate::error::ErrorCode;

/// The span in which an organisation's requests of a minute are counted: a minute, and a little more,
/// because requests may follow each other faster on arriving than they did when they were sent.
const MINUTE: Duration = Duration::from_millis(60_500);

/// How long the limit of a minute can hold requests up, with all that clocks may differ by.
const LONGEST_MINUTE: Duration = Duration::from_secs(120);

/// The longest block that is documented.
const LONGEST_BLOCK: Duration = Duration::from_secs(3600);

/// The longest day there is, when clocks are set back.
pub(super) const LONGEST_DAY: Duration = Duration::from_secs(25 * 3600);

/// Where the requests of an organisation are counted, and where is noted that the service refuses them.
///
/// Every client has a [`LocalBudget`], which it shares with its clones. Programs that work in the same
/// organisation from several machines can share one account: implement this over what they all
/// reach, such as a database, and give it to each client with
/// [`ClientBuilder::rate_budget`](crate::ClientBuilder::rate_budget). How many requests are under way at
/// once is counted by each client on its own.
///
/// ```
/// use futures::future::{BoxFuture, FutureExt};
/// use zoho_time::{Wait, LocalBudget, RateBudget};
///
/// /// Counts what it lets through, and leaves the rest to the usual account.
/// #[derive(Debug, Default)]
/// struct Counted {
///     usual: LocalBudget,
///     let_through: std::sync::atomic::AtomicU64,
/// }
///
/// impl RateBudget for Counted {
///     fn take(&self, per_minute: Option<usize>) -> BoxFuture<'_, Result<(), Wait>> {
///         async move {
///             self.usual.take(per_minute).await?;
///             self.let_through.fetch_add(1, std::sync::atomic::Ordering::Relaxed);
///             Ok(())
///         }
///         .boxed()
///     }
///
///     fn block(&self, wait: Wait) -> BoxFuture<'_, ()> {
///         self.usual.block(wait)
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
    /// Enters a request that is sent as soon as this returns; or says how long to wait before
    /// asking again, and enters nothing. `per_minute` is what [`Pacing`](crate::Pacing) allows.
    ///
    /// An account that cannot be reached has to decide by itself; the service still has its limits. If this
    /// panics, or does not return in the time that the call has, the call fails with
    /// [`Error::RateBudget`](crate::Error::RateBudget).
    fn take(&self, per_minute: Option<usize>) -> BoxFuture<'_, Result<(), Wait>>;

    /// Notes that the service refuses every request for some time. A longer hold that is known already
    /// stays. A panic here is logged, and the call goes on; so it does after 5 seconds.
    fn block(&self, wait: Wait) -> BoxFuture<'_, ()>;
}

/// For how long no request is to be sent, and why.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Wait {
    /// The code with which the service would refuse it: 44 for the minute, 45 for the day, 43 for a
    /// block.
    pub code: i64,
    /// How long to wait.
    pub duration: Duration,
}

impl Wait {
    /// A hold with this code and of this length, but no longer than the limit that the code stands for can
    /// last: 2 minutes for code 44, an hour for code 43, and 25 hours for code 45 and all others.
    #[must_use]
    pub fn new(code: i64, duration: Duration) -> Self {
        Self { code, duration }.bounded()
    }

    /// The same hold, no longer than it can last.
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
                "a hold that is too long to be believed was cut"
            );
        }
        Self {
            duration: self.duration.min(longest),
            ..self
        }
    }
}

/// An account in the memory of this process.
#[derive(Debug, Default)]
pub struct LocalBudget(Mutex<RequestLog>);

#[derive(Debug, Default)]
struct RequestLog {
    /// When the requests of the last minute were sent.
    sent: VecDeque<Instant>,
    /// Until when the service refuses everything, and with which code.
    blocked: Option<(Instant, i64)>,
}

impl LocalBudget {
    fn log(&self) -> MutexGuard<'_, RequestLog> {
        // Nothing that holds the lock can leave an account half changed.
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl RateBudget for LocalBudget {
    fn take(&self, per_minute: Option<usize>) -> BoxFuture<'_, Result<(), Wait>> {
        Box::pin(ready(self.log().take(Instant::now(), per_minute)))
    }

    fn block(&self, wait: Wait) -> BoxFuture<'_, ()> {
        // Its fields can be set to anything.
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
