//! A transaction.

use chrono::{DateTime, Utc};
use rusqlite::{Connection, OptionalExtension, Params, Row};

use super::{Ledger, StoreError};
use crate::model::Organization;

/// A transaction: reads and writes what belongs to no organization, and opens the [`Ledger`] of one.
#[derive(Clone, Copy)]
pub(crate) struct Transaction<'c> {
    connection: &'c Connection,
}

impl std::fmt::Debug for Transaction<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Transaction").finish_non_exhaustive()
    }
}

impl<'c> Transaction<'c> {
    pub(super) fn new(connection: &'c Connection) -> Self {
        Self { connection }
    }

    /// The records of an organization at the current time.
    pub(crate) fn ledger(self, organization: Organization, now: DateTime<Utc>) -> Ledger<'c> {
        Ledger::new(self, organization, now)
    }

    /// A new, unique id, greater than all previous ones.
    pub(crate) fn next_id<K: From<i64>>(self) -> Result<K, StoreError> {
        let id: i64 = self
            .connection
            .prepare_cached("UPDATE id_counter SET next_id = next_id + 2 RETURNING next_id - 2")?
            .query_row([], |row| row.get(0))?;
        Ok(id.into())
    }

    /// The first row of a query, if there is one.
    pub(super) fn one<T>(
        self,
        sql: &str,
        params: impl Params,
        read: impl FnOnce(&Row<'_>) -> rusqlite::Result<T>,
    ) -> Result<Option<T>, StoreError> {
        let mut statement = self.connection.prepare_cached(sql)?;
        Ok(statement.query_row(params, read).optional()?)
    }

    /// All rows of a query.
    pub(super) fn all<T>(
        self,
        sql: &str,
        params: impl Params,
        read: impl FnMut(&Row<'_>) -> rusqlite::Result<T>,
    ) -> Result<Vec<T>, StoreError> {
        let mut statement = self.connection.prepare_cached(sql)?;
        let rows = statement.query_map(params, read)?;
        Ok(rows.collect::<rusqlite::Result<_>>()?)
    }

    /// Whether a query has a row.
    pub(super) fn any(self, sql: &str, params: impl Params) -> Result<bool, StoreError> {
        Ok(self.connection.prepare_cached(sql)?.exists(params)?)
    }

    /// Changes rows, and returns their number.
    pub(super) fn run(self, sql: &str, params: impl Params) -> Result<usize, StoreError> {
        Ok(self.connection.prepare_cached(sql)?.execute(params)?)
    }
}
