//! The component schemas of single values, and their Rust types.
//!
//! The generator would make a new type, or an `f64`, of each; `zoho-time-types` has written
//! them once, with all the forms the server uses. The type of an id without a line here is generated: a string
//! whose name ends in `Id`. Any other scalar of the spec without a line is an error, and so is a line without its
//! scalar.

use crate::names;

/// A component schema that is replaced by a Rust type.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Scalar {
    /// The name under `components.schemas`.
    pub schema: &'static str,
    /// The absolute path of the Rust type.
    pub rust: &'static str,
    /// The function that writes it, where the type's own `Serialize` prints another form.
    /// It takes a reference to the type, and to an `Option` of it.
    pub serialize_with: Option<&'static str>,
}

impl Scalar {
    /// A scalar that is read and written by `rust` itself.
    #[must_use]
    pub const fn new(schema: &'static str, rust: &'static str) -> Self {
        Self {
            schema,
            rust,
            serialize_with: None,
        }
    }

    /// The id of a record, whose type [`crate::emit`] defines in the client crate.
    #[must_use]
    pub fn id(schema: &str) -> Self {
        // The generator ends before this matters, and all other scalars are constants.
        let rust = format!("::zoho_time_client::ids::{}", names::type_name(schema));
        Self::new(schema.to_owned().leak(), rust.leak())
    }

    /// The same, written by `function`.
    #[must_use]
    pub const fn written_with(mut self, function: &'static str) -> Self {
        self.serialize_with = Some(function);
        self
    }
}

/// The scalars of `spec/openapi.yaml`.
pub const SCALARS: &[Scalar] = &[
    Scalar::new("Amount", "::zoho_time_types::Amount"),
    Scalar::new("AmountInput", "::zoho_time_types::Amount"),
    Scalar::new("AmountNumberInput", "::zoho_time_types::Amount")
        .written_with("::zoho_time_types::wire::as_number"),
    Scalar::new("BudgetHoursInput", "::zoho_time_types::Hours")
        .written_with("::zoho_time_types::wire::budget_hours"),
    Scalar::new("CommentId", "::zoho_time_types::CommentId"),
    Scalar::new("Count", "::zoho_time_types::Count"),
    Scalar::new("CurrencyId", "::zoho_time_types::CurrencyId"),
    Scalar::new("CustomerId", "::zoho_time_types::CustomerId"),
    Scalar::new("DateInput", "::zoho_time_types::chrono::NaiveDate"),
    Scalar::new("Day", "::zoho_time_types::chrono::NaiveDate"),
    Scalar::new("DisplayDate", "::zoho_time_types::DisplayDate"),
    Scalar::new("Hours", "::zoho_time_types::Hours"),
    Scalar::new("HoursInput", "::zoho_time_types::Hours"),
    Scalar::new("InvoiceId", "::zoho_time_types::InvoiceId"),
    Scalar::new("ProjectId", "::zoho_time_types::ProjectId"),
    Scalar::new("TaskId", "::zoho_time_types::TaskId"),
    Scalar::new("TimeEntryId", "::zoho_time_types::TimeEntryId"),
    Scalar::new("TimeEntryIds", "::zoho_time_types::TimeEntryIds"),
    Scalar::new("TimeOfDay", "::zoho_time_types::TimeOfDay"),
    Scalar::new("TimeOfDayInput", "::zoho_time_types::TimeOfDay"),
    Scalar::new("Timestamp", "::zoho_time_types::Timestamp"),
    Scalar::new("TimestampInput", "::zoho_time_types::Timestamp"),
    Scalar::new("UserId", "::zoho_time_types::UserId"),
];

/// The type of plain text: what the generator makes of `type: string` anyway.
pub const STRING: &str = "::std::string::String";

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_is_sorted_and_its_paths_are_absolute() {
        assert!(SCALARS.is_sorted_by(|a, b| a.schema < b.schema));
        for scalar in SCALARS {
            assert!(scalar.rust.starts_with("::"), "{}", scalar.rust);
        }
    }
}
