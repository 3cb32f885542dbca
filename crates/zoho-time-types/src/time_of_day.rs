use std::fmt;
use std::str::FromStr;

use chrono::{NaiveTime, Timelike};
use thiserror::Error;

use crate::digits::{number, two};
use crate::wire::Scalar;
use crate::{Hours, ParseError};

/// A time of day on a 24-hour clock, to the minute, without a date or a time zone.
///
/// It prints as `HH:MM`, the form of the documented samples; an hour of one digit
/// (`"3:00"`) is read as well.
///
/// ```
/// use zoho_time_types::{Hours, TimeOfDay};
///
/// let begin: TimeOfDay = "9:15".parse()?;
/// let end = TimeOfDay::new(17, 0)?;
/// assert_eq!(begin.to_string(), "09:15");
/// assert_eq!(begin.until(end), Some(Hours::from_minutes(465)));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct TimeOfDay {
    hour: u8,
    minute: u8,
}

/// There is no such time of day, or not to the minute.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Error)]
#[non_exhaustive]
pub enum TimeOfDayError {
    /// The hour is more than 23 or the minute more than 59.
    #[error("there is no time of day with hour {hour} and minute {minute}")]
    OutOfRange {
        /// The hour that was given.
        hour: u8,
        /// The minute that was given.
        minute: u8,
    },
    /// The time has seconds, which a [`TimeOfDay`] cannot hold.
    #[error("the time {0} is not a whole minute")]
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

    /// The time from here to `end` on the same day, or `None` if `end` is not later.
    #[must_use]
    pub fn until(self, end: Self) -> Option<Hours> {
        let (begin, end) = (self.minutes_from_midnight(), end.minutes_from_midnight());
        let minutes = end.checked_sub(begin).filter(|&minutes| minutes > 0)?;
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
        parse(text).ok_or_else(|| ParseError::new(Self::EXPECTED, text))
    }
}

fn parse(text: &str) -> Option<TimeOfDay> {
    let (hour, minute) = text.split_once(':')?;
    if hour.len() > 2 {
        return None;
    }
    TimeOfDay::new(number(hour)?, two(minute)?).ok()
}

impl From<TimeOfDay> for NaiveTime {
    fn from(time: TimeOfDay) -> Self {
        // The hour and the minute are in range, so the default is never taken.
        Self::from_hms_opt(time.hour.into(), time.minute.into(), 0).unwrap_or_default()
    }
}

/// Fails if the time has seconds: they would be lost.
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
