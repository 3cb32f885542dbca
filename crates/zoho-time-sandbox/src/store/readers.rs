//! Reading from a file while the writer writes.
//!
//! A read takes microseconds, less than it takes to hand it to another thread and its result back.
//! So whoever wants to read does it where they are, with a connection that nobody else uses at the
//! time.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::{Mutex, MutexGuard, PoisonError};

use rusqlite::Connection;

use super::database::{Database, OpenError};
use super::{StoreError, Transaction};

/// Connections that only read. There are as many as were ever needed at the same time, which is
/// the number of threads at most.
#[derive(Debug)]
pub(super) struct Readers {
    database: Database,
    /// Those that nobody uses. The last one put back is taken first, for what it has in its cache.
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
        // A list of connections is whole whatever happened to who had the lock.
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
    // A bug in one request must not take the connection, and its client's, with it.
    let result = catch_unwind(AssertUnwindSafe(|| work(&Transaction::new(connection))))
        .unwrap_or_else(|_| Err(StoreError::BrokenOff.into()));
    execute("COMMIT")?;
    result
}
