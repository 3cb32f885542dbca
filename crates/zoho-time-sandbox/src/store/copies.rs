//! Copies of a whole database, from file to memory or from memory to file, page by page.

use std::path::{Path, PathBuf};

use rusqlite::Connection;
use rusqlite::backup::{Backup, StepResult};
use zoho_time_files::{FileError, PrivateFile};

use super::StoreError;

/// Replaces the content of a database with that of another one, atomically: readers see all of it or nothing of
/// it.
pub(super) fn copy(from: &Connection, to: &mut Connection) -> Result<(), StoreError> {
    const ALL_PAGES: i32 = -1;
    let backup = Backup::new(from, to)?;
    match backup.step(ALL_PAGES)? {
        StepResult::Done => Ok(()),
        _ => Err(StoreError::NotCommitted(
            "another program uses the database".into(),
        )),
    }
}

/// A copy in memory.
pub(super) fn to_memory(from: &Connection) -> Result<Connection, StoreError> {
    let mut memory = Connection::open_in_memory()?;
    copy(from, &mut memory)?;
    Ok(memory)
}

/// A private copy in a file, which exists completely or not at all, even after power loss.
pub(super) fn to_file(from: &Connection, file: &Path) -> Result<(), CopyError> {
    let file = PrivateFile::in_new_folder(file)?;
    let partial = file.beside(".partial");
    partial.remove()?;
    drop(partial.make()?);
    let written = write(from, partial.path()).and_then(|()| Ok(file.take_over(&partial)?));
    if written.is_err() {
        // The rest of it is useless; if it cannot be removed, the next copy replaces it.
        let _ = partial.remove();
    }
    written
}

fn write(from: &Connection, partial: &Path) -> Result<(), CopyError> {
    let mut connection = Connection::open(partial).map_err(StoreError::from)?;
    // The file is not read before it has its name, and it is synced once as a whole.
    connection
        .pragma_update(None, "synchronous", "OFF")
        .map_err(StoreError::from)?;
    copy(from, &mut connection)?;
    // A copy is one file, without a write-ahead log.
    connection
        .pragma_update_and_check(None, "journal_mode", "delete", |_| Ok(()))
        .map_err(StoreError::from)?;
    Ok(())
}

/// Errors of a copy.
#[derive(Debug, thiserror::Error)]
pub(super) enum CopyError {
    #[error(transparent)]
    Store(#[from] StoreError),
    #[error("{}: {source}", path.display())]
    File {
        path: PathBuf,
        source: std::io::Error,
    },
}

impl From<FileError> for CopyError {
    fn from(error: FileError) -> Self {
        let path = error.path().to_owned();
        let source = match error {
            FileError::Io { source, .. } => source,
            other => std::io::Error::other(other),
        };
        Self::File { path, source }
    }
}
