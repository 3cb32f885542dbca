//! Stored records for display: tables with columns, in pages.
//!
//! No table contains a secret: of a token, everything but the token is shown.

use rusqlite::types::ValueRef;
use rusqlite::{Row, params};
use serde::Serialize;
use serde_json::{Map, Value};
use zoho_time_types::Hours;

use super::browse_tables::TABLES;
use super::{Ledger, Page, StoreError, Transaction};

/// A table for display.
#[derive(Debug)]
pub(crate) struct Table {
    pub(crate) name: &'static str,
    pub(crate) columns: &'static [Column],
    /// The SQL after `FROM`, with the alias `t` for the records.
    pub(super) from: &'static str,
    /// The SQL after `ORDER BY`.
    pub(super) order: &'static str,
}

/// A column of such a table.
#[derive(Debug, Serialize)]
pub(crate) struct Column {
    pub(crate) name: &'static str,
    pub(crate) form: Form,
    /// The SQL expression for a record `t`.
    #[serde(skip)]
    pub(super) sql: &'static str,
}

/// The type of a column's values, which determines their display.
#[derive(Debug, Clone, Copy, Serialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Form {
    Id,
    Text,
    Amount,
    Hours,
    TimeOfDay,
    Moment,
    Flag,
}

impl Table {
    /// All tables, in display order.
    pub(crate) fn all() -> impl Iterator<Item = &'static Self> {
        TABLES.iter()
    }

    /// The table of this name.
    pub(crate) fn named(name: &str) -> Option<&'static Self> {
        TABLES.iter().find(|table| table.name == name)
    }

    fn query(&self) -> String {
        let columns: Vec<_> = self.columns.iter().map(|column| column.sql).collect();
        format!(
            "SELECT {} FROM {} WHERE t.organization_id = ?1 ORDER BY {} LIMIT ?2 OFFSET ?3",
            columns.join(", "),
            self.from,
            self.order
        )
    }

    fn record(&self, row: &Row<'_>) -> rusqlite::Result<Map<String, Value>> {
        let mut record = Map::new();
        for (index, column) in self.columns.iter().enumerate() {
            let value = column.form.value(row.get_ref(index)?);
            record.insert(column.name.to_owned(), value);
        }
        Ok(record)
    }
}

impl Form {
    /// A value as JSON. Ids are text, because they exceed the precision of a browser's numbers.
    fn value(self, value: ValueRef<'_>) -> Value {
        match (self, value) {
            (_, ValueRef::Null) => Value::Null,
            (Self::Flag, ValueRef::Integer(number)) => Value::Bool(number != 0),
            (Self::Hours | Self::TimeOfDay, ValueRef::Integer(minutes)) => {
                Value::String(Hours::from_minutes(minutes).to_string())
            }
            (Self::Moment, ValueRef::Integer(milliseconds)) => {
                chrono::DateTime::from_timestamp_millis(milliseconds)
                    .map_or(Value::Null, |moment| Value::String(moment.to_rfc3339()))
            }
            (_, ValueRef::Integer(number)) => Value::String(number.to_string()),
            (_, ValueRef::Real(number)) => Value::String(number.to_string()),
            (_, ValueRef::Text(text) | ValueRef::Blob(text)) => {
                Value::String(String::from_utf8_lossy(text).into_owned())
            }
        }
    }
}

impl Ledger<'_> {
    /// The number of records in a table.
    pub(crate) fn count(&self, table: &Table) -> Result<i64, StoreError> {
        let sql = format!(
            "SELECT count(*) FROM {} WHERE t.organization_id = ?1",
            table.from
        );
        let count = self.transaction.one(&sql, [self.org()], |row| row.get(0))?;
        Ok(count.unwrap_or_default())
    }

    /// A page of the records of a table.
    pub(crate) fn browse(
        &self,
        table: &Table,
        page: Page,
    ) -> Result<Vec<Map<String, Value>>, StoreError> {
        let skipped = page.number.saturating_sub(1).saturating_mul(page.size);
        self.transaction.all(
            &table.query(),
            params![self.org(), page.size, skipped],
            |row| table.record(row),
        )
    }

    /// The number of running timers.
    pub(crate) fn running_timers(&self) -> Result<i64, StoreError> {
        let count = self.transaction.one(
            "SELECT count(*) FROM time_entries \
             WHERE organization_id = ?1 AND timer_started_at IS NOT NULL",
            [self.org()],
            |row| row.get(0),
        )?;
        Ok(count.unwrap_or_default())
    }
}

impl Transaction<'_> {
    /// The ids and names of all organizations, the first one first.
    pub(crate) fn organization_names(self) -> Result<Vec<(String, String)>, StoreError> {
        self.all(
            "SELECT CAST(organization_id AS TEXT), name FROM organizations ORDER BY organization_id",
            [],
            |row| Ok((row.get(0)?, row.get(1)?)),
        )
    }
}
