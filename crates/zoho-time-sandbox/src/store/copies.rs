//! Copying a whole database: from file to memory, from memory to file, page by page.

use std::fs::{self, File};
use std::path::{Path, PathBuf};

use rusqlite::Connection;
use rusqlite::backup::{Backup, StepResult};

use super::StoreError;

/// Makes everything in one database the same as in another one: in one step, so that whoever
/// reads from it sees all of it or nothing of it.
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

/// A copy in a file, which is there as a whole or not at all, also if the power fails.
pub(super) fn to_file(from: &Connection, file: &Path) -> Result<(), CopyError> {
    let folder = file.parent().unwrap_or(Path::new("."));
    fs::create_dir_all(folder).map_err(|error| CopyError::file(folder, error))?;
    let partial = file.with_extension("partial");
    if let Err(error) = fs::remove_file(&partial)
        && error.kind() != std::io::ErrorKind::NotFound
    {
        return Err(CopyError::file(&partial, error));
    }
    let written = write(from, &partial).and_then(|()| {
        fs::rename(&partial, file).map_err(|error| CopyError::file(file, error))?;
        sync_folder(folder)
    });
    if written.is_err() {
        // What is left of it is of no use; if it cannot be removed, the next copy replaces it.
        let _ = fs::remove_file(&partial);
    }
    written
}

fn write(from: &Connection, partial: &Path) -> Result<(), CopyError> {
    let mut connection = Connection::open(partial).map_err(StoreError::from)?;
    // Nobody reads the file before it has its name, and it is synced once as a whole.
    connection
        .pragma_update(None, "synchronous", "OFF")
        .map_err(StoreError::from)?;
    copy(from, &mut connection)?;
    // A copy is one file, without a log beside it.
    connection
        .pragma_update_and_check(None, "journal_mode", "delete", |_| Ok(()))
        .map_err(StoreError::from)?;
    drop(connection);
    File::open(partial)
        .and_then(|file| file.sync_all())
        .map_err(|error| CopyError::file(partial, error))
}

/// Makes a new name in a folder outlive power loss.
#[cfg(unix)]
pub(super) fn sync_folder(folder: &Path) -> Result<(), CopyError> {
    File::open(folder)
        .and_then(|folder| folder.sync_all())
        .map_err(|error| CopyError::file(folder, error))
}

/// Other systems do not let a folder be synced.
#[cfg(not(unix))]
pub(super) fn sync_folder(_folder: &Path) -> Result<(), CopyError> {
    Ok(())
}

/// Why a copy could not be made.
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

impl CopyError {
    pub(super) fn file(path: &Path, source: std::io::Error) -> Self {
        Self::File {
            path: path.to_owned(),
            source,
        }
    }
}
