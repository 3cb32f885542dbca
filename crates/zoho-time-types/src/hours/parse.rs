use std::str::FromStr;

use thiserror::Error;

use super::Hours;
use crate::digits::{is_digits, split_minus, two};
use crate::error::excerpt;

/// A text that is not a length of time.
///
/// ```
/// use zoho_time_types::{Hours, HoursErrorKind};
///
/// let error = "0.33".parse::<Hours>().unwrap_err();
/// assert_eq!(error.kind(), HoursErrorKind::NotWholeMinutes);
/// assert_eq!(
///     error.to_string(),
///     r#"expected hours that are a whole number of minutes, found "0.33""#,
/// );
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("expected {kind}, found {found:?}")]
pub struct ParseHoursError {
    kind: HoursErrorKind,
    found: String,
}

impl ParseHoursError {
    /// What is wrong with the text.
    #[must_use]
    pub fn kind(&self) -> HoursErrorKind {
        self.kind
    }

    /// What was found; a long text is cut and ends in `…`.
    #[must_use]
    pub fn found(&self) -> &str {
        &self.found
    }
}

/// What is wrong with a text that is not a length of time.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Error)]
#[non_exhaustive]
pub enum HoursErrorKind {
    /// The text is in none of the forms of [`Hours`].
    #[error(r#"hours such as "12:26" or "1.5""#)]
    Malformed,
    /// The text is a decimal number of hours with a fraction of a minute.
    #[error("hours that are a whole number of minutes")]
    NotWholeMinutes,
    /// The number of minutes does not fit into 64 bits.
    #[error("hours whose number of minutes fits into 64 bits")]
    OutOfRange,
}

impl FromStr for Hours {
    type Err = ParseHoursError;

    fn from_str(text: &str) -> Result<Self, ParseHoursError> {
        parse(text).map_err(|kind| ParseHoursError {
            kind,
            found: excerpt(text),
        })
    }
}

fn parse(text: &str) -> Result<Hours, HoursErrorKind> {
    let (negative, magnitude) = split_minus(text);
    let (hours, minutes) = match magnitude.split_once(':') {
        Some((hours, minutes)) => (hours, clock_minutes(minutes)?),
        None => match magnitude.split_once('.') {
            Some((hours, fraction)) => (hours, fraction_minutes(fraction)?),
            None => (magnitude, 0),
        },
    };
    if !is_digits(hours) {
        return Err(HoursErrorKind::Malformed);
    }
    let total = hours
        .parse::<u64>()
        .ok()
        .and_then(|hours| hours.checked_mul(60)?.checked_add(minutes));
    let signed = match total {
        Some(total) if negative => 0_i64.checked_sub_unsigned(total),
        Some(total) => i64::try_from(total).ok(),
        None => None,
    };
    signed
        .map(Hours::from_minutes)
        .ok_or(HoursErrorKind::OutOfRange)
}

/// The minutes after the colon: exactly two digits, up to 59.
fn clock_minutes(text: &str) -> Result<u64, HoursErrorKind> {
    two(text)
        .filter(|&minutes| minutes < 60)
        .ok_or(HoursErrorKind::Malformed)
}

/// The minutes that the digits after a decimal point make.
///
/// A decimal fraction is a whole number of minutes only if it is a multiple of 0.05,
/// so after the trailing zeros two digits decide.
fn fraction_minutes(text: &str) -> Result<u64, HoursErrorKind> {
    if !is_digits(text) {
        return Err(HoursErrorKind::Malformed);
    }
    let hundredths = match text.trim_end_matches('0').as_bytes() {
        [] => 0,
        [tenth] => u64::from(tenth - b'0') * 10,
        [tenth, hundredth] => u64::from(tenth - b'0') * 10 + u64::from(hundredth - b'0'),
        _ => return Err(HoursErrorKind::NotWholeMinutes),
    };
    if hundredths % 5 == 0 {
        Ok(hundredths / 5 * 3)
    } else {
        Err(HoursErrorKind::NotWholeMinutes)
    }
}
