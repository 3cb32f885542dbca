use std::str::FromStr;

use thiserror::Error;

use super::Hours;
use crate::digits::{is_digits, split_minus, two};
use crate::error::excerpt;

/// An error for a text that is not a duration.
///
/// ```
/// use zoho_time_types::{Hours, HoursErrorKind};
///
/// let error = "0.33".parse::<Hours>().unwrap_err();
/// assert_eq!(error.kind(), HoursErrorKind::NotWholeMinutes);
/// assert_eq!(
///     error.to_string(),
///     r#"expected hours that are a whole number of minutes, such as "00:20", found "0.33""#,
/// );
///
/// let error = "1,5".parse::<Hours>().unwrap_err();
/// assert_eq!(error.to_string(), r#"expected hours such as "1.5" (use a point), found "1,5""#);
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("expected {kind}, found {found:?}")]
pub struct ParseHoursError {
    kind: HoursErrorKind,
    found: String,
}

impl ParseHoursError {
    /// The kind of the error.
    #[must_use]
    pub fn kind(&self) -> HoursErrorKind {
        self.kind
    }

    /// The text, shortened to 60 characters and `…`.
    #[must_use]
    pub fn found(&self) -> &str {
        &self.found
    }
}

/// The kind of a [`ParseHoursError`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Error)]
#[non_exhaustive]
pub enum HoursErrorKind {
    /// The text does not have a format of [`Hours`].
    #[error(r#"hours such as "12:26" or "1.5""#)]
    Malformed,
    /// The text has seconds, such as `12:26:00`.
    #[error(r#"hours such as "12:26" (no seconds)"#)]
    HasSeconds,
    /// The minutes are 60 or more, such as in `12:60`.
    #[error(r#"hours such as "12:26" (minutes go up to 59)"#)]
    TooManyMinutes,
    /// The text has a decimal comma, such as `1,5`.
    #[error(r#"hours such as "1.5" (use a point)"#)]
    DecimalComma,
    /// The text is a decimal number of hours with a fraction of a minute, such as `0.33`.
    #[error(r#"hours that are a whole number of minutes, such as "00:20""#)]
    NotWholeMinutes,
    /// The number of minutes does not fit into 64 bits.
    #[error("hours whose minutes fit into 64 bits")]
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
        Some((hours, minutes)) => (hours, clock_minutes(hours, minutes)?),
        None => match magnitude.split_once('.') {
            Some((hours, fraction)) => (hours, fraction_minutes(fraction)?),
            None => (magnitude, 0),
        },
    };
    if !is_digits(hours) {
        let parts = hours.split_once(',');
        return Err(
            if parts.is_some_and(|(whole, rest)| is_digits(whole) && is_digits(rest)) {
                HoursErrorKind::DecimalComma
            } else {
                HoursErrorKind::Malformed
            },
        );
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
fn clock_minutes(hours: &str, text: &str) -> Result<u64, HoursErrorKind> {
    match two(text) {
        Some(minutes) if minutes < 60 => Ok(minutes),
        Some(_) if is_digits(hours) => Err(HoursErrorKind::TooManyMinutes),
        _ => {
            let parts = text.split_once(':');
            let has_seconds = parts.is_some_and(|(minutes, seconds)| {
                is_digits(hours) && is_digits(minutes) && is_digits(seconds)
            });
            Err(if has_seconds {
                HoursErrorKind::HasSeconds
            } else {
                HoursErrorKind::Malformed
            })
        }
    }
}

/// The minutes of a decimal fraction of an hour.
///
/// A decimal fraction is a whole number of minutes only if it is a multiple of 0.05, so only the first two digits may
/// differ from 0.
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
