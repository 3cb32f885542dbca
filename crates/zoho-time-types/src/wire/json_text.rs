//! The text of a JSON value, straight from `serde_json`.
//!
//! For a newtype struct of a certain name, `serde_json` returns the text of the next value instead of
//! parsing it: as a map with one entry, the same name and the text. Its `RawValue` uses this protocol;
//! using it directly avoids a copy of the text. Other deserializers do not know the name and treat the
//! value as a newtype struct.
//!
//! With its feature `arbitrary_precision`, which any crate in the build may enable, `serde_json` also
//! returns a number as a map with one entry, under another name.

use std::fmt;
use std::marker::PhantomData;

use serde::Deserialize;
use serde::de::{DeserializeSeed, Deserializer, Error, Visitor};

use super::Scalar;
use super::scalar::is_blank;

/// The name of the newtype struct that requests the text of a value from `serde_json`.
pub(super) const REQUEST: &str = "$serde_json::private::RawValue";

/// The name under which `serde_json` returns the text of a number of any precision.
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

/// An error for a JSON value that is not a scalar.
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

/// Decodes a scalar from the text of a JSON value.
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

/// The scalar in the text of one JSON value; `null` and blank strings are `None`.
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
