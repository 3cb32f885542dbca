//! Pool of read connections, used in parallel with the writer.
//!
//! A read takes microseconds, less than passing it to another thread and its result back. Therefore each caller
//! reads on its own thread, with a connection that no other thread uses at the time.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::{Mutex, MutexGuard, PoisonError};

use rusqlite::Connection;

use super::database::{Database, OpenError};
use super::{StoreError, Transaction};

/// Read-only connections. There are as many as were ever needed at the same time, which is at most the number
/// of threads.
#[derive(Debug)]
pub(super) struct Readers {
    database: Database,
    /// Idle connections, used last in first out because of their caches.
    idle: Mutex<Vec<Connection>>,
}

impl Readers {
    /// Opens the first connection.
    pub(super) fn start(database: &Database) -> Result<Self, OpenError> {
        Ok(Self {
            database: database.clone(),
            idle: Mutex::new(vec![database.open_reader()?]),
        })
    }

    /// Runs work in one transaction, so that all its queries see the same state.
    pub(super) fn run<T, E>(
        &self,
        work: impl FnOnce(&Transaction<'_>) -> Result<T, E>,
    ) -> Result<T, E>
    where
        E: From<StoreError>,
    {
        let idle = self.idle().pop();
        let connection = match idle {
            Some(connection) => connection,
            None => self.database.open_reader().map_err(StoreError::from)?,
        };
        let result = read(&connection, work);
        // One that could not end its transaction is closed instead.
        if connection.is_autocommit() {
            self.idle().push(connection);
        }
        result
    }

    fn idle(&self) -> MutexGuard<'_, Vec<Connection>> {
        // A panic cannot leave the list of connections inconsistent.
        self.idle.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn read<T, E>(
    connection: &Connection,
    work: impl FnOnce(&Transaction<'_>) -> Result<T, E>,
) -> Result<T, E>
where
    E: From<StoreError>,
{
    let execute = |sql| -> Result<(), StoreError> {
        connection.prepare_cached(sql)?.execute([])?;
        Ok(())
    };
    execute("BEGIN")?;
    // A bug in one request must not lose the connection, nor abort the client's connection.
    let result = catch_unwind(AssertUnwindSafe(|| work(&Transaction::new(connection))))
        .unwrap_or_else(|_| Err(StoreError::BrokenOff.into()));
    execute("COMMIT")?;
    result
}
