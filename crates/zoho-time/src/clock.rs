//! What time it is, for everything that has to be told across processes and restarts.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use chrono::{DateTime, Utc};

/// The clock by which tokens expire and token requests are counted: that of the system, or one that a
/// test holds in its hand.
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

/// How long a clock may take to be read.
const LIMIT: Duration = Duration::from_secs(10);

/// Why a clock showed nothing.
#[derive(Clone, Copy, Debug)]
pub(crate) struct ClockFailed(pub(crate) &'static str);

type Hand = dyn Fn() -> DateTime<Utc> + Send + Sync;

impl Clock {
    /// The clock of the system, which is the default.
    #[must_use]
    pub fn system() -> Self {
        Self(None)
    }

    /// A clock that shows what a function returns. It is called often, so it should be quick. If it panics
    /// or blocks, the calls that need it fail, the latter when their time is over.
    #[must_use]
    pub fn from_fn(now: impl Fn() -> DateTime<Utc> + Send + Sync + 'static) -> Self {
        Self(Some(Arc::new(now)))
    }

    /// What the clock shows. A clock that was given is read on a thread of its own, so that one that blocks
    /// holds up only the caller that reads it, and not for ever.
    pub(crate) async fn read(&self) -> Result<DateTime<Utc>, ClockFailed> {
        let Some(hand) = &self.0 else {
            return Ok(Utc::now());
        };
        let hand = Arc::clone(hand);
        let reading = tokio::task::spawn_blocking(move || hand());
        match tokio::time::timeout(LIMIT, reading).await {
            Ok(Ok(now)) => Ok(now),
            // The other reason is a runtime that ends, and this task with it.
            Ok(Err(_)) => Err(ClockFailed("panicked")),
            Err(_) => Err(ClockFailed("did not answer")),
        }
    }

    /// The moment that it shows.
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
