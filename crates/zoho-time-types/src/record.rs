//! Decoding of JSON objects, field by field.
//!
//! [`record!`](crate::record!) implements serde's `Deserialize` for a struct. It accepts the same JSON objects as a
//! derived implementation, with the same errors. Each field is decoded in one of the [ways](self#structs) of this
//! module; most of them are the functions of [`wire`]. The code that all structs share is not generated for each of
//! them, so a struct with many fields compiles in a fraction of the time.
//!
//! ```
//! use zoho_time_types::{Amount, Hours, TaskId};
//!
//! #[derive(Debug)]
//! struct Task {
//!     task_id: TaskId,
//!     rate: Option<Amount>,
//!     log_time: Option<Hours>,
//! }
//!
//! zoho_time_types::record! {
//!     Task {
//!         task_id = "task_id": required,
//!         rate = "rate": option,
//!         log_time = "log_time" | "hours": option,
//!     }
//! }
//!
//! let task: Task = serde_json::from_str(r#"{"task_id": 7, "hours": "12:26", "color": "red"}"#)?;
//! assert_eq!(task.task_id, 7.into());
//! assert_eq!(task.rate, None);
//! assert_eq!(task.log_time, Some(Hours::from_minutes(746)));
//!
//! let error = serde_json::from_str::<Task>(r#"{"rate": 5}"#).unwrap_err();
//! assert!(error.to_string().starts_with("missing field `task_id`"));
//! # Ok::<(), serde_json::Error>(())
//! ```

use std::fmt;
use std::marker::PhantomData;

use serde::de::{
    Deserialize, DeserializeSeed, Deserializer, Error, IgnoredAny, MapAccess, Visitor,
};

use crate::{lenient, wire};

/// A way to decode a field of type `T`.
pub trait ReadAs<'de, T> {
    /// Decodes the value of a field that is present.
    ///
    /// # Errors
    ///
    /// Fails if the value has no format that this way accepts.
    fn read<D: Deserializer<'de>>(deserializer: D) -> Result<T, D::Error>;

    /// The value of a missing field.
    ///
    /// # Errors
    ///
    /// Fails if the field is required.
    fn missing<E: Error>(name: &'static str) -> Result<T, E>;
}

macro_rules! ways {
    ($($(#[$docs:meta])* $way:ident, $ty:ty, [$($bounds:tt)*], $read:expr, $missing:expr;)+) => {$(
        $(#[$docs])*
        #[allow(non_camel_case_types, reason = "it is a word of a macro, as the functions are")]
        #[derive(Clone, Copy, Debug)]
        pub enum $way {}

        impl<'de, T: $($bounds)*> ReadAs<'de, $ty> for $way {
            #[inline]
            fn read<D: Deserializer<'de>>(deserializer: D) -> Result<$ty, D::Error> {
                $read(deserializer)
            }

            fn missing<E: Error>(name: &'static str) -> Result<$ty, E> {
                $missing(name)
            }
        }
    )+};
}

ways! {
    /// A required field, decoded by the type itself.
    required, T, [Deserialize<'de>], T::deserialize, must_be_there;
    /// An optional field, decoded by the type itself.
    plain, T, [Deserialize<'de> + Default], T::deserialize, may_be_missing;
    /// See [`wire::option()`].
    option, Option<T>, [wire::Scalar], wire::option, may_be_missing;
    /// See [`wire::object`].
    object, Option<T>, [Deserialize<'de>], wire::object, may_be_missing;
    /// See [`wire::list`].
    list, Vec<T>, [Deserialize<'de>], wire::list, may_be_missing;
    /// See [`wire::one_or_many`].
    one_or_many, Vec<T>, [Deserialize<'de>], wire::one_or_many, may_be_missing;
    /// See [`wire::one_or_many`]; required.
    required_one_or_many, Vec<T>, [Deserialize<'de>], wire::one_or_many, must_be_there;
}

/// See [`wire::text`].
#[allow(
    non_camel_case_types,
    reason = "it is a word of a macro, as the functions are"
)]
#[derive(Clone, Copy, Debug)]
pub enum text {}

impl<'de> ReadAs<'de, Option<String>> for text {
    fn read<D: Deserializer<'de>>(deserializer: D) -> Result<Option<String>, D::Error> {
        wire::text(deserializer)
    }

    fn missing<E: Error>(name: &'static str) -> Result<Option<String>, E> {
        may_be_missing(name)
    }
}

fn must_be_there<T, E: Error>(name: &'static str) -> Result<T, E> {
    Err(E::missing_field(name))
}

#[allow(
    clippy::unnecessary_wraps,
    reason = "the other way of a missing field fails"
)]
fn may_be_missing<T: Default, E: Error>(_name: &'static str) -> Result<T, E> {
    Ok(T::default())
}

/// Implemented by [`record!`](crate::record!).
pub trait Record<'de>: Sized {
    /// The fields of the record.
    type Field: Copy;

    /// The name for error messages, such as `struct Task`.
    const EXPECTED: &'static str;

    /// The field with this name, if there is one.
    fn field(name: &str) -> Option<Self::Field>;

    /// Decodes all fields.
    ///
    /// # Errors
    ///
    /// Fails if a value is malformed, or a field is missing or duplicated.
    fn read<A: MapAccess<'de>>(fields: Fields<A, Self>) -> Result<Self, A::Error>;
}

/// The fields of a record that is being decoded.
#[derive(Debug)]
pub struct Fields<A, R> {
    map: A,
    is_lenient: bool,
    record: PhantomData<fn() -> R>,
}

impl<'de, A: MapAccess<'de>, R: Record<'de>> Fields<A, R> {
    /// The next field. Unknown fields are skipped.
    ///
    /// # Errors
    ///
    /// Fails if there is something else.
    #[inline]
    pub fn next_field(&mut self) -> Result<Option<R::Field>, A::Error> {
        while let Some(field) = self.map.next_key_seed(Name(PhantomData::<R>))? {
            match field {
                Some(field) => return Ok(Some(field)),
                None => drop(self.map.next_value::<IgnoredAny>()?),
            }
        }
        Ok(None)
    }

    /// Decodes the value of a field in one of the ways.
    ///
    /// # Errors
    ///
    /// Fails if the value is malformed, or the field is duplicated.
    #[inline]
    pub fn value<W: ReadAs<'de, T>, T>(
        &mut self,
        name: &'static str,
        value: &mut Option<T>,
    ) -> Result<(), A::Error> {
        if self.is_lenient {
            return lenient::value::<A, W, T>(&mut self.map, name, value);
        }
        if value.is_some() {
            return Err(A::Error::duplicate_field(name));
        }
        *value = Some(self.map.next_value_seed(Value(PhantomData::<(W, T)>))?);
        Ok(())
    }

    /// The value of a field after all fields have been decoded.
    ///
    /// # Errors
    ///
    /// Fails if a required field is missing.
    #[inline]
    pub fn finish<W: ReadAs<'de, T>, T>(
        name: &'static str,
        value: Option<T>,
    ) -> Result<T, A::Error> {
        value.map_or_else(|| W::missing(name), Ok)
    }
}

/// Decodes the name of a field of `R`.
struct Name<R>(PhantomData<R>);

impl<'de, R: Record<'de>> DeserializeSeed<'de> for Name<R> {
    type Value = Option<R::Field>;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Self::Value, D::Error> {
        deserializer.deserialize_identifier(self)
    }
}

impl<'de, R: Record<'de>> Visitor<'de> for Name<R> {
    type Value = Option<R::Field>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("field identifier")
    }

    #[inline]
    fn visit_str<E: Error>(self, name: &str) -> Result<Self::Value, E> {
        Ok(R::field(name))
    }
}

/// Decodes a value of type `T` in the way `W`.
struct Value<W, T>(PhantomData<(W, T)>);

impl<'de, T, W: ReadAs<'de, T>> DeserializeSeed<'de> for Value<W, T> {
    type Value = T;

    #[inline]
    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<T, D::Error> {
        W::read(deserializer)
    }
}

/// Decodes a record.
#[derive(Debug)]
pub struct Reader<R>(PhantomData<R>);

impl<'de, R: Record<'de>> Reader<R> {
    /// Decodes a record.
    ///
    /// # Errors
    ///
    /// Fails if the value is not an object, or one of its fields is malformed.
    pub fn read<D: Deserializer<'de>>(
        deserializer: D,
        name: &'static str,
        fields: &'static [&'static str],
    ) -> Result<R, D::Error> {
        deserializer.deserialize_struct(name, fields, Self(PhantomData))
    }
}

impl<'de, R: Record<'de>> Visitor<'de> for Reader<R> {
    type Value = R;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(R::EXPECTED)
    }

    fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<R, A::Error> {
        R::read(Fields {
            map,
            is_lenient: lenient::is_on(),
            record: PhantomData,
        })
    }
}

/// Implements serde's `Deserialize` for a struct, see [the module](mod@crate::record): its name, and for each
/// field the name in Rust, the names in JSON and the way to decode it.
#[macro_export]
macro_rules! record {
    ($record:ident { $($field:ident = $name:literal $(| $alias:literal)*: $way:ident,)+ }) => {
        const _: () = {
            #[allow(non_camel_case_types, reason = "the names are those of the fields")]
            #[derive(Clone, Copy)]
            pub enum Field { $($field,)+ }

            impl<'de> $crate::record::Record<'de> for $record {
                type Field = Field;

                const EXPECTED: &'static str = concat!("struct ", stringify!($record));

                #[inline]
                fn field(name: &str) -> Option<Field> {
                    Some(match name {
                        $($name $(| $alias)* => Field::$field,)+
                        _ => return None,
                    })
                }

                fn read<A: $crate::__private::serde::de::MapAccess<'de>>(
                    mut fields: $crate::record::Fields<A, Self>,
                ) -> Result<Self, A::Error> {
                    $(let mut $field = None;)+
                    while let Some(field) = fields.next_field()? {
                        match field {
                            $(Field::$field => {
                                fields.value::<$crate::record::$way, _>($name, &mut $field)?;
                            })+
                        }
                    }
                    Ok(Self {
                        $($field: $crate::record::Fields::<A, Self>::finish::<
                            $crate::record::$way,
                            _,
                        >($name, $field)?,)+
                    })
                }
            }

            impl<'de> $crate::__private::serde::Deserialize<'de> for $record {
                fn deserialize<D: $crate::__private::serde::Deserializer<'de>>(
                    deserializer: D,
                ) -> Result<Self, D::Error> {
                    const NAMES: &[&str] = &[$($name, $($alias,)*)+];
                    $crate::record::Reader::<Self>::read(deserializer, stringify!($record), NAMES)
                }
            }
        };
    };
}
