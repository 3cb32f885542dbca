//! Injectable wall clock, used for token expiry.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use chrono::{DateTime, Utc};

/// The clock used for token expiry and the limits of token requests: the system clock, or a test double.
///
/// Clones share one clock.
///
/// ```
/// use std::sync::Arc;
/// use std::sync::atomic::{AtomicI64, Ordering};
/// use zoho_time::Clock;
/// use zoho_time::chrono::DateTime;
///
/// let seconds = Arc::new(AtomicI64::new(1_772_625_600));
/// let hand = Arc::clone(&seconds);
/// let clock = Clock::from_fn(move || {
///     DateTime::from_timestamp(hand.load(Ordering::Relaxed), 0).unwrap_or_default()
/// });
/// assert_eq!(clock.now().to_rfc3339(), "2026-03-04T12:00:00+00:00");
/// seconds.fetch_add(3600, Ordering::Relaxed);
/// assert_eq!(clock.now().to_rfc3339(), "2026-03-04T13:00:00+00:00");
/// ```
#[derive(Clone, Default)]
pub struct Clock(Option<Arc<Hand>>);

/// How long reading a clock may take.
const LIMIT: Duration = Duration::from_secs(10);

/// The reason why a clock could not be read.
#[derive(Clone, Copy, Debug)]
pub(crate) struct ClockFailed(pub(crate) &'static str);

type Hand = dyn Fn() -> DateTime<Utc> + Send + Sync;

impl Clock {
    /// The system clock, which is the default.
    #[must_use]
    pub fn system() -> Self {
        Self(None)
    }

    /// A clock that returns the result of a function. The function is called often, so it should be fast. If it
    /// panics or blocks, the calls that need the clock fail, in the latter case when they time out.
    #[must_use]
    pub fn from_fn(now: impl Fn() -> DateTime<Utc> + Send + Sync + 'static) -> Self {
        Self(Some(Arc::new(now)))
    }

    /// Reads the clock. A clock of the caller is read on a thread of its own, so that one that blocks delays only
    /// the call that reads it, and only up to a limit.
    pub(crate) async fn read(&self) -> Result<DateTime<Utc>, ClockFailed> {
        let Some(hand) = &self.0 else {
            return Ok(Utc::now());
        };
        let hand = Arc::clone(hand);
        let reading = tokio::task::spawn_blocking(move || hand());
        match tokio::time::timeout(LIMIT, reading).await {
            Ok(Ok(now)) => Ok(now),
            // The task was cancelled by the end of the runtime, or panicked.
            Ok(Err(_)) => Err(ClockFailed("panicked")),
            Err(_) => Err(ClockFailed("did not answer")),
        }
    }

    /// The current time of the clock.
    #[must_use]
    pub fn now(&self) -> DateTime<Utc> {
        match &self.0 {
            None => Utc::now(),
            Some(now) => now(),
        }
    }
}

impl fmt::Debug for Clock {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self.0 {
            None => "Clock(system)",
            Some(_) => "Clock(given)",
        })
    }
}
