mod parse;

use std::fmt;
use std::ops::Neg;

use rust_decimal::Decimal;

pub use self::parse::{AmountErrorKind, ParseAmountError};

/// A sum of money or a rate, exact to the last digit, in the currency of the record that has it.
///
/// In JSON it is a number (`500`, `500.0`) or a text (`"1000.00"`, `"100.000"`); the
/// documented samples and the live server use both for the same fields. Neither goes through a
/// binary float: every digit is kept, trailing zeros too, so `"1000.00"` prints as `1000.00`. A
/// value with more digits than a [`Decimal`] holds (28 always fit) is an error, never rounded.
/// Only the sign of zero is lost: `-0.00` is parsed as `0.00`.
///
/// It is serialized as a text; [`wire::as_number`](crate::wire::as_number) writes a JSON number.
/// Comparison and hash use the number, so `1.5` equals `1.50`.
///
/// # Exactness when reading
///
/// Reading is exact from `serde_json` text, bytes and readers. Where serde has to buffer a value
/// first (untagged and internally tagged enums, flattened structs) or the value already is a
/// `serde_json::Value`, a JSON number is already a binary float: then the result is the
/// shortest decimal that denotes the same float, which is exact up to 15 digits.
///
/// # Arithmetic
///
/// All operations are checked, because the operators of [`Decimal`] panic on overflow.
/// Results that need more digits than a [`Decimal`] holds are rounded as [`Decimal`] does.
///
/// ```
/// use zoho_time_types::{Amount, Hours};
///
/// let rate: Amount = "100.50".parse()?;
/// let worked = Hours::from_minutes(90);
/// let fee = rate.checked_mul(worked.as_decimal()).expect("small numbers");
/// assert_eq!(fee, "150.75".parse()?);
///
/// let exact: Amount = serde_json::from_str("12345678901234567.89")?;
/// assert_eq!(exact.to_string(), "12345678901234567.89");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Amount(Decimal);

impl Amount {
    /// The amount `0`.
    pub const ZERO: Self = Self(Decimal::ZERO);

    /// The amount with the value and scale of `decimal`.
    #[must_use]
    pub const fn new(decimal: Decimal) -> Self {
        Self(decimal)
    }

    /// The value, with its scale.
    #[must_use]
    pub const fn decimal(self) -> Decimal {
        self.0
    }

    /// Whether the amount is zero, with any scale.
    #[must_use]
    pub const fn is_zero(&self) -> bool {
        self.0.is_zero()
    }

    /// The sum; `None` on overflow.
    #[must_use]
    pub fn checked_add(self, other: Self) -> Option<Self> {
        self.0.checked_add(other.0).map(Self)
    }

    /// The difference; `None` on overflow.
    #[must_use]
    pub fn checked_sub(self, other: Self) -> Option<Self> {
        self.0.checked_sub(other.0).map(Self)
    }

    /// Multiplies by `factor`; `None` on overflow.
    #[must_use]
    pub fn checked_mul(self, factor: Decimal) -> Option<Self> {
        self.0.checked_mul(factor).map(Self)
    }

    /// The sum of all `amounts`, zero if there are none; `None` on overflow.
    ///
    /// ```
    /// use zoho_time_types::Amount;
    ///
    /// let total = Amount::checked_sum([Amount::from(3), Amount::from(4)]);
    /// assert_eq!(total, Some(Amount::from(7)));
    /// ```
    #[must_use]
    pub fn checked_sum(amounts: impl IntoIterator<Item = Self>) -> Option<Self> {
        amounts.into_iter().try_fold(Self::ZERO, Self::checked_add)
    }
}

impl fmt::Display for Amount {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl fmt::Debug for Amount {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Amount({})", self.0)
    }
}

impl Neg for Amount {
    type Output = Self;

    fn neg(self) -> Self {
        Self(-self.0)
    }
}

impl From<Decimal> for Amount {
    fn from(decimal: Decimal) -> Self {
        Self(decimal)
    }
}

impl From<Amount> for Decimal {
    fn from(amount: Amount) -> Self {
        amount.0
    }
}

macro_rules! from_integers {
    ($($integer:ty),+) => {$(
        impl From<$integer> for Amount {
            fn from(number: $integer) -> Self {
                Self(number.into())
            }
        }
    )+};
}

from_integers!(i8, i16, i32, i64, u8, u16, u32, u64);

impl crate::wire::Scalar for Amount {
    const EXPECTED: &'static str = r#"an amount such as 500.0 or "1000.00""#;
    const EXACT_NUMBERS: bool = true;
    type Error = ParseAmountError;

    fn from_text(text: &str) -> Result<Self, ParseAmountError> {
        text.parse()
    }
}

crate::wire::text_serde!(Amount);
