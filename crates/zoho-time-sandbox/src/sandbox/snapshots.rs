//! Snapshots of the data, reset and export.

use super::Sandbox;
use super::setup::SetupError;
use crate::controls::{export_data, reset_data};
use crate::store::{Snapshot, SnapshotError};

/// Coming back to an earlier state. The clock is left alone: it shows what it shows.
///
/// A request that runs at the same time sees all data as it was before, or all as it is after.
/// Ids are part of the data: what is created after coming back has the ids that it had the first
/// time.
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
    /// Keeps all data as it is now under a name, instead of what had this name before. If the
    /// data is in memory, so is the snapshot; if it is in a file, the snapshot is in one too, in
    /// the folder beside it whose name ends in `.snapshots`.
    ///
    /// # Errors
    ///
    /// Fails if the name has anything but letters, digits, `-` and `_` or more than 64 of them,
    /// or if the snapshot cannot be written.
    pub async fn save_snapshot(&self, name: &str) -> Result<(), SnapshotError> {
        self.shared().store.save_snapshot(name.to_owned()).await
    }

    /// Makes all data what it was when the snapshot of this name was saved.
    ///
    /// # Errors
    ///
    /// Fails, and changes nothing, if there is no such snapshot or it is damaged.
    pub async fn restore_snapshot(&self, name: &str) -> Result<(), SnapshotError> {
        self.shared().store.restore_snapshot(name.to_owned()).await
    }

    /// The snapshots that there are, by name.
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
    /// Fails if there is no such snapshot, or it cannot be deleted.
    pub async fn delete_snapshot(&self, name: &str) -> Result<(), SnapshotError> {
        self.shared().store.delete_snapshot(name.to_owned()).await
    }

    /// Makes all data what a new sandbox begins with at the moment that the clock shows. Snapshots
    /// stay.
    ///
    /// # Errors
    ///
    /// Fails only if the store does.
    pub async fn reset(&self) -> Result<(), SetupError> {
        Ok(reset_data(self.shared()).await?)
    }

    /// Writes down all data, apart from clients and tokens, as a seed file has it: YAML, with
    /// which another sandbox can [begin](crate::SandboxBuilder::seed_file).
    ///
    /// # Errors
    ///
    /// Fails only if the store does.
    pub async fn export(&self) -> Result<String, SetupError> {
        Ok(export_data(self.shared()).await?)
    }
}
