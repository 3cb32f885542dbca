use std::convert::Infallible;
use std::fmt;
use std::str::FromStr;

use chrono::NaiveDate;

use crate::ParseError;
use crate::digits::{is_digits, two};
use crate::wire::Scalar;

/// Parses a date such as `2013-09-17`.
///
/// Years outside 0 to 9999 have a sign, as `chrono` prints them.
pub(crate) fn parse(text: &str) -> Option<NaiveDate> {
    let (year, rest) = text.split_at_checked(text.len().checked_sub("-09-17".len())?)?;
    let (month, day) = rest.strip_prefix('-')?.split_once('-')?;
    NaiveDate::from_ymd_opt(parse_year(year)?, two(month)?, two(day)?)
}

fn parse_year(text: &str) -> Option<i32> {
    let (digits, length) = match text.strip_prefix(['+', '-']) {
        Some(digits) => (digits, 4..=6),
        None => (text, 4..=4),
    };
    if length.contains(&digits.len()) && is_digits(digits) {
        text.parse().ok()
    } else {
        None
    }
}

impl Scalar for NaiveDate {
    const EXPECTED: &'static str = r#"a date such as "2013-09-17""#;
    type Error = ParseError;

    fn from_text(text: &str) -> Result<Self, ParseError> {
        parse(text).ok_or_else(|| ParseError::new(Self::EXPECTED, text))
    }
}

/// A date as a text for display, in a format that the server chooses.
///
/// For the fields concerned the documented samples show a clock time such as `6:52 PM` while the
/// live server sends a date such as `2013-09-17`. The text is kept verbatim; [`date`](Self::date)
/// parses it if it is a date.
///
/// ```
/// use zoho_time_types::DisplayDate;
///
/// let posted: DisplayDate = serde_json::from_str(r#""6:52 PM""#)?;
/// assert_eq!(posted.as_str(), "6:52 PM");
/// assert_eq!(posted.date(), None);
/// assert!(DisplayDate::from("2013-09-17").date().is_some());
/// # Ok::<(), serde_json::Error>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct DisplayDate(String);

impl DisplayDate {
    /// The text, verbatim.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The date, if the text has the format `2013-09-17`.
    #[must_use]
    pub fn date(&self) -> Option<NaiveDate> {
        parse(&self.0)
    }
}

impl fmt::Display for DisplayDate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.0)
    }
}

impl AsRef<str> for DisplayDate {
    fn as_ref(&self) -> &str {
        &self.0
    }
}

impl From<&str> for DisplayDate {
    fn from(text: &str) -> Self {
        Self(text.to_owned())
    }
}

impl From<String> for DisplayDate {
    fn from(text: String) -> Self {
        Self(text)
    }
}

impl From<NaiveDate> for DisplayDate {
    fn from(date: NaiveDate) -> Self {
        Self(date.to_string())
    }
}

impl FromStr for DisplayDate {
    type Err = Infallible;

    fn from_str(text: &str) -> Result<Self, Infallible> {
        Ok(text.into())
    }
}

impl Scalar for DisplayDate {
    const EXPECTED: &'static str = "a date in words or digits";
    const EXACT_NUMBERS: bool = true;
    type Error = Infallible;

    fn from_text(text: &str) -> Result<Self, Infallible> {
        text.parse()
    }

    fn from_string(text: String) -> Result<Self, Infallible> {
        Ok(Self(text))
    }
}

crate::wire::text_serde!(DisplayDate);
