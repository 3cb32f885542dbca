#![doc = include_str!("../README.md")]

mod amount;
mod count;
mod date;
mod digits;
mod error;
mod hours;
mod id_list;
mod ids;
mod lenient;
mod open_enum;
pub mod record;
mod time_of_day;
mod timestamp;
pub mod wire;

pub use chrono;
pub use rust_decimal;

pub use crate::amount::{Amount, AmountErrorKind, ParseAmountError};
pub use crate::count::Count;
pub use crate::date::DisplayDate;
pub use crate::error::ParseError;
pub use crate::hours::{ConvertHoursError, Hours, HoursErrorKind, ParseHoursError};
pub use crate::id_list::{EmptyIdListError, IdList, ParseIdListError, TimeEntryIds};
pub use crate::ids::{
    CommentId, CurrencyId, CustomerId, InvoiceId, OrganizationId, ParseIdError, ProjectId, TaskId,
    TimeEntryId, UserId,
};
pub use crate::open_enum::{OpenEnum, UnknownValue};
pub use crate::time_of_day::{TimeOfDay, TimeOfDayError};
pub use crate::timestamp::Timestamp;

/// What the macros of this crate name in the code they make, and what the other crates of this workspace
/// share; not for other use.
#[doc(hidden)]
pub mod __private {
    pub use serde;

    pub use crate::digits::is_digits;
    pub use crate::ids::{compare as compare_ids, error as id_error};
    pub use crate::lenient::{LeftOut, leniently};
}
