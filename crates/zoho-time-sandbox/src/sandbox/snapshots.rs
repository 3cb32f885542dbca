//! Snapshots of the data, reset and export.

use super::Sandbox;
use super::setup::SetupError;
use crate::controls::{export_data, reset_data};
use crate::store::{Snapshot, SnapshotError};

/// Restoring an earlier state. The clock is not affected.
///
/// A concurrent request sees either all of the old data or all of the restored data. Ids are part of the data:
/// records created after restoring have the same ids as the first time.
///
/// ```
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
/// # let sandbox = zoho_time_sandbox::Sandbox::start().await?;
/// sandbox.save_snapshot("before").await?;
/// let first = sandbox.add_customer("Harbour Authority").await?;
/// sandbox.restore_snapshot("before").await?;
/// assert_eq!(sandbox.add_customer("Harbour Authority").await?, first);
/// # Ok(())
/// # }
/// ```
impl Sandbox {
    /// Saves all current data under a name, replacing a previous snapshot of this name. If the data is in
    /// memory, so is the snapshot; if it is in a file, the snapshot is a file too, in the folder next to it
    /// whose name ends in `.snapshots`.
    ///
    /// # Errors
    ///
    /// Fails if the name has characters other than letters, digits, `-` and `_` or more than 64 of them, or if
    /// the snapshot cannot be written.
    pub async fn save_snapshot(&self, name: &str) -> Result<(), SnapshotError> {
        self.shared().store.save_snapshot(name.to_owned()).await
    }

    /// Restores all data from the snapshot of this name.
    ///
    /// # Errors
    ///
    /// Fails, and changes nothing, if the snapshot does not exist or is damaged.
    pub async fn restore_snapshot(&self, name: &str) -> Result<(), SnapshotError> {
        self.shared().store.restore_snapshot(name.to_owned()).await
    }

    /// All snapshots, by name.
    ///
    /// # Errors
    ///
    /// Fails if the folder of the snapshots cannot be read.
    pub async fn snapshots(&self) -> Result<Vec<Snapshot>, SnapshotError> {
        self.shared().store.list_snapshots().await
    }

    /// Deletes the snapshot of this name.
    ///
    /// # Errors
    ///
    /// Fails if the snapshot does not exist, or cannot be deleted.
    pub async fn delete_snapshot(&self, name: &str) -> Result<(), SnapshotError> {
        self.shared().store.delete_snapshot(name.to_owned()).await
    }

    /// Restores the data of a new sandbox at the current time of the clock. Snapshots remain.
    ///
    /// # Errors
    ///
    /// Fails only if the store fails.
    pub async fn reset(&self) -> Result<(), SetupError> {
        Ok(reset_data(self.shared()).await?)
    }

    /// Exports all data, except for clients and tokens, as a YAML seed file, with which another sandbox can
    /// [start](crate::SandboxBuilder::seed_file).
    ///
    /// # Errors
    ///
    /// Fails only if the store fails.
    pub async fn export(&self) -> Result<String, SetupError> {
        Ok(export_data(self.shared()).await?)
    }
}
