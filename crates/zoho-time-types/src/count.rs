use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::ParseError;
use crate::digits::{is_digits, split_minus};
use crate::wire::{self, Scalar};

/// A whole number of things.
///
/// Accepted formats are `3`, `"3"` and, with a zero fraction, `3.0` and `"3.0"`: the live server
/// sends some counts as text that are documented as numbers. It is serialized as a JSON number.
///
/// ```
/// use zoho_time_types::Count;
///
/// let counts: Vec<Count> = serde_json::from_str(r#"[3, "3", 3.0]"#)?;
/// assert_eq!(counts, [Count::from(3); 3]);
/// assert!("3.5".parse::<Count>().is_err());
/// # Ok::<(), serde_json::Error>(())
/// ```
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Count(i64);

impl Count {
    /// The number.
    #[must_use]
    pub const fn get(self) -> i64 {
        self.0
    }
}

impl From<i64> for Count {
    fn from(number: i64) -> Self {
        Self(number)
    }
}

impl From<Count> for i64 {
    fn from(count: Count) -> Self {
        count.0
    }
}

impl fmt::Display for Count {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl FromStr for Count {
    type Err = ParseError;

    fn from_str(text: &str) -> Result<Self, ParseError> {
        parse(text)
            .map(Self)
            .ok_or_else(|| ParseError::new(Self::EXPECTED, text))
    }
}

fn parse(text: &str) -> Option<i64> {
    let integer = match text.split_once('.') {
        Some((integer, zeros)) if is_digits(zeros) && zeros.bytes().all(|zero| zero == b'0') => {
            integer
        }
        Some(_) => return None,
        None => text,
    };
    let (_, digits) = split_minus(integer);
    if is_digits(digits) {
        integer.parse().ok()
    } else {
        None
    }
}

impl Scalar for Count {
    const EXPECTED: &'static str = r#"a whole number such as 3 or "3""#;
    type Error = ParseError;

    fn from_text(text: &str) -> Result<Self, ParseError> {
        text.parse()
    }
}

/// Accepts the formats of a [`Count`].
impl Scalar for i64 {
    const EXPECTED: &'static str = Count::EXPECTED;
    type Error = ParseError;

    fn from_text(text: &str) -> Result<Self, ParseError> {
        text.parse().map(Count::get)
    }
}

impl Serialize for Count {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_i64(self.0)
    }
}

impl<'de> Deserialize<'de> for Count {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        wire::required(deserializer)
    }
}
