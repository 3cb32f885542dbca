//! Named copies of all data.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, MutexGuard, PoisonError};

use rusqlite::Connection;

use super::copies::{self, CopyError};
use super::database::{Database, OpenError};
use super::integrity::Depth;
use super::{Location, StoreError};

/// File extension of a snapshot.
const EXTENSION: &str = "db";
/// Maximum length of a snapshot's name.
const NAME_LIMIT: usize = 64;

/// A snapshot in a list.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Snapshot {
    /// Its name.
    pub name: String,
    /// Its size in memory or on the disk.
    pub bytes: u64,
}

/// Errors of snapshots.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum SnapshotError {
    /// The name is invalid.
    #[error(
        "{0:?} is not a valid snapshot name; use up to {NAME_LIMIT} letters, digits, `-` and `_`"
    )]
    InvalidName(String),
    /// The snapshot does not exist.
    #[error("there is no snapshot {name:?}; {}", present(.known))]
    NotFound {
        /// The requested name.
        name: String,
        /// The existing names.
        known: Vec<String>,
    },
    /// A file or folder of the snapshots cannot be used.
    #[error("cannot use {}: {source}", .path.display())]
    File {
        /// The file or folder.
        path: PathBuf,
        /// The system's error.
        source: std::io::Error,
    },
    /// The file is not a snapshot, or it is damaged or too new.
    #[error(transparent)]
    Unusable(#[from] OpenError),
    /// The data could not be copied. It is unchanged.
    #[error("the data could not be copied: {0}")]
    Copy(#[source] Box<dyn std::error::Error + Send + Sync>),
}

fn present(known: &[String]) -> String {
    if known.is_empty() {
        "there are none yet".into()
    } else {
        format!("there are {}", known.join(", "))
    }
}

impl From<StoreError> for SnapshotError {
    fn from(error: StoreError) -> Self {
        Self::Copy(error.into())
    }
}

impl From<CopyError> for SnapshotError {
    fn from(error: CopyError) -> Self {
        match error {
            CopyError::Store(error) => error.into(),
            CopyError::File { path, source } => Self::File { path, source },
        }
    }
}

/// The snapshots of one store: in memory if its data is, or else in a folder next to its file.
#[derive(Debug)]
pub(super) enum Snapshots {
    Memory(Mutex<BTreeMap<String, Connection>>),
    Folder(PathBuf),
}

impl Snapshots {
    pub(super) fn of(location: &Location) -> Self {
        match location {
            Location::Memory => Self::Memory(Mutex::default()),
            Location::File(path) => {
                let mut folder = path.clone().into_os_string();
                folder.push(".snapshots");
                Self::Folder(folder.into())
            }
        }
    }

    /// Saves the current data under this name, replacing a previous snapshot.
    pub(super) fn save(&self, name: &str, live: &Connection) -> Result<(), SnapshotError> {
        check_name(name)?;
        match self {
            Self::Memory(copies) => {
                let copy = copies::to_memory(live)?;
                lock(copies).insert(name.to_owned(), copy);
            }
            Self::Folder(folder) => copies::to_file(live, &file(folder, name))?,
        }
        Ok(())
    }

    /// Restores the data of a snapshot.
    pub(super) fn restore(&self, name: &str, live: &mut Connection) -> Result<(), SnapshotError> {
        check_name(name)?;
        match self {
            Self::Memory(copies) => {
                let copies = lock(copies);
                let copy = copies.get(name);
                let copy = copy.ok_or_else(|| not_found(name, copies.keys().cloned().collect()))?;
                copies::copy(copy, live)?;
            }
            Self::Folder(folder) => {
                let file = file(folder, name);
                if !file.is_file() {
                    return Err(self.not_found(name));
                }
                let copy = Database::at(file).open_existing(Depth::Quick)?;
                copies::copy(&copy, live)?;
            }
        }
        Ok(())
    }

    /// All of them, by name.
    pub(super) fn list(&self) -> Result<Vec<Snapshot>, SnapshotError> {
        match self {
            Self::Memory(copies) => {
                let copies = lock(copies);
                let snapshots = copies.iter().map(|(name, copy)| {
                    Ok(Snapshot {
                        name: name.clone(),
                        bytes: size(copy).map_err(StoreError::from)?,
                    })
                });
                snapshots.collect()
            }
            Self::Folder(folder) => list_folder(folder).map_err(|source| SnapshotError::File {
                path: folder.clone(),
                source,
            }),
        }
    }

    /// Deletes one.
    pub(super) fn delete(&self, name: &str) -> Result<(), SnapshotError> {
        check_name(name)?;
        let deleted = match self {
            Self::Memory(copies) => lock(copies).remove(name).is_some(),
            Self::Folder(folder) => {
                let path = file(folder, name);
                match fs::remove_file(&path) {
                    Ok(()) => true,
                    Err(error) if error.kind() == std::io::ErrorKind::NotFound => false,
                    Err(source) => return Err(SnapshotError::File { path, source }),
                }
            }
        };
        if deleted {
            Ok(())
        } else {
            Err(self.not_found(name))
        }
    }

    fn not_found(&self, name: &str) -> SnapshotError {
        let known = self.list().unwrap_or_default();
        not_found(name, known.into_iter().map(|known| known.name).collect())
    }
}

fn not_found(name: &str, known: Vec<String>) -> SnapshotError {
    SnapshotError::NotFound {
        name: name.to_owned(),
        known,
    }
}

fn lock(
    copies: &Mutex<BTreeMap<String, Connection>>,
) -> MutexGuard<'_, BTreeMap<String, Connection>> {
    // No code that holds the lock can leave the map inconsistent.
    copies.lock().unwrap_or_else(PoisonError::into_inner)
}

fn file(folder: &Path, name: &str) -> PathBuf {
    folder.join(name).with_extension(EXTENSION)
}

fn size(copy: &Connection) -> rusqlite::Result<u64> {
    let number = |name| copy.pragma_query_value(None, name, |row| row.get::<_, i64>(0));
    let bytes = number("page_count")?.saturating_mul(number("page_size")?);
    Ok(bytes.unsigned_abs())
}

fn list_folder(folder: &Path) -> std::io::Result<Vec<Snapshot>> {
    let entries = match fs::read_dir(folder) {
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(Vec::new()),
        entries => entries?,
    };
    let mut snapshots = Vec::new();
    for entry in entries {
        let entry = entry?;
        let path = entry.path();
        let name = path.file_stem().and_then(|name| name.to_str());
        let is_one = path.extension().is_some_and(|end| end == EXTENSION);
        if let (true, Some(name)) = (is_one, name) {
            snapshots.push(Snapshot {
                name: name.to_owned(),
                bytes: entry.metadata()?.len(),
            });
        }
    }
    snapshots.sort_by(|one, other| one.name.cmp(&other.name));
    Ok(snapshots)
}

/// A name becomes the name of a file, so it must not contain a path.
fn check_name(name: &str) -> Result<(), SnapshotError> {
    let allowed = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_');
    let fits = (1..=NAME_LIMIT).contains(&name.len()) && name.bytes().all(allowed);
    fits.then_some(())
        .ok_or_else(|| SnapshotError::InvalidName(name.to_owned()))
}
