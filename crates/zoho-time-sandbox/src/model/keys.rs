//! Ids in the store: numbers, with one type per kind of record.

use std::fmt;

use rusqlite::types::{FromSql, FromSqlResult, ToSql, ToSqlOutput, ValueRef};
use serde::{Serialize, Serializer};

/// The id of a record.
pub(crate) trait Key: From<i64> {
    /// Parses an id from digits.
    fn parse(text: &str) -> Option<Self> {
        digits(text).map(Self::from)
    }
}

macro_rules! keys {
    ($($(#[$meta:meta])* $key:ident $(=> $id:ident)?;)+) => {$(
        $(#[$meta])*
        #[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub(crate) struct $key(i64);

        impl Key for $key {}

        impl From<i64> for $key {
            fn from(number: i64) -> Self {
                Self(number)
            }
        }

        impl fmt::Display for $key {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.fmt(f)
            }
        }

        impl Serialize for $key {
            fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.collect_str(&self.0)
            }
        }

        impl ToSql for $key {
            fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
                self.0.to_sql()
            }
        }

        impl FromSql for $key {
            fn column_result(value: ValueRef<'_>) -> FromSqlResult<Self> {
                i64::column_result(value).map(Self)
            }
        }

        $(
            impl From<$key> for zoho_time_types::$id {
                fn from(key: $key) -> Self {
                    Self::from(key.0.unsigned_abs())
                }
            }
        )?
    )+};
}

keys! {
    /// An organization.
    OrganizationKey => OrganizationId;
    /// A currency of an organization.
    CurrencyKey => CurrencyId;
    /// A customer.
    CustomerKey => CustomerId;
    /// A user of an organization.
    UserKey => UserId;
    /// A project.
    ProjectKey => ProjectId;
    /// A task of a project.
    TaskKey => TaskId;
    /// A comment on a project.
    CommentKey => CommentId;
    /// An invoice.
    InvoiceKey => InvoiceId;
    /// A time entry.
    TimeEntryKey => TimeEntryId;
    /// An expense.
    ExpenseKey;
    /// The definition of a custom field.
    FieldKey;
}

impl CurrencyKey {
    /// The id as a number, as tasks have that of their currency.
    pub(crate) const fn number(self) -> i64 {
        self.0
    }
}

/// Parses a number from digits, if it is in the range of the store.
fn digits(text: &str) -> Option<i64> {
    let plain = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    plain.then(|| text.parse().ok()).flatten()
}

#[cfg(test)]
mod tests {
    use super::{Key, ProjectKey};

    #[test]
    fn only_digits_are_a_key() {
        assert_eq!(
            ProjectKey::parse("982000000000019001"),
            Some(ProjectKey(982_000_000_000_019_001))
        );
        for text in ["", "-1", "+1", "1.0", " 1", "x", "99999999999999999999"] {
            assert_eq!(ProjectKey::parse(text), None, "{text}");
        }
    }
}
