use std::str::FromStr;

use rust_decimal::Decimal;
use thiserror::Error;

use super::Amount;
use crate::digits::{is_digits, number, split_minus};
use crate::error::excerpt;

/// An error for a text that is not an amount, or has too many digits.
///
/// ```
/// use zoho_time_types::{Amount, AmountErrorKind};
///
/// let error = "$5".parse::<Amount>().unwrap_err();
/// assert_eq!(error.kind(), AmountErrorKind::Malformed);
/// assert_eq!(
///     error.to_string(),
///     r#"expected an amount such as 500.0 or "1000.00", found "$5""#,
/// );
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("expected {kind}, found {found:?}")]
pub struct ParseAmountError {
    kind: AmountErrorKind,
    found: String,
}

impl ParseAmountError {
    /// The kind of the error.
    #[must_use]
    pub fn kind(&self) -> AmountErrorKind {
        self.kind
    }

    /// The text, shortened to 60 characters and `…`.
    #[must_use]
    pub fn found(&self) -> &str {
        &self.found
    }
}

/// The kind of a [`ParseAmountError`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Error)]
#[non_exhaustive]
pub enum AmountErrorKind {
    /// The text is not a decimal number.
    #[error(r#"an amount such as 500.0 or "1000.00""#)]
    Malformed,
    /// The number has a comma, such as `1,000.00` or `1,5`.
    #[error(r#"an amount such as "1000.00" (use a point, no commas)"#)]
    HasComma,
    /// The number has more digits than an amount can represent exactly.
    #[error("an amount of at most 28 digits")]
    TooManyDigits,
}

/// Parses digits with an optional leading `-`, an optional fraction
/// and an optional exponent, like a JSON number.
impl FromStr for Amount {
    type Err = ParseAmountError;

    fn from_str(text: &str) -> Result<Self, ParseAmountError> {
        if let Some(short) = parse_short(text) {
            return Ok(Self(short));
        }
        parse(text).map(Self).map_err(|kind| ParseAmountError {
            kind,
            found: excerpt(text),
        })
    }
}

/// Fast path for nearly all amounts: digits and a fraction that fit into 64 bits. [`parse`] handles every text, more
/// slowly.
fn parse_short(text: &str) -> Option<Decimal> {
    const DIGITS: usize = 18;
    let (negative, magnitude) = split_minus(text);
    let (whole, fraction) = match magnitude.split_once('.') {
        Some((_, "")) => return None,
        Some(parts) => parts,
        None => (magnitude, ""),
    };
    if whole.is_empty() || whole.len() + fraction.len() > DIGITS {
        return None;
    }
    let mut digits = whole.bytes().chain(fraction.bytes());
    let coefficient = digits.try_fold(0_i64, |value, digit| {
        digit
            .is_ascii_digit()
            .then(|| value * 10 + i64::from(digit - b'0'))
    })?;
    let signed = if negative { -coefficient } else { coefficient };
    Decimal::try_new(signed, u32::try_from(fraction.len()).ok()?).ok()
}

fn parse(text: &str) -> Result<Decimal, AmountErrorKind> {
    let (coefficient, exponent) = match text.split_once(['e', 'E']) {
        Some((coefficient, exponent)) => (coefficient, Some(exponent)),
        None => (text, None),
    };
    let (negative, magnitude) = split_minus(coefficient);
    let (whole, fraction) = match magnitude.split_once('.') {
        Some((whole, fraction)) => (whole, Some(fraction)),
        None => (magnitude, None),
    };
    if !is_digits(whole) || fraction.is_some_and(|fraction| !is_digits(fraction)) {
        let groups = magnitude.replace([',', '.'], "");
        return Err(if magnitude.contains(',') && is_digits(&groups) {
            AmountErrorKind::HasComma
        } else {
            AmountErrorKind::Malformed
        });
    }
    let exponent = exponent.map_or(Ok(0), parse_exponent)?;
    let fraction = fraction.unwrap_or_default();
    assemble(negative, whole, fraction, exponent).ok_or(AmountErrorKind::TooManyDigits)
}

fn parse_exponent(text: &str) -> Result<i64, AmountErrorKind> {
    let (negative, magnitude) = split_minus(text);
    let digits = if negative {
        magnitude
    } else {
        magnitude.strip_prefix('+').unwrap_or(magnitude)
    };
    if !is_digits(digits) {
        return Err(AmountErrorKind::Malformed);
    }
    let exponent: i32 = number(digits).ok_or(AmountErrorKind::TooManyDigits)?;
    let exponent = i64::from(exponent);
    Ok(if negative { -exponent } else { exponent })
}

/// The exact value of the digits, with their scale; `None` on overflow.
fn assemble(negative: bool, whole: &str, fraction: &str, exponent: i64) -> Option<Decimal> {
    let mut digits = whole.bytes().chain(fraction.bytes());
    let mut coefficient = digits.try_fold(0_i128, |value, digit| {
        value.checked_mul(10)?.checked_add(i128::from(digit - b'0'))
    })?;
    let mut scale = i64::try_from(fraction.len()).ok()?.checked_sub(exponent)?;
    if scale < 0 {
        coefficient = shift(coefficient, scale.unsigned_abs())?;
        scale = 0;
    }
    let signed = if negative { -coefficient } else { coefficient };
    Decimal::try_from_i128_with_scale(signed, u32::try_from(scale).ok()?).ok()
}

/// `coefficient` followed by `zeros` zeros.
fn shift(coefficient: i128, zeros: u64) -> Option<i128> {
    if coefficient == 0 {
        return Some(0);
    }
    let factor = 10_i128.checked_pow(u32::try_from(zeros).ok()?)?;
    coefficient.checked_mul(factor)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn the_short_way_leads_to_the_same_amount(text in r"[-+]?[0-9]{0,12}(\.[0-9]{0,12})?(e1| |x)?") {
            if let Some(short) = parse_short(&text) {
                // Compares the texts, because decimals are equal regardless of trailing zeros.
                prop_assert_eq!(Ok(short.serialize()), parse(&text).map(|long| long.serialize()));
            } else {
                let long = text.len() > 18;
                prop_assert!(long || parse(&text).is_err() || text.contains('e'), "{}", text);
            }
        }
    }
}
