//! Lists and objects in more than one shape.

use std::fmt;
use std::marker::PhantomData;

use serde::Deserialize;
use serde::de::value::MapAccessDeserializer;
use serde::de::{Deserializer, Error, IgnoredAny, MapAccess, SeqAccess, Unexpected, Visitor};

use super::scalar::is_blank;

/// Decodes an array; `null` and blank text are an empty list.
///
/// ```
/// use zoho_time_types::{UserId, wire};
///
/// let mut json = serde_json::Deserializer::from_str(r#"["7", 8]"#);
/// assert_eq!(wire::list::<_, UserId>(&mut json)?, [7.into(), 8.into()]);
///
/// let mut json = serde_json::Deserializer::from_str("null");
/// assert_eq!(wire::list::<_, UserId>(&mut json)?, []);
/// # Ok::<(), serde_json::Error>(())
/// ```
///
/// # Errors
///
/// Fails if there is a value that is not an array, or one of the elements is not a `T`.
pub fn list<'de, D, T>(deserializer: D) -> Result<Vec<T>, D::Error>
where
    D: Deserializer<'de>,
    T: Deserialize<'de>,
{
    deserializer.deserialize_any(ShapeVisitor(List(PhantomData)))
}

/// Decodes an array, or a single object as a list of one; `null` and blank text are an empty list.
///
/// For fields that are documented as a list in one place and as an object in another.
///
/// # Errors
///
/// Fails if there is a value that is neither array nor object, or one of the elements is not a `T`.
pub fn one_or_many<'de, D, T>(deserializer: D) -> Result<Vec<T>, D::Error>
where
    D: Deserializer<'de>,
    T: Deserialize<'de>,
{
    deserializer.deserialize_any(ShapeVisitor(OneOrMany(PhantomData)))
}

/// Decodes an object, or an array of one object; `null`, blank text and `[]` are `None`.
///
/// The documented samples have some objects in an array; the live server sends them without it.
///
/// # Errors
///
/// Fails if there is a value of another shape, such as an array of more than one element, or if the
/// object is not a `T`.
pub fn object<'de, D, T>(deserializer: D) -> Result<Option<T>, D::Error>
where
    D: Deserializer<'de>,
    T: Deserialize<'de>,
{
    deserializer.deserialize_any(ShapeVisitor(Object(PhantomData)))
}

/// A decoder for a shape, by JSON type.
trait Shape<'de>: Sized {
    /// The result; its default is the absent value.
    type Value: Default;

    const EXPECTED: &'static str;

    fn array<A: SeqAccess<'de>>(self, array: A) -> Result<Self::Value, A::Error>;

    fn object<A: MapAccess<'de>>(self, object: A) -> Result<Self::Value, A::Error>;
}

/// Dispatches by the JSON type of a value, and handles the absent value.
struct ShapeVisitor<S>(S);

impl<'de, S: Shape<'de>> Visitor<'de> for ShapeVisitor<S> {
    type Value = S::Value;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(S::EXPECTED)
    }

    fn visit_unit<E: Error>(self) -> Result<S::Value, E> {
        Ok(S::Value::default())
    }

    fn visit_none<E: Error>(self) -> Result<S::Value, E> {
        Ok(S::Value::default())
    }

    fn visit_some<D: Deserializer<'de>>(self, deserializer: D) -> Result<S::Value, D::Error> {
        deserializer.deserialize_any(self)
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<S::Value, E> {
        if is_blank(text) {
            Ok(S::Value::default())
        } else {
            Err(E::invalid_type(Unexpected::Str(text), &self))
        }
    }

    fn visit_seq<A: SeqAccess<'de>>(self, array: A) -> Result<S::Value, A::Error> {
        self.0.array(array)
    }

    fn visit_map<A: MapAccess<'de>>(self, object: A) -> Result<S::Value, A::Error> {
        self.0.object(object)
    }
}

struct List<T>(PhantomData<T>);

impl<'de, T: Deserialize<'de>> Shape<'de> for List<T> {
    type Value = Vec<T>;

    const EXPECTED: &'static str = "an array";

    fn array<A: SeqAccess<'de>>(self, mut array: A) -> Result<Vec<T>, A::Error> {
        let mut items = Vec::new();
        while let Some(item) = array.next_element()? {
            items.push(item);
        }
        Ok(items)
    }

    fn object<A: MapAccess<'de>>(self, _: A) -> Result<Vec<T>, A::Error> {
        Err(A::Error::invalid_type(Unexpected::Map, &ShapeVisitor(self)))
    }
}

struct OneOrMany<T>(PhantomData<T>);

impl<'de, T: Deserialize<'de>> Shape<'de> for OneOrMany<T> {
    type Value = Vec<T>;

    const EXPECTED: &'static str = "an array or an object";

    fn array<A: SeqAccess<'de>>(self, array: A) -> Result<Vec<T>, A::Error> {
        List(self.0).array(array)
    }

    fn object<A: MapAccess<'de>>(self, object: A) -> Result<Vec<T>, A::Error> {
        let item = T::deserialize(MapAccessDeserializer::new(object))?;
        Ok(vec![item])
    }
}

struct Object<T>(PhantomData<T>);

impl<'de, T: Deserialize<'de>> Shape<'de> for Object<T> {
    type Value = Option<T>;

    const EXPECTED: &'static str = "an object or an array of one object";

    fn array<A: SeqAccess<'de>>(self, mut array: A) -> Result<Option<T>, A::Error> {
        let item = array.next_element()?;
        match array.next_element::<IgnoredAny>()? {
            None => Ok(item),
            Some(_) => Err(A::Error::custom(format_args!(
                "expected {}, found an array of more than one element",
                Self::EXPECTED,
            ))),
        }
    }

    fn object<A: MapAccess<'de>>(self, object: A) -> Result<Option<T>, A::Error> {
        T::deserialize(MapAccessDeserializer::new(object)).map(Some)
    }
}
