//! The one clock of a sandbox.

use std::fmt;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use chrono::{DateTime, TimeDelta, Utc};

/// The clock that decides everything in a sandbox that depends on time: when tokens expire, when
/// a record was created, how long a timer has been running, and which day is today.
///
/// It runs with the system or with another clock, from any moment, or stands still. Clones share one
/// clock, so a test can keep one and move the time of a running sandbox with it.
///
/// It shows moments from [`EARLIEST`](Self::EARLIEST) to [`LATEST`](Self::LATEST), where every date has
/// a year of four digits in every time zone. Set to a moment before or after, it shows the nearest
/// of them.
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
    /// The clock that this one runs with.
    source: Arc<Source>,
}

type Source = dyn Fn() -> DateTime<Utc> + Send + Sync;

#[derive(Debug, Clone, Copy)]
enum Hand {
    /// Ahead of the source by so much.
    Running(TimeDelta),
    Frozen(DateTime<Utc>),
}

impl Clock {
    /// The first moment that a clock shows: the beginning of 1900.
    pub const EARLIEST: DateTime<Utc> = match DateTime::from_timestamp(-2_208_988_800, 0) {
        Some(moment) => moment,
        None => DateTime::<Utc>::MIN_UTC,
    };

    /// The last moment that a clock shows: the beginning of December 30 in 9999.
    pub const LATEST: DateTime<Utc> = match DateTime::from_timestamp(253_402_128_000, 0) {
        Some(moment) => moment,
        None => DateTime::<Utc>::MAX_UTC,
    };

    /// The clock of the system.
    #[must_use]
    pub fn system() -> Self {
        Self::new(Hand::Running(TimeDelta::zero()))
    }

    /// A clock that stands still at this moment until it is moved.
    #[must_use]
    pub fn frozen_at(moment: DateTime<Utc>) -> Self {
        Self::new(Hand::Frozen(nearest(moment)))
    }

    /// A clock that runs with another one, such as the paused time of an asynchronous runtime. It is
    /// asked often and must not block.
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

    /// The moment it shows.
    #[must_use]
    pub fn now(&self) -> DateTime<Utc> {
        let hand = *self.hand();
        self.shown_by(hand)
    }

    fn shown_by(&self, hand: Hand) -> DateTime<Utc> {
        match hand {
            Hand::Running(ahead) => moved((self.source)(), ahead),
            Hand::Frozen(moment) => moment,
        }
    }

    /// Whether it stands still.
    #[must_use]
    pub fn is_frozen(&self) -> bool {
        matches!(*self.hand(), Hand::Frozen(_))
    }

    /// Makes it stand still where it is.
    pub fn freeze(&self) {
        let mut hand = self.hand();
        *hand = Hand::Frozen(self.shown_by(*hand));
    }

    /// Makes it run on from the moment it shows.
    pub fn resume(&self) {
        let mut hand = self.hand();
        *hand = Hand::Running(self.shown_by(*hand) - (self.source)());
    }

    /// Sets it to a moment; it goes on running, or standing still, from there.
    pub fn set(&self, moment: DateTime<Utc>) {
        let mut hand = self.hand();
        *hand = match *hand {
            Hand::Running(_) => Hand::Running(nearest(moment) - (self.source)()),
            Hand::Frozen(_) => Hand::Frozen(nearest(moment)),
        };
    }

    /// Moves it forward, or back by a negative span.
    pub fn advance(&self, span: TimeDelta) {
        let mut hand = self.hand();
        let moment = moved(self.shown_by(*hand), span);
        *hand = match *hand {
            Hand::Running(_) => Hand::Running(moment - (self.source)()),
            Hand::Frozen(_) => Hand::Frozen(moment),
        };
    }

    fn hand(&self) -> MutexGuard<'_, Hand> {
        // Nothing that holds the lock can leave a hand half moved.
        self.hand.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The moment that is a span away, or the nearest that a clock shows.
fn moved(moment: DateTime<Utc>, span: TimeDelta) -> DateTime<Utc> {
    let end = if span < TimeDelta::zero() {
        Clock::EARLIEST
    } else {
        Clock::LATEST
    };
    nearest(moment.checked_add_signed(span).unwrap_or(end))
}

/// The nearest moment that a clock shows.
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
    fn a_frozen_clock_moves_only_when_told() {
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
                // A running clock stands still at the end, and goes on from a beginning.
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
