//! Formats of values in request bodies that differ from the usual ones.

use serde::ser::{Error, Serialize, Serializer};
use serde_json::value::RawValue;

use crate::{Amount, Hours};

/// Serializes an [`Amount`] or an `Option<Amount>` as a JSON number with exactly its digits.
///
/// Only for `serde_json`, which copies the digits into the JSON text.
///
/// ```
/// use serde::Serialize;
/// use zoho_time_types::{Amount, wire};
///
/// #[derive(Serialize)]
/// struct NewTask {
///     #[serde(serialize_with = "wire::as_number")]
///     rate: Amount,
///     #[serde(serialize_with = "wire::as_number")]
///     budget: Option<Amount>,
/// }
///
/// let task = NewTask { rate: "100.50".parse()?, budget: None };
/// assert_eq!(serde_json::to_string(&task)?, r#"{"rate":100.50,"budget":null}"#);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// # Errors
///
/// Fails only if the serializer does.
pub fn as_number<T, S>(amount: &T, serializer: S) -> Result<S::Ok, S::Error>
where
    T: Copy + Into<Option<Amount>>,
    S: Serializer,
{
    match (*amount).into() {
        None => serializer.serialize_none(),
        Some(amount) => RawValue::from_string(amount.to_string())
            .map_err(S::Error::custom)?
            .serialize(serializer),
    }
}

/// Serializes [`Hours`] or `Option<Hours>` as the text of a budget: `"10"`, or `"10:30"` if there are
/// minutes.
///
/// The documented requests have budgets as a number of hours without minutes.
///
/// # Errors
///
/// Fails only if the serializer does.
pub fn budget_hours<T, S>(hours: &T, serializer: S) -> Result<S::Ok, S::Error>
where
    T: Copy + Into<Option<Hours>>,
    S: Serializer,
{
    let Some(budget) = (*hours).into() else {
        return serializer.serialize_none();
    };
    match budget.parts() {
        (sign, whole, 0) => serializer.collect_str(&format_args!("{sign}{whole}")),
        _ => serializer.collect_str(&budget),
    }
}
