//! The clock of a sandbox.

use std::fmt;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use chrono::{DateTime, TimeDelta, Utc};

/// The clock that determines everything in a sandbox that depends on time: expiry of tokens, creation times,
/// running timers, and the current day.
///
/// It follows the system clock or another clock, with any offset, or is frozen. Clones share one clock, so a
/// test can keep one and control the time of a running sandbox.
///
/// Its range is from [`EARLIEST`](Self::EARLIEST) to [`LATEST`](Self::LATEST), where every date has a
/// four-digit year in every time zone. A time outside is clamped.
///
/// ```
/// use chrono::{TimeDelta, TimeZone, Utc};
/// use zoho_time_sandbox::Clock;
///
/// let noon = Utc.with_ymd_and_hms(2026, 3, 4, 12, 0, 0).unwrap();
/// let clock = Clock::frozen_at(noon);
/// clock.advance(TimeDelta::minutes(90));
/// assert_eq!(clock.now(), noon + TimeDelta::minutes(90));
/// ```
#[derive(Clone)]
pub struct Clock {
    hand: Arc<Mutex<Hand>>,
    /// The clock that this one follows.
    source: Arc<Source>,
}

type Source = dyn Fn() -> DateTime<Utc> + Send + Sync;

#[derive(Debug, Clone, Copy)]
enum Hand {
    /// This far ahead of the source.
    Running(TimeDelta),
    Frozen(DateTime<Utc>),
}

impl Clock {
    /// The earliest time: the start of 1900.
    pub const EARLIEST: DateTime<Utc> = match DateTime::from_timestamp(-2_208_988_800, 0) {
        Some(moment) => moment,
        None => DateTime::<Utc>::MIN_UTC,
    };

    /// The latest time: the start of December 30, 9999.
    pub const LATEST: DateTime<Utc> = match DateTime::from_timestamp(253_402_128_000, 0) {
        Some(moment) => moment,
        None => DateTime::<Utc>::MAX_UTC,
    };

    /// The system clock.
    #[must_use]
    pub fn system() -> Self {
        Self::new(Hand::Running(TimeDelta::zero()))
    }

    /// A clock that is frozen at this time until it is set.
    #[must_use]
    pub fn frozen_at(moment: DateTime<Utc>) -> Self {
        Self::new(Hand::Frozen(nearest(moment)))
    }

    /// A clock that follows another one, such as the paused time of an asynchronous runtime. It is called often
    /// and must not block.
    #[must_use]
    pub fn following(source: impl Fn() -> DateTime<Utc> + Send + Sync + 'static) -> Self {
        Self {
            source: Arc::new(source),
            ..Self::system()
        }
    }

    fn new(hand: Hand) -> Self {
        Self {
            hand: Arc::new(Mutex::new(hand)),
            source: Arc::new(Utc::now),
        }
    }

    /// The current time.
    #[must_use]
    pub fn now(&self) -> DateTime<Utc> {
        let hand = *self.hand();
        self.time_of(hand)
    }

    fn time_of(&self, hand: Hand) -> DateTime<Utc> {
        match hand {
            Hand::Running(ahead) => moved((self.source)(), ahead),
            Hand::Frozen(moment) => moment,
        }
    }

    /// Whether it is frozen.
    #[must_use]
    pub fn is_frozen(&self) -> bool {
        matches!(*self.hand(), Hand::Frozen(_))
    }

    /// Freezes it at the current time.
    pub fn freeze(&self) {
        let mut hand = self.hand();
        *hand = Hand::Frozen(self.time_of(*hand));
    }

    /// Resumes it at the current time.
    pub fn resume(&self) {
        let mut hand = self.hand();
        *hand = Hand::Running(self.time_of(*hand) - (self.source)());
    }

    /// Sets it to a time; it remains running or frozen.
    pub fn set(&self, moment: DateTime<Utc>) {
        let mut hand = self.hand();
        *hand = match *hand {
            Hand::Running(_) => Hand::Running(nearest(moment) - (self.source)()),
            Hand::Frozen(_) => Hand::Frozen(nearest(moment)),
        };
    }

    /// Advances it, or sets it back by a negative span.
    pub fn advance(&self, span: TimeDelta) {
        let mut hand = self.hand();
        let moment = moved(self.time_of(*hand), span);
        *hand = match *hand {
            Hand::Running(_) => Hand::Running(moment - (self.source)()),
            Hand::Frozen(_) => Hand::Frozen(moment),
        };
    }

    fn hand(&self) -> MutexGuard<'_, Hand> {
        // No code that holds the lock can leave the state inconsistent.
        self.hand.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The time after a span, clamped to the range of the clock.
fn moved(moment: DateTime<Utc>, span: TimeDelta) -> DateTime<Utc> {
    let end = if span < TimeDelta::zero() {
        Clock::EARLIEST
    } else {
        Clock::LATEST
    };
    nearest(moment.checked_add_signed(span).unwrap_or(end))
}

/// A time, clamped to the range of the clock.
fn nearest(moment: DateTime<Utc>) -> DateTime<Utc> {
    moment.clamp(Clock::EARLIEST, Clock::LATEST)
}

impl fmt::Debug for Clock {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Clock").field(&*self.hand()).finish()
    }
}

impl Default for Clock {
    fn default() -> Self {
        Self::system()
    }
}

#[cfg(test)]
mod tests {
    use chrono::{TimeDelta, TimeZone, Utc};

    use super::Clock;

    #[test]
    fn a_frozen_clock_moves_only_on_request() {
        let noon = Utc.with_ymd_and_hms(2026, 3, 4, 12, 0, 0).unwrap();
        let clock = Clock::frozen_at(noon);
        let same = clock.clone();
        same.advance(TimeDelta::hours(2));
        assert_eq!(clock.now(), noon + TimeDelta::hours(2));
        same.set(noon);
        assert_eq!(clock.now(), noon);
        assert!(clock.is_frozen());
    }

    #[test]
    fn a_running_clock_runs_from_where_it_is_set() {
        let clock = Clock::system();
        let then = Utc.with_ymd_and_hms(2031, 1, 1, 0, 0, 0).unwrap();
        clock.set(then);
        assert!(clock.now() >= then);
        assert!(clock.now() < then + TimeDelta::minutes(1));
        clock.freeze();
        assert_eq!(clock.now(), clock.now());
        clock.resume();
        assert!(!clock.is_frozen());
    }

    #[test]
    fn a_clock_that_follows_another_one_keeps_its_distance() {
        let noon = Utc.with_ymd_and_hms(2026, 3, 4, 12, 0, 0).unwrap();
        let other = Clock::frozen_at(noon);
        let hand = other.clone();
        let clock = Clock::following(move || hand.now());
        clock.advance(TimeDelta::hours(1));
        other.advance(TimeDelta::hours(2));
        assert_eq!(clock.now(), noon + TimeDelta::hours(3));
        clock.freeze();
        other.advance(TimeDelta::hours(2));
        assert_eq!(clock.now(), noon + TimeDelta::hours(3));
        clock.resume();
        other.advance(TimeDelta::hours(2));
        assert_eq!(clock.now(), noon + TimeDelta::hours(5));
    }

    #[test]
    fn it_ends_where_years_have_four_digits() {
        use chrono::Datelike as _;
        assert_eq!(Clock::EARLIEST.to_rfc3339(), "1900-01-01T00:00:00+00:00");
        assert_eq!(Clock::LATEST.to_rfc3339(), "9999-12-30T00:00:00+00:00");
        for clock in [
            Clock::system(),
            Clock::frozen_at(chrono::DateTime::<Utc>::MAX_UTC),
        ] {
            for (span, end) in [
                (TimeDelta::MAX, Clock::LATEST),
                (TimeDelta::MIN, Clock::EARLIEST),
            ] {
                clock.advance(span);
                clock.advance(span);
                // A running clock stops at the end of the range, and continues after it has been set back.
                assert_eq!(clock.now().year(), end.year());
                clock.resume();
                clock.freeze();
                clock.set(chrono::DateTime::<Utc>::MIN_UTC);
                assert_eq!(clock.now(), Clock::EARLIEST);
            }
        }
    }

    #[test]
    fn no_span_is_too_long() {
        let clock = Clock::system();
        clock.advance(TimeDelta::MAX);
        clock.advance(TimeDelta::MAX);
        let _ = clock.now();
    }
}
