mod convert;
mod parse;

use std::fmt;
use std::iter::Sum;
use std::ops::{Add, AddAssign, Neg, Sub, SubAssign};

use rust_decimal::Decimal;

pub use self::convert::ConvertHoursError;
pub use self::parse::{HoursErrorKind, ParseHoursError};

const MINUTES_PER_HOUR: i64 = 60;

/// A duration in hours and minutes: a whole number of minutes, which may be negative.
///
/// It is printed as `HH:MM`, with at least two digits of hours. Accepted formats:
///
/// | Format                  | Source                                                 |
/// |-------------------------|--------------------------------------------------------|
/// | `"12:26"`, `"132:05"`   | documented samples and the live server                 |
/// | `"0.00"`, `"0"`, `0`    | documented samples of budgets                          |
/// | `"8"`, `"1.5"`, `1.5`   | budgets; only when they are a whole number of minutes  |
///
/// All of them may start with `-`. Nothing is rounded: `"0.33"` is an error.
///
/// The operators saturate at the ends of the range; `checked_add` and `checked_sub` return `None`.
///
/// ```
/// use zoho_time_types::Hours;
///
/// let logged: Hours = "12:26".parse()?;
/// assert_eq!(logged.minutes(), 746);
/// assert_eq!((logged + Hours::from_minutes(34)).to_string(), "13:00");
/// assert_eq!("1.5".parse::<Hours>()?.to_string(), "01:30");
/// # Ok::<(), zoho_time_types::ParseHoursError>(())
/// ```
#[derive(Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Hours(i64);

impl Hours {
    /// 0 minutes.
    pub const ZERO: Self = Self(0);

    /// A duration of `minutes` minutes.
    #[must_use]
    pub const fn from_minutes(minutes: i64) -> Self {
        Self(minutes)
    }

    /// A duration of `hours` whole hours.
    #[must_use]
    pub const fn from_hours(hours: i32) -> Self {
        // The product of an `i32` and 60 always fits.
        Self(hours as i64 * MINUTES_PER_HOUR)
    }

    /// The duration in minutes.
    #[must_use]
    pub const fn minutes(self) -> i64 {
        self.0
    }

    /// Whether the duration is 0.
    #[must_use]
    pub const fn is_zero(self) -> bool {
        self.0 == 0
    }

    /// Whether the duration is negative.
    #[must_use]
    pub const fn is_negative(self) -> bool {
        self.0 < 0
    }

    /// The sum, or `None` if it does not fit.
    #[must_use]
    pub const fn checked_add(self, other: Self) -> Option<Self> {
        match self.0.checked_add(other.0) {
            Some(minutes) => Some(Self(minutes)),
            None => None,
        }
    }

    /// The difference, or `None` if it does not fit.
    #[must_use]
    pub const fn checked_sub(self, other: Self) -> Option<Self> {
        match self.0.checked_sub(other.0) {
            Some(minutes) => Some(Self(minutes)),
            None => None,
        }
    }

    /// The duration in hours as a decimal number, to be multiplied by an hourly rate.
    ///
    /// A duration without a finite decimal form is rounded to the
    /// precision of a [`Decimal`]: `"00:20"` is 0.3333333333333333333333333333.
    ///
    /// ```
    /// use zoho_time_types::Hours;
    ///
    /// assert_eq!(Hours::from_minutes(90).as_decimal().to_string(), "1.5");
    /// ```
    #[must_use]
    pub fn as_decimal(self) -> Decimal {
        // Dividing by 60 can neither overflow nor divide by zero.
        (Decimal::from(self.0) / Decimal::from(MINUTES_PER_HOUR)).normalize()
    }

    /// The parts of the printed form: sign, whole hours, minutes of the hour.
    pub(crate) fn parts(self) -> (&'static str, u64, u64) {
        let minutes = self.0.unsigned_abs();
        let per_hour = MINUTES_PER_HOUR.unsigned_abs();
        let sign = if self.is_negative() { "-" } else { "" };
        (sign, minutes / per_hour, minutes % per_hour)
    }
}

impl fmt::Display for Hours {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (sign, hours, minutes) = self.parts();
        write!(f, "{sign}{hours:02}:{minutes:02}")
    }
}

impl fmt::Debug for Hours {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Hours({self})")
    }
}

impl Add for Hours {
    type Output = Self;

    fn add(self, other: Self) -> Self {
        Self(self.0.saturating_add(other.0))
    }
}

impl AddAssign for Hours {
    fn add_assign(&mut self, other: Self) {
        *self = *self + other;
    }
}

impl Sub for Hours {
    type Output = Self;

    fn sub(self, other: Self) -> Self {
        Self(self.0.saturating_sub(other.0))
    }
}

impl SubAssign for Hours {
    fn sub_assign(&mut self, other: Self) {
        *self = *self - other;
    }
}

impl Neg for Hours {
    type Output = Self;

    fn neg(self) -> Self {
        Self(self.0.saturating_neg())
    }
}

impl Sum for Hours {
    fn sum<I: Iterator<Item = Self>>(hours: I) -> Self {
        hours.fold(Self::ZERO, Add::add)
    }
}

impl<'a> Sum<&'a Hours> for Hours {
    fn sum<I: Iterator<Item = &'a Hours>>(hours: I) -> Self {
        hours.copied().sum()
    }
}

impl crate::wire::Scalar for Hours {
    const EXPECTED: &'static str = r#"hours such as "12:26" or "1.5""#;
    type Error = ParseHoursError;

    fn from_text(text: &str) -> Result<Self, ParseHoursError> {
        text.parse()
    }
}

crate::wire::text_serde!(Hours);
