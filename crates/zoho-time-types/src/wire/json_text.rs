//! The text of a JSON value, straight from `serde_json`.
//!
//! Asked for a newtype struct of a certain name, `serde_json` hands out the text of the next value
//! instead of parsing it: as a map of one entry, of that name again and the text. This is how its
//! `RawValue` works, and using the same protocol directly needs no copy of the text. Other
//! deserializers do not know the name and treat the value as the newtype struct it claims to be.
//!
//! A number as a map of one entry is also what `serde_json` hands out by itself where some crate
//! in the build has turned its feature `arbitrary_precision` on; only the name is another.

use std::fmt;
use std::marker::PhantomData;

use serde::Deserialize;
use serde::de::{DeserializeSeed, Deserializer, Error, Visitor};

use super::Scalar;
use super::scalar::is_blank;

/// The name of the newtype struct that asks `serde_json` for the text of a value.
pub(super) const REQUEST: &str = "$serde_json::private::RawValue";

/// The name under which `serde_json` hands out the text of a number of any precision.
const NUMBER: &str = "$serde_json::private::Number";

/// The key of a map: whether the text of a JSON value follows.
pub(super) enum JsonTextKey {
    Text,
    Other,
}

impl<'de> Deserialize<'de> for JsonTextKey {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct KeyVisitor;

        impl Visitor<'_> for KeyVisitor {
            type Value = JsonTextKey;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a key")
            }

            fn visit_str<E: Error>(self, key: &str) -> Result<JsonTextKey, E> {
                Ok(match key {
                    REQUEST | NUMBER => JsonTextKey::Text,
                    _ => JsonTextKey::Other,
                })
            }
        }

        deserializer.deserialize_identifier(KeyVisitor)
    }
}

/// Why the text of a JSON value is not a scalar.
pub(super) enum JsonTextError {
    Array,
    Object,
    /// The message of the parser of the scalar.
    Value(String),
}

impl JsonTextError {
    pub(super) fn into_error<T: Scalar, E: Error>(self) -> E {
        let found = match self {
            Self::Array => "an array",
            Self::Object => "an object",
            Self::Value(message) => return E::custom(message),
        };
        E::custom(format_args!("expected {}, found {found}", T::EXPECTED))
    }
}

/// Reads a scalar from the text of a JSON value.
pub(super) struct JsonText<T>(pub(super) PhantomData<T>);

impl<'de, T: Scalar> DeserializeSeed<'de> for JsonText<T> {
    type Value = Result<Option<T>, JsonTextError>;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Self::Value, D::Error> {
        deserializer.deserialize_str(self)
    }
}

impl<T: Scalar> Visitor<'_> for JsonText<T> {
    type Value = Result<Option<T>, JsonTextError>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the text of a JSON value")
    }

    fn visit_str<E: Error>(self, json: &str) -> Result<Self::Value, E> {
        Ok(read(json))
    }
}

/// The scalar that the text of one JSON value holds; `null` and blank strings are `None`.
fn read<T: Scalar>(json: &str) -> Result<Option<T>, JsonTextError> {
    match json.as_bytes() {
        b"null" => Ok(None),
        [b'{', ..] => Err(JsonTextError::Object),
        [b'[', ..] => Err(JsonTextError::Array),
        [b'"', ..] if json.contains('\\') => {
            let text: String = serde_json::from_str(json).map_err(value)?;
            if is_blank(&text) {
                return Ok(None);
            }
            T::from_string(text).map(Some).map_err(value)
        }
        [b'"', .., b'"'] => plain(json.get(1..json.len() - 1).unwrap_or_default()),
        _ => plain(json),
    }
}

fn plain<T: Scalar>(text: &str) -> Result<Option<T>, JsonTextError> {
    if is_blank(text) {
        return Ok(None);
    }
    T::from_text(text).map(Some).map_err(value)
}

fn value(error: impl fmt::Display) -> JsonTextError {
    JsonTextError::Value(error.to_string())
}
