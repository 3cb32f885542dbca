//! Operations on all data: snapshots, and reset.
//!
//! They run on the writer thread, between the transactions of requests. A request sees either all of the old
//! data or all of the new data.

use rusqlite::Connection;
use tokio::sync::oneshot;

use super::database::Database;
use super::snapshots::{Snapshot, SnapshotError};
use super::{Durability, Location, Store, StoreError, Transaction, copies};

impl Store {
    /// Saves the current data under a name.
    pub(crate) async fn save_snapshot(&self, name: String) -> Result<(), SnapshotError> {
        let snapshots = self.snapshots.clone();
        self.alone(move |live| snapshots.save(&name, live)).await
    }

    /// Restores the data of a snapshot.
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

    /// Replaces the data with what some work writes into an empty store. If it fails, the data is unchanged.
    pub(crate) async fn replace_all<T, E>(
        &self,
        work: impl FnOnce(&Transaction<'_>) -> Result<T, E> + Send + 'static,
    ) -> Result<T, E>
    where
        T: Send + 'static,
        E: From<StoreError> + Send + 'static,
    {
        self.alone(move |live| {
            let fresh = Database::new(&Location::Memory, Durability::Normal);
            let fresh = fresh
                .open_writer()
                .map_err(|error| StoreError::NotCommitted(error.to_string()))?;
            let result = in_transaction(&fresh, work)?;
            copies::copy(&fresh, live)?;
            Ok(result)
        })
        .await
    }

    /// Runs work with exclusive use of the connection.
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
            // The receiver is gone if the client has disconnected.
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
