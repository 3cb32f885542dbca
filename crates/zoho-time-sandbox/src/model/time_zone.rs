//! Time zones of organizations.

use std::fmt;
use std::str::FromStr;

use chrono::{DateTime, FixedOffset, Offset, TimeDelta, TimeZone as _, Utc};
use chrono_tz::Tz;

/// The seconds of a day without a change of the offset.
const DAY: i64 = 24 * 60 * 60;
/// Longer than any local day, including skipped days.
const BEYOND_ANY_DAY: i64 = 3 * DAY;
/// Distance from the ends of the time range within which local times are computed; beyond it there may be none.
const MARGIN: TimeDelta = TimeDelta::days(1);

/// The time zone of an organization: a fixed offset, or a zone of the IANA database, whose offset follows
/// daylight saving.
///
/// ```
/// use zoho_time_sandbox::TimeZone;
///
/// let zone: TimeZone = "America/Los_Angeles".parse()?;
/// assert_eq!(zone.offset_at("2026-03-08T09:59:59Z".parse()?).to_string(), "-08:00");
/// assert_eq!(zone.offset_at("2026-03-08T10:00:00Z".parse()?).to_string(), "-07:00");
/// assert_eq!("+05:30".parse::<TimeZone>()?.to_string(), "+05:30");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct TimeZone(Kind);

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
enum Kind {
    Fixed(FixedOffset),
    Named(Tz),
}

impl TimeZone {
    /// The offset from UTC at a given time.
    #[must_use]
    pub fn offset_at(self, moment: DateTime<Utc>) -> FixedOffset {
        match self.0 {
            Kind::Fixed(offset) => offset,
            Kind::Named(zone) => zone.offset_from_utc_datetime(&moment.naive_utc()).fix(),
        }
    }

    /// A time with its offset. Near the ends of the time range, where the local time would overflow, the
    /// nearest representable one.
    pub(crate) fn local(self, moment: DateTime<Utc>) -> DateTime<FixedOffset> {
        let first = DateTime::<Utc>::MIN_UTC + MARGIN;
        let last = DateTime::<Utc>::MAX_UTC - MARGIN;
        let moment = moment.clamp(first, last);
        moment.with_timezone(&self.offset_at(moment))
    }

    /// The local day at a given time, counted from 1970-01-01, and the seconds until it ends: at least one, and
    /// up to 25 hours on a day on which daylight saving ends.
    pub(crate) fn day_at(self, now: DateTime<Utc>) -> (i64, i64) {
        let second = now.timestamp();
        let today = self.day_of(second);
        let midnight = (today + 1) * DAY - self.offset_of(second);
        let ends = if self.day_of(midnight - 1) == today && self.day_of(midnight) != today {
            midnight
        } else {
            // The offset changes at or before midnight.
            let (mut inside, mut outside) = (second, second + BEYOND_ANY_DAY);
            while outside - inside > 1 {
                let middle = inside + (outside - inside) / 2;
                if self.day_of(middle) == today {
                    inside = middle;
                } else {
                    outside = middle;
                }
            }
            outside
        };
        (today, ends - second)
    }

    /// The local day of a second counted from 1970. Computed in seconds, because a time near the ends of the
    /// range has no local date.
    fn day_of(self, second: i64) -> i64 {
        (second + self.offset_of(second)).div_euclid(DAY)
    }

    fn offset_of(self, second: i64) -> i64 {
        let end = if second < 0 {
            DateTime::<Utc>::MIN_UTC
        } else {
            DateTime::<Utc>::MAX_UTC
        };
        let moment = DateTime::from_timestamp(second, 0).unwrap_or(end);
        i64::from(self.offset_at(moment).local_minus_utc())
    }
}

impl From<FixedOffset> for TimeZone {
    fn from(offset: FixedOffset) -> Self {
        Self(Kind::Fixed(offset))
    }
}

/// The notation in seed files and controls: `+05:30`, or `America/Los_Angeles`.
impl fmt::Display for TimeZone {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0 {
            Kind::Fixed(offset) => offset.fmt(f),
            Kind::Named(zone) => f.write_str(zone.name()),
        }
    }
}

/// A text that is neither an offset nor the name of a time zone.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error(
    "{0:?} is not a time zone; write an offset such as +05:30, or a name such as America/Los_Angeles"
)]
pub struct UnknownTimeZone(String);

impl FromStr for TimeZone {
    type Err = UnknownTimeZone;

    fn from_str(text: &str) -> Result<Self, UnknownTimeZone> {
        let text = text.trim();
        let kind = if text.starts_with(['+', '-']) {
            offset(text).map(Kind::Fixed)
        } else {
            text.parse().ok().map(Kind::Named)
        };
        kind.map(Self)
            .ok_or_else(|| UnknownTimeZone(text.to_owned()))
    }
}

/// Reads an offset such as `+05:30` or `-0800`.
fn offset(text: &str) -> Option<FixedOffset> {
    let digits: String = match text.get(1..)?.split_once(':') {
        Some((hours, minutes)) if hours.len() == 2 => format!("{hours}{minutes}"),
        Some(_) => return None,
        None => text.get(1..)?.to_owned(),
    };
    if digits.len() != 4 || !digits.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let number: i32 = digits.parse().ok()?;
    let (hours, minutes) = (number / 100, number % 100);
    let seconds = (minutes < 60).then_some((hours * 60 + minutes) * 60)?;
    FixedOffset::east_opt(if text.starts_with('-') {
        -seconds
    } else {
        seconds
    })
}

#[cfg(test)]
mod tests {
    use chrono::{DateTime, Utc};

    use super::TimeZone;

    fn zone(text: &str) -> TimeZone {
        text.parse().unwrap()
    }

    fn moment(text: &str) -> DateTime<Utc> {
        text.parse().unwrap()
    }

    #[test]
    fn both_forms_are_read_and_written() {
        for text in [
            "+05:30",
            "-08:00",
            "+00:00",
            "America/Los_Angeles",
            "UTC",
            "Asia/Kolkata",
        ] {
            assert_eq!(zone(text).to_string(), text);
        }
        assert_eq!(zone(" +0530 ").to_string(), "+05:30");
        for text in [
            "",
            "+25:00",
            "5",
            "Mars/Olympus",
            "PST8",
            "+05:30 Asia/Kolkata",
            "+05:60",
            "+5:30",
            "+05",
            "Z",
        ] {
            let error = text.parse::<TimeZone>().unwrap_err().to_string();
            assert!(error.contains("America/Los_Angeles"), "{text}: {error}");
        }
    }

    #[test]
    fn a_day_lasts_as_long_as_the_clocks_let_it() {
        for (name, midnight, hours) in [
            ("+01:00", "2026-03-28T23:00:00Z", 24),
            ("Europe/Berlin", "2026-03-27T23:00:00Z", 24),
            ("Europe/Berlin", "2026-03-28T23:00:00Z", 23),
            ("Europe/Berlin", "2026-10-24T22:00:00Z", 25),
            ("America/Los_Angeles", "2026-03-08T08:00:00Z", 23),
            ("America/Los_Angeles", "2026-11-01T07:00:00Z", 25),
            // The offset changes at midnight.
            ("America/Santiago", "2026-09-05T04:00:00Z", 24),
            ("America/Santiago", "2026-09-06T04:00:00Z", 23),
            ("America/Santiago", "2026-04-04T03:00:00Z", 25),
            // The next day was skipped.
            ("Pacific/Apia", "2011-12-29T10:00:00Z", 24),
        ] {
            let (zone, midnight) = (zone(name), moment(midnight));
            let (day, left) = zone.day_at(midnight);
            assert_eq!(left, hours * 3_600, "{name} {midnight}");
            let last = midnight + chrono::TimeDelta::seconds(left - 1);
            assert_eq!(zone.day_at(last), (day, 1), "{name} {midnight}");
            let next = last + chrono::TimeDelta::seconds(1);
            assert_ne!(zone.day_at(next).0, day, "{name} {midnight}");
        }
    }

    #[test]
    fn the_ends_of_time_have_a_day_and_a_local_time() {
        for name in [
            "+23:59",
            "-23:59",
            "America/Los_Angeles",
            "Pacific/Kiritimati",
        ] {
            for end in [DateTime::<Utc>::MIN_UTC, DateTime::<Utc>::MAX_UTC] {
                let (_, left) = zone(name).day_at(end);
                assert!((1..=25 * 3_600).contains(&left), "{name}: {left}");
                let _ = zone(name).local(end).date_naive();
            }
        }
    }
}
