use std::fmt;
use std::str::FromStr;

use chrono::{NaiveTime, Timelike};
use thiserror::Error;

use crate::digits::{number, two};
use crate::wire::Scalar;
use crate::{Hours, ParseError};

/// A time of day on a 24-hour clock, to the minute, without a date or a time zone.
///
/// It is printed as `HH:MM`, the format of the documented samples; an hour of one digit
/// (`"3:00"`) is accepted too.
///
/// ```
/// use zoho_time_types::{Hours, TimeOfDay};
///
/// let start: TimeOfDay = "9:15".parse()?;
/// let end = TimeOfDay::new(17, 0)?;
/// assert_eq!(start.to_string(), "09:15");
/// assert_eq!(start.until(end), Some(Hours::from_minutes(465)));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct TimeOfDay {
    hour: u8,
    minute: u8,
}

/// Not a valid time of day, or not a whole minute.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Error)]
#[non_exhaustive]
pub enum TimeOfDayError {
    /// The hour is more than 23 or the minute more than 59.
    #[error("{hour}:{minute:02} is not a time of day: hours go up to 23, minutes up to 59")]
    OutOfRange {
        /// The hour.
        hour: u8,
        /// The minute.
        minute: u8,
    },
    /// The time has seconds, which a [`TimeOfDay`] cannot represent.
    #[error("the time {0} has seconds: use whole minutes")]
    NotWholeMinute(NaiveTime),
}

impl TimeOfDay {
    /// The time at `minute` minutes past `hour`.
    ///
    /// # Errors
    ///
    /// Fails if the hour is more than 23 or the minute more than 59.
    pub const fn new(hour: u8, minute: u8) -> Result<Self, TimeOfDayError> {
        if hour < 24 && minute < 60 {
            Ok(Self { hour, minute })
        } else {
            Err(TimeOfDayError::OutOfRange { hour, minute })
        }
    }

    /// The hour, 0 to 23.
    #[must_use]
    pub const fn hour(self) -> u8 {
        self.hour
    }

    /// The minute of the hour, 0 to 59.
    #[must_use]
    pub const fn minute(self) -> u8 {
        self.minute
    }

    /// The minutes since midnight, 0 to 1439.
    #[must_use]
    pub const fn minutes_from_midnight(self) -> u16 {
        self.hour as u16 * 60 + self.minute as u16
    }

    /// The duration from this time to `end` on the same day; `None` if `end` is not later.
    #[must_use]
    pub fn until(self, end: Self) -> Option<Hours> {
        let (start, end) = (self.minutes_from_midnight(), end.minutes_from_midnight());
        let minutes = end.checked_sub(start).filter(|&minutes| minutes > 0)?;
        Some(Hours::from_minutes(minutes.into()))
    }
}

impl fmt::Display for TimeOfDay {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:02}:{:02}", self.hour, self.minute)
    }
}

impl fmt::Debug for TimeOfDay {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "TimeOfDay({self})")
    }
}

impl FromStr for TimeOfDay {
    type Err = ParseError;

    fn from_str(text: &str) -> Result<Self, ParseError> {
        parse(text).ok_or_else(|| ParseError::new(expected(text), text))
    }
}

fn parse(text: &str) -> Option<TimeOfDay> {
    let (hour, minute) = text.split_once(':')?;
    if hour.len() > 2 {
        return None;
    }
    TimeOfDay::new(number(hour)?, two(minute)?).ok()
}

/// The expected format, with a hint for a common mistake.
fn expected(text: &str) -> &'static str {
    let parts: Vec<Option<u32>> = text.split(':').map(number).collect();
    match parts[..] {
        [Some(_), Some(_), Some(_)] => r#"a time of day such as "03:00" (no seconds)"#,
        [Some(24..), Some(_)] => r#"a time of day such as "03:00" (hours go up to 23)"#,
        [Some(_), Some(60..)] => r#"a time of day such as "03:00" (minutes go up to 59)"#,
        _ if text.to_ascii_uppercase().ends_with(['M']) => {
            r#"a time of day such as "15:00" (use the 24-hour clock)"#
        }
        _ => TimeOfDay::EXPECTED,
    }
}

impl From<TimeOfDay> for NaiveTime {
    fn from(time: TimeOfDay) -> Self {
        // The hour and the minute are in range, so the default is never used.
        Self::from_hms_opt(time.hour.into(), time.minute.into(), 0).unwrap_or_default()
    }
}

/// Fails if the time has seconds.
impl TryFrom<NaiveTime> for TimeOfDay {
    type Error = TimeOfDayError;

    fn try_from(time: NaiveTime) -> Result<Self, TimeOfDayError> {
        match (u8::try_from(time.hour()), u8::try_from(time.minute())) {
            (Ok(hour), Ok(minute)) if time.second() == 0 && time.nanosecond() == 0 => {
                Self::new(hour, minute)
            }
            _ => Err(TimeOfDayError::NotWholeMinute(time)),
        }
    }
}

impl Scalar for TimeOfDay {
    const EXPECTED: &'static str = r#"a time of day such as "03:00""#;
    type Error = ParseError;

    fn from_text(text: &str) -> Result<Self, ParseError> {
        text.parse()
    }
}

crate::wire::text_serde!(TimeOfDay);
