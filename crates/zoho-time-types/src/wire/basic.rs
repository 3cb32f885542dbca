//! [`Scalar`] for the standard types in generated code.

use std::convert::Infallible;

use super::Scalar;
use crate::ParseError;

/// A text, or the exact text of a number or a boolean.
impl Scalar for String {
    const EXPECTED: &'static str = "a text";
    const EXACT_NUMBERS: bool = true;
    type Error = Infallible;

    fn from_text(text: &str) -> Result<Self, Infallible> {
        Ok(text.to_owned())
    }

    fn from_string(text: String) -> Result<Self, Infallible> {
        Ok(text)
    }
}

/// A JSON boolean, or its name as a text.
impl Scalar for bool {
    const EXPECTED: &'static str = "true or false";
    type Error = ParseError;

    fn from_text(text: &str) -> Result<Self, ParseError> {
        text.parse()
            .map_err(|_| ParseError::new(Self::EXPECTED, text))
    }

    fn from_bool(value: bool) -> Result<Self, ParseError> {
        Ok(value)
    }
}
