//! What is done with all data at once: snapshots, and beginning anew.
//!
//! It runs on the thread that writes, between the transactions of requests. A request sees
//! everything as it was before or everything as it is after.

use rusqlite::Connection;
use tokio::sync::oneshot;

use super::database::Database;
use super::snapshots::{Snapshot, SnapshotError};
use super::{Durability, Location, Store, StoreError, Transaction, copies};

impl Store {
    /// Keeps the data as it is under a name.
    pub(crate) async fn save_snapshot(&self, name: String) -> Result<(), SnapshotError> {
        let snapshots = self.snapshots.clone();
        self.alone(move |live| snapshots.save(&name, live)).await
    }

    /// Makes the data what it was when the snapshot of this name was saved.
    pub(crate) async fn restore_snapshot(&self, name: String) -> Result<(), SnapshotError> {
        let snapshots = self.snapshots.clone();
        self.alone(move |live| snapshots.restore(&name, live)).await
    }

    /// All snapshots.
    pub(crate) async fn list_snapshots(&self) -> Result<Vec<Snapshot>, SnapshotError> {
        let snapshots = self.snapshots.clone();
        self.alone(move |_| snapshots.list()).await
    }

    /// Deletes the snapshot of this name.
    pub(crate) async fn delete_snapshot(&self, name: String) -> Result<(), SnapshotError> {
        let snapshots = self.snapshots.clone();
        self.alone(move |_| snapshots.delete(&name)).await
    }

    /// Makes the data what some work writes into an empty store. If it fails, the data stays.
    pub(crate) async fn begin_anew<T, E>(
        &self,
        work: impl FnOnce(&Transaction<'_>) -> Result<T, E> + Send + 'static,
    ) -> Result<T, E>
    where
        T: Send + 'static,
        E: From<StoreError> + Send + 'static,
    {
        self.alone(move |live| {
            let anew = Database::new(&Location::Memory, Durability::Normal);
            let anew = anew
                .open_writer()
                .map_err(|error| StoreError::NotCommitted(error.to_string()))?;
            let result = in_transaction(&anew, work)?;
            copies::copy(&anew, live)?;
            Ok(result)
        })
        .await
    }

    /// Runs work that has the connection for itself.
    async fn alone<T, E>(
        &self,
        work: impl FnOnce(&mut Connection) -> Result<T, E> + Send + 'static,
    ) -> Result<T, E>
    where
        T: Send + 'static,
        E: From<StoreError> + Send + 'static,
    {
        let (sender, answer) = oneshot::channel();
        self.writer.submit_alone(Box::new(move |connection| {
            // Nobody waits any more when the client has hung up.
            let _ = sender.send(work(connection));
        }));
        super::settle(answer).await
    }
}

fn in_transaction<T, E: From<StoreError>>(
    connection: &Connection,
    work: impl FnOnce(&Transaction<'_>) -> Result<T, E>,
) -> Result<T, E> {
    let execute = |sql| connection.execute_batch(sql).map_err(StoreError::from);
    execute("BEGIN")?;
    let result = work(&Transaction::new(connection))?;
    execute("COMMIT")?;
    Ok(result)
}
