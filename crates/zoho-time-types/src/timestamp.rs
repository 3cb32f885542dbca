use std::fmt;
use std::str::FromStr;

use chrono::{DateTime, FixedOffset, NaiveTime, Offset, TimeZone, Utc};

use crate::digits::{number, two};
use crate::wire::Scalar;
use crate::{ParseError, date};

/// A point in time, with its original offset from UTC.
///
/// It is printed in the format of the documented samples, `2013-09-18T18:05:27+0530`. The
/// RFC 3339 forms of the offset, `+05:30` and `Z`, are accepted too, and so is a fraction of a second of up to nine
/// digits, which is printed only if it is not zero.
///
/// Comparison and hash use the point in time, not the offset.
///
/// ```
/// use zoho_time_types::Timestamp;
///
/// let created: Timestamp = "2013-09-18T18:05:27+05:30".parse()?;
/// assert_eq!(created.to_string(), "2013-09-18T18:05:27+0530");
/// assert_eq!(created, "2013-09-18T12:35:27Z".parse()?);
/// # Ok::<(), zoho_time_types::ParseError>(())
/// ```
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Timestamp(DateTime<FixedOffset>);

impl Timestamp {
    /// The point in time with its offset.
    #[must_use]
    pub const fn datetime(self) -> DateTime<FixedOffset> {
        self.0
    }
}

/// Keeps the offset if it is a whole number of minutes, and converts to UTC otherwise, because the
/// printed format has no seconds in the offset.
impl From<DateTime<FixedOffset>> for Timestamp {
    fn from(datetime: DateTime<FixedOffset>) -> Self {
        if datetime.offset().local_minus_utc() % 60 == 0 {
            Self(datetime)
        } else {
            Self(datetime.with_timezone(&Utc.fix()))
        }
    }
}

impl From<DateTime<Utc>> for Timestamp {
    fn from(datetime: DateTime<Utc>) -> Self {
        Self(datetime.fixed_offset())
    }
}

impl From<Timestamp> for DateTime<FixedOffset> {
    fn from(timestamp: Timestamp) -> Self {
        timestamp.0
    }
}

impl From<Timestamp> for DateTime<Utc> {
    fn from(timestamp: Timestamp) -> Self {
        timestamp.0.to_utc()
    }
}

impl fmt::Display for Timestamp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.format("%Y-%m-%dT%H:%M:%S%.f%z").fmt(f)
    }
}

impl fmt::Debug for Timestamp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Timestamp({self})")
    }
}

impl FromStr for Timestamp {
    type Err = ParseError;

    fn from_str(text: &str) -> Result<Self, ParseError> {
        parse(text)
            .map(Self)
            .ok_or_else(|| ParseError::new(Self::EXPECTED, text))
    }
}

fn parse(text: &str) -> Option<DateTime<FixedOffset>> {
    let (date, rest) = text.split_once('T')?;
    let (clock, rest) = rest.split_at_checked("18:05:27".len())?;
    let (nanosecond, offset) = match rest.strip_prefix('.') {
        Some(rest) => {
            let end = rest.find(|letter: char| !letter.is_ascii_digit())?;
            let (fraction, offset) = rest.split_at(end);
            (parse_fraction(fraction)?, offset)
        }
        None => (0, rest),
    };
    let local = date::parse(date)?.and_time(parse_time(clock, nanosecond)?);
    parse_offset(offset)?.from_local_datetime(&local).single()
}

/// Parses `18:05:27`, and adds `nanosecond`. The second may be the leap second 60.
fn parse_time(clock: &str, nanosecond: u32) -> Option<NaiveTime> {
    let (hour, rest) = clock.split_once(':')?;
    let (minute, second) = rest.split_once(':')?;
    // `chrono` counts a leap second as a fraction of more than a second.
    let (second, nanosecond) = match two(second)? {
        60 => (59, nanosecond + 1_000_000_000),
        second => (second, nanosecond),
    };
    NaiveTime::from_hms_nano_opt(two(hour)?, two(minute)?, second, nanosecond)
}

/// One to nine digits after the decimal point, in nanoseconds.
fn parse_fraction(text: &str) -> Option<u32> {
    let missing = 9_usize.checked_sub(text.len())?;
    let factor = 10_u32.checked_pow(u32::try_from(missing).ok()?)?;
    number::<u32>(text)?.checked_mul(factor)
}

/// `Z`, `+0530` or `+05:30`.
fn parse_offset(text: &str) -> Option<FixedOffset> {
    if text == "Z" {
        return Some(Utc.fix());
    }
    let (west, digits) = match text.strip_prefix('-') {
        Some(digits) => (true, digits),
        None => (false, text.strip_prefix('+')?),
    };
    let (hours, minutes) = match digits.split_once(':') {
        Some(parts) => parts,
        None => digits.split_at_checked(2)?,
    };
    let minutes = two::<i32>(minutes).filter(|minutes| *minutes < 60)?;
    let seconds = (two::<i32>(hours)? * 60 + minutes) * 60;
    if west {
        FixedOffset::west_opt(seconds)
    } else {
        FixedOffset::east_opt(seconds)
    }
}

impl Scalar for Timestamp {
    const EXPECTED: &'static str = r#"a timestamp such as "2013-09-18T18:05:27+0530""#;
    type Error = ParseError;

    fn from_text(text: &str) -> Result<Self, ParseError> {
        text.parse()
    }
}

crate::wire::text_serde!(Timestamp);
