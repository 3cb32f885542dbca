//! Records whose fields are columns of a table.
//!
//! A field and its column are declared in one place, in [`columns!`]; `store/schema.sql` has the type of the column.

use rusqlite::types::{FromSql, FromSqlError, FromSqlResult, ToSql, ToSqlOutput, ValueRef};
use zoho_time_types::{Amount, Hours};

use super::TaskStatus;
use super::keys::TaskKey;

/// A value of a column.
pub(crate) trait Column: Sized {
    /// The stored form of the value.
    fn store(&self) -> rusqlite::Result<ToSqlOutput<'_>>;

    /// Reads a stored value.
    fn load(value: ValueRef<'_>) -> FromSqlResult<Self>;
}

macro_rules! stored_as_themselves {
    ($($ty:ty),+ $(,)?) => {$(
        impl Column for $ty {
            fn store(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
                self.to_sql()
            }

            fn load(value: ValueRef<'_>) -> FromSqlResult<Self> {
                Self::column_result(value)
            }
        }
    )+};
}

stored_as_themselves![String, bool, i64, TaskKey, TaskStatus];

/// Money, stored as decimal text.
impl Column for Option<Amount> {
    fn store(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        let text = self.map(|amount| amount.to_string());
        Ok(ToSqlOutput::Owned(text.into()))
    }

    fn load(value: ValueRef<'_>) -> FromSqlResult<Self> {
        let text = value.as_str_or_null()?;
        let amount = text.map(str::parse).transpose();
        amount.map_err(FromSqlError::other)
    }
}

/// A span of time, stored in minutes.
impl Column for Option<Hours> {
    fn store(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        let minutes = self.map(|hours| hours.minutes());
        Ok(ToSqlOutput::Owned(minutes.into()))
    }

    fn load(value: ValueRef<'_>) -> FromSqlResult<Self> {
        Ok(value.as_i64_or_null()?.map(Hours::from_minutes))
    }
}

/// A [`Column`] for functions that read values of their own types.
pub(crate) struct Loaded<T>(pub(crate) T);

impl<T: Column> FromSql for Loaded<T> {
    fn column_result(value: ValueRef<'_>) -> FromSqlResult<Self> {
        T::load(value).map(Self)
    }
}

/// Declares a record: its fields, each with its column, then the fields that are computed from other tables.
macro_rules! columns {
    (
        $(#[$meta:meta])*
        pub(crate) struct $record:ident {
            $($(#[$docs:meta])* $field:ident: $ty:ty = $column:literal,)+
        }
        computed {
            $($(#[$more_docs:meta])* $more:ident: $more_ty:ty,)*
        }
    ) => {
        $(#[$meta])*
        pub(crate) struct $record {
            $($(#[$docs])* pub(crate) $field: $ty,)+
            $($(#[$more_docs])* pub(crate) $more: $more_ty,)*
        }

        impl $record {
            /// The columns, that of the id first.
            pub(crate) const COLUMNS: &[&str] = &[$($column,)+];

            /// The values of the columns, in their order.
            pub(crate) fn values(
                &self,
            ) -> rusqlite::Result<Vec<rusqlite::types::ToSqlOutput<'_>>> {
                Ok(vec![$($crate::model::columns::Column::store(&self.$field)?,)+])
            }

            /// Reads a record from a row that starts with its columns.
            pub(crate) fn load(row: &rusqlite::Row<'_>) -> rusqlite::Result<Self> {
                let mut column = 0..;
                let mut next = || column.next().unwrap_or_default();
                Ok(Self {
                    $($field: row.get::<usize, $crate::model::columns::Loaded<$ty>>(next())?.0,)+
                    $($more: <$more_ty>::default(),)*
                })
            }
        }
    };
}
pub(crate) use columns;
