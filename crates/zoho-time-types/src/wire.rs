//! Decoding and encoding of values: functions for serde's field attributes.
//!
//! The code generated from the spec uses them in `#[serde(default,
//! deserialize_with = "…")]` and `#[serde(serialize_with = "…")]`. The server omits fields, and
//! sends `null`, `""` and `" "` for absent values; lists and objects have more
//! than one shape. These functions accept all of them.
//!
//! | Field                 | Function                                                  |
//! |-----------------------|-----------------------------------------------------------|
//! | `Option<T>`, a scalar | [`option()`]                                              |
//! | `T`, a scalar         | [`required`], which the scalars of this crate use anyway  |
//! | `Option<String>`      | [`text`], which is [`option()`] for a `String`            |
//! | `Option<T>`, a struct | [`object`]                                                |
//! | `Vec<T>`              | [`list`] or [`one_or_many`]                               |
//! | [`Amount`] in a body  | [`as_number`]                                             |
//! | [`Hours`] of a budget | [`budget_hours`]                                          |
//!
//! [`Amount`]: crate::Amount
//! [`Hours`]: crate::Hours
//!
//! ```
//! use serde::Deserialize;
//! use zoho_time_types::{Amount, Hours, TaskId, wire};
//!
//! #[derive(Deserialize)]
//! struct Task {
//!     task_id: TaskId,
//!     #[serde(default, deserialize_with = "wire::option")]
//!     rate: Option<Amount>,
//!     #[serde(default, deserialize_with = "wire::option")]
//!     log_time: Option<Hours>,
//! }
//!
//! let task: Task = serde_json::from_str(r#"{"task_id": 7, "rate": 50.00, "log_time": ""}"#)?;
//! assert_eq!(task.task_id, 7.into());
//! assert_eq!(task.rate.map(|rate| rate.to_string()).as_deref(), Some("50.00"));
//! assert_eq!(task.log_time, None);
//! # Ok::<(), serde_json::Error>(())
//! ```

mod basic;
mod json_text;
mod scalar;
mod shapes;
mod stack_text;
mod write;

pub use self::scalar::{Scalar, option, required, text};
pub use self::shapes::{list, object, one_or_many};
pub use self::write::{as_number, budget_hours};

/// Serde's traits for a [`Scalar`] that is serialized as the text it prints.
macro_rules! text_serde {
    ($name:ty) => {
        impl serde::Serialize for $name {
            fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.collect_str(self)
            }
        }

        impl<'de> serde::Deserialize<'de> for $name {
            fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                crate::wire::required(deserializer)
            }
        }
    };
}

pub(crate) use text_serde;
