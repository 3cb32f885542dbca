use std::fmt;
use std::marker::PhantomData;

use serde::de::{Deserializer, Error, MapAccess, Visitor};

use super::json_text::{self, JsonText, JsonTextKey};
use super::stack_text::StackText;

/// A value that travels as one JSON string, number or boolean.
///
/// Whatever the JSON type, the value is read from its text by one parser,
/// [`from_text`](Self::from_text): `7`, `7.0` and `true` are read as `"7"`, `"7.0"` and `"true"`.
/// A type decides by that parser which of them it takes.
///
/// Implemented by every scalar of this crate, by the enumerations of
/// [`open_enum!`](crate::open_enum), and by the standard types that
/// fields of the API have. [`option()`] and [`required`] read a scalar.
pub trait Scalar: Sized {
    /// What the value should look like, for error messages: `hours such as "12:26"`.
    const EXPECTED: &'static str;

    /// Whether a JSON number has to be taken by the digits it is written with.
    ///
    /// Without this, a number with a fraction or an exponent passes through an `f64`.
    const EXACT_NUMBERS: bool = false;

    /// Why a text is not a value of this type.
    type Error: fmt::Display;

    /// Reads the value from its text, which is not blank.
    ///
    /// # Errors
    ///
    /// Fails if the text is not in a form of this type.
    fn from_text(text: &str) -> Result<Self, Self::Error>;

    /// As [`from_text`](Self::from_text), for types that can use the string.
    ///
    /// # Errors
    ///
    /// Fails if the text is not in a form of this type.
    fn from_string(text: String) -> Result<Self, Self::Error> {
        Self::from_text(&text)
    }

    /// As [`from_text`](Self::from_text) of `true` or `false`, for types that can use the boolean.
    ///
    /// # Errors
    ///
    /// Fails if the type has no such value.
    fn from_bool(value: bool) -> Result<Self, Self::Error> {
        Self::from_text(if value { "true" } else { "false" })
    }
}

/// Reads a scalar that may be absent: `null` and blank text are `None`.
///
/// Use it with `#[serde(default, deserialize_with = "…")]`, so that a missing field is `None` too.
///
/// ```
/// use zoho_time_types::{Hours, wire};
///
/// let mut json = serde_json::Deserializer::from_str(r#"" ""#);
/// assert_eq!(wire::option::<_, Hours>(&mut json)?, None);
///
/// let mut json = serde_json::Deserializer::from_str(r#""12:26""#);
/// assert_eq!(wire::option(&mut json)?, Some(Hours::from_minutes(746)));
/// # Ok::<(), serde_json::Error>(())
/// ```
///
/// # Errors
///
/// Fails if there is a value and it is not in a form of `T`.
pub fn option<'de, D, T>(deserializer: D) -> Result<Option<T>, D::Error>
where
    D: Deserializer<'de>,
    T: Scalar,
{
    let visitor = ScalarVisitor(PhantomData);
    if T::EXACT_NUMBERS {
        deserializer.deserialize_newtype_struct(json_text::REQUEST, visitor)
    } else {
        deserializer.deserialize_any(visitor)
    }
}

/// Reads a scalar that has to be there.
///
/// The scalars of this crate do so by themselves; the function is for the standard types.
///
/// # Errors
///
/// Fails if the value is absent (`null` or blank text) or not in a form of `T`.
pub fn required<'de, D, T>(deserializer: D) -> Result<T, D::Error>
where
    D: Deserializer<'de>,
    T: Scalar,
{
    option(deserializer)?
        .ok_or_else(|| D::Error::custom(format_args!("expected {}, found nothing", T::EXPECTED)))
}

/// Reads a text that may be absent, and may have been sent as a number or a boolean.
///
/// Numbers keep the digits they are written with, as far as the [`Amount`](crate::Amount) type
/// says. The text is not trimmed.
///
/// # Errors
///
/// Fails if the value is an array or an object.
pub fn text<'de, D>(deserializer: D) -> Result<Option<String>, D::Error>
where
    D: Deserializer<'de>,
{
    option(deserializer)
}

/// Whether a text stands for no value.
pub(super) fn is_blank(text: &str) -> bool {
    text.trim_start().is_empty()
}

/// Visits any form of a scalar; `None` is the absent value.
struct ScalarVisitor<T>(PhantomData<T>);

impl<T: Scalar> ScalarVisitor<T> {
    fn number<E: Error>(self, number: impl fmt::Debug) -> Result<Option<T>, E> {
        match StackText::of(number) {
            Some(text) => self.visit_str(text.as_str()),
            None => Err(E::custom(format_args!("expected {}", T::EXPECTED))),
        }
    }
}

impl<'de, T: Scalar> Visitor<'de> for ScalarVisitor<T> {
    type Value = Option<T>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(T::EXPECTED)
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<Option<T>, E> {
        if is_blank(text) {
            return Ok(None);
        }
        T::from_text(text).map(Some).map_err(E::custom)
    }

    fn visit_string<E: Error>(self, text: String) -> Result<Option<T>, E> {
        if is_blank(&text) {
            return Ok(None);
        }
        T::from_string(text).map(Some).map_err(E::custom)
    }

    fn visit_bool<E: Error>(self, value: bool) -> Result<Option<T>, E> {
        T::from_bool(value).map(Some).map_err(E::custom)
    }

    fn visit_i64<E: Error>(self, number: i64) -> Result<Option<T>, E> {
        self.number(number)
    }

    fn visit_u64<E: Error>(self, number: u64) -> Result<Option<T>, E> {
        self.number(number)
    }

    fn visit_i128<E: Error>(self, number: i128) -> Result<Option<T>, E> {
        self.number(number)
    }

    fn visit_u128<E: Error>(self, number: u128) -> Result<Option<T>, E> {
        self.number(number)
    }

    fn visit_f64<E: Error>(self, number: f64) -> Result<Option<T>, E> {
        self.number(number)
    }

    fn visit_unit<E: Error>(self) -> Result<Option<T>, E> {
        Ok(None)
    }

    fn visit_none<E: Error>(self) -> Result<Option<T>, E> {
        Ok(None)
    }

    fn visit_some<D: Deserializer<'de>>(self, deserializer: D) -> Result<Option<T>, D::Error> {
        deserializer.deserialize_any(self)
    }

    /// Where a deserializer lands that has no JSON text to give.
    fn visit_newtype_struct<D: Deserializer<'de>>(
        self,
        deserializer: D,
    ) -> Result<Option<T>, D::Error> {
        deserializer.deserialize_any(self)
    }

    /// Where `serde_json` lands with the JSON text of a value.
    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Option<T>, A::Error> {
        match map.next_key::<JsonTextKey>()? {
            // The error is made here, and not while the entry of the map is read,
            // so that it is reported for the value itself.
            Some(JsonTextKey::Text) => map.next_value_seed(JsonText(PhantomData))?,
            Some(JsonTextKey::Other) | None => Err(json_text::JsonTextError::Object),
        }
        .map_err(|error| error.into_error::<T, _>())
    }
}
