//! Storage of all data.
//!
//! This folder is the only place with SQL. Callers get a [`Transaction`], which reads and writes what belongs
//! to no organization, or a [`Ledger`] opened in it, every query of which is bound to one organization.
//!
//! [`Store`] runs transactions: writes sequentially on one thread, which commits those that are waiting
//! together; reads in parallel, on separate connections and on the caller's thread, if the data is in a file.

mod accounts;
mod assignments;
mod browse;
mod browse_tables;
mod clients;
mod comments;
mod consents;
mod copies;
mod custom_fields;
mod database;
mod flusher;
mod integrity;
mod invoices;
mod ledger;
mod listings;
mod organizations;
mod project_users;
mod projects;
mod readers;
mod rows;
mod secrets;
mod selection;
mod snapshots;
mod tasks;
#[cfg(test)]
mod tests;
mod time_entries;
mod token_limits;
mod transaction;
mod whole;
mod worked;
mod writer;

use std::path::PathBuf;
use std::sync::Arc;

use tokio::sync::oneshot;

pub(crate) use self::accounts::{
    AccessToken, AuthorizationCode, Grant, RedeemedCode, RefreshToken,
};
pub(crate) use self::browse::Table;
pub(crate) use self::consents::{AccessRequest, AccountNames};
pub use self::database::{Durability, OpenError, check_database};
pub(crate) use self::invoices::InvoiceSort;
pub(crate) use self::ledger::Ledger;
pub(crate) use self::listings::NamedOrganization;
pub(crate) use self::organizations::{NewCustomer, NewOrganization, NewUser};
pub(crate) use self::project_users::Membership;
pub(crate) use self::projects::{ProjectFilter, ProjectSort};
pub(crate) use self::selection::{Page, Selection, Sort};
pub use self::snapshots::{Snapshot, SnapshotError};
pub(crate) use self::tasks::TaskSort;
pub(crate) use self::time_entries::{EntryFilter, EntrySort};
pub(crate) use self::transaction::Transaction;

use self::database::Database;
use self::readers::Readers;
use self::snapshots::Snapshots;
use self::writer::{Job, Writer};

/// Location of the data.
#[derive(Debug, Clone, Default)]
pub(crate) enum Location {
    /// In memory, lost when the sandbox stops.
    #[default]
    Memory,
    /// In a file.
    File(PathBuf),
}

/// The store failed; never the client's fault.
#[derive(Debug, thiserror::Error)]
pub(crate) enum StoreError {
    /// The database failed.
    #[error(transparent)]
    Database(#[from] rusqlite::Error),
    /// The transaction that the work was part of could not be committed.
    #[error("the transaction was not committed: {0}")]
    NotCommitted(String),
    /// No connection for reading is available.
    #[error(transparent)]
    NoConnection(#[from] OpenError),
    /// The work did not finish.
    #[error("the work on the store was aborted")]
    BrokenOff,
    /// The system provides no random numbers.
    #[error("no random numbers: {0}")]
    Random(String),
}

/// The data of a sandbox, and its writer thread.
#[derive(Debug)]
pub(crate) struct Store {
    writer: Writer,
    /// `None` for data in memory, which only the writer's connection sees.
    readers: Option<Readers>,
    snapshots: Arc<Snapshots>,
}

impl Store {
    /// Opens the data.
    pub(crate) fn open(location: &Location, durability: Durability) -> Result<Self, OpenError> {
        let database = Database::new(location, durability);
        let connection = database.open_writer()?;
        let writer = Writer::start(connection, database.commits()?)?;
        let readers = match location {
            Location::Memory => None,
            Location::File(_) => Some(Readers::start(&database)?),
        };
        Ok(Self {
            writer,
            readers,
            snapshots: Arc::new(Snapshots::of(location)),
        })
    }

    /// Runs read-only work.
    pub(crate) async fn read<T, E>(
        &self,
        work: impl FnOnce(&Transaction<'_>) -> Result<T, E> + Send + 'static,
    ) -> Result<T, E>
    where
        T: Send + 'static,
        E: From<StoreError> + Send + 'static,
    {
        if let Some(readers) = &self.readers {
            return readers.run(work);
        }
        let (job, answer) = job(work);
        self.writer.submit_read(job);
        settle(answer).await
    }

    /// Runs work that changes the data: completely and durably if it succeeds, not at all if it fails.
    pub(crate) async fn write<T, E>(
        &self,
        work: impl FnOnce(&Transaction<'_>) -> Result<T, E> + Send + 'static,
    ) -> Result<T, E>
    where
        T: Send + 'static,
        E: From<StoreError> + Send + 'static,
    {
        let (job, answer) = job(work);
        self.writer.submit_write(job);
        settle(answer).await
    }
}

async fn settle<T, E: From<StoreError>>(answer: oneshot::Receiver<Result<T, E>>) -> Result<T, E> {
    answer.await.unwrap_or(Err(StoreError::BrokenOff.into()))
}

/// Work in the form that the threads use, and the receiver of its result.
fn job<T, E, W>(work: W) -> (Box<dyn Job>, oneshot::Receiver<Result<T, E>>)
where
    T: Send + 'static,
    E: From<StoreError> + Send + 'static,
    W: FnOnce(&Transaction<'_>) -> Result<T, E> + Send + 'static,
{
    let (sender, receiver) = oneshot::channel();
    (Box::new(writer::Work::new(work, sender)), receiver)
}
