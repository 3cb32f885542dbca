//! Errors of token stores.

use std::error::Error as StdError;
use std::fmt;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use zoho_time_files::FileError;

/// Why a token store could not load or save tokens.
///
/// No message contains anything from the store, not even the part that could not be parsed.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub enum TokenStoreError {
    /// The operating system reported an error.
    Io {
        /// What was tried, such as `read`.
        action: &'static str,
        /// The file.
        path: PathBuf,
        /// The error of the operating system.
        source: Arc<io::Error>,
    },
    /// Other users may read or change the file, and may have read it already.
    TooOpen {
        /// The file.
        path: PathBuf,
        /// Its permission bits.
        mode: u32,
    },
    /// The file or its folder is not private: it is a symbolic link, a FIFO or a device, belongs to another
    /// user, or other users can replace it.
    NotPrivate {
        /// The file or folder.
        path: PathBuf,
        /// What is wrong with it, and what to do.
        reason: String,
    },
    /// The file is not a token file, or is damaged.
    UnknownForm {
        /// The file.
        path: PathBuf,
        /// The line of the syntax error, counted from 1.
        line: usize,
        /// The column of the syntax error, counted from 1.
        column: usize,
    },
    /// The file was written by a later version of this crate.
    UnknownVersion {
        /// The file.
        path: PathBuf,
        /// The version of its format.
        version: u64,
        /// The version that this crate supports.
        known: u64,
    },
    /// Another process held the lock for the whole time.
    Busy {
        /// The lock file.
        path: PathBuf,
        /// How long this process waited.
        waited: Duration,
    },
    /// A later version of this crate wrote the record.
    NewerRecord {
        /// The version of its format.
        version: u64,
        /// The version that this crate supports.
        known: u64,
    },
    /// The text was not written by [`TokenRecord::to_json`](super::TokenRecord::to_json).
    UnknownRecord {
        /// The line of the syntax error, counted from 1.
        line: usize,
        /// The column of the syntax error, counted from 1.
        column: usize,
    },
    /// The store panicked.
    Panicked {
        /// The operation, such as `load`.
        action: &'static str,
    },
    /// The store did not return in time.
    NoAnswer {
        /// The operation, such as `load`.
        action: &'static str,
        /// How long the client waited.
        waited: Duration,
    },
    /// The error of a store that is not part of this crate. It must not contain a secret.
    Other(Arc<dyn StdError + Send + Sync>),
}

impl fmt::Display for TokenStoreError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Io {
                action,
                path,
                source,
            } => write!(f, "cannot {action} {}: {source}", path.display()),
            Self::TooOpen { path, mode } => write!(
                f,
                "other users can access {} (mode {mode:03o}): run `chmod 600` on it, and consider signing in \
                 again",
                path.display()
            ),
            Self::NotPrivate { reason, .. } => f.write_str(reason),
            Self::UnknownForm { path, line, column } => write!(
                f,
                "{} is not a token file, or is damaged (line {line}, column {column}): use another file, or \
                 move this one away and sign in again",
                path.display()
            ),
            Self::UnknownVersion {
                path,
                version,
                known,
            } => write!(
                f,
                "{} has format version {version}, and this program supports version {known} only: update the \
                 program, or use another file",
                path.display()
            ),
            Self::Busy { path, waited } => write!(
                f,
                "another process held the lock {} for {} s: check for a process that hangs",
                path.display(),
                waited.as_secs()
            ),
            Self::NewerRecord { version, known } => write!(
                f,
                "the token record has format version {version}, and this program supports version {known} \
                 only: update the program, or sign in again"
            ),
            Self::UnknownRecord { line, column } => write!(
                f,
                "the token record is malformed (line {line}, column {column}): sign in again"
            ),
            Self::Panicked { action } => write!(f, "it panicked in `{action}`"),
            Self::NoAnswer { action, waited } => write!(
                f,
                "it did not return from `{action}` within {} s",
                waited.as_secs()
            ),
            Self::Other(error) => error.fmt(f),
        }
    }
}

impl StdError for TokenStoreError {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        match self {
            Self::Io { source, .. } => source.source(),
            Self::Other(error) => error.source(),
            _ => None,
        }
    }
}

impl TokenStoreError {
    /// The error of a store that is not part of this crate. It must not contain a secret.
    pub fn other(error: impl Into<Box<dyn StdError + Send + Sync>>) -> Self {
        Self::Other(Arc::from(error.into()))
    }

    pub(super) fn io(action: &'static str, path: &Path) -> impl FnOnce(io::Error) -> Self {
        let path = path.to_owned();
        move |source| Self::Io {
            action,
            path,
            source: Arc::new(source),
        }
    }
}

impl From<FileError> for TokenStoreError {
    fn from(error: FileError) -> Self {
        let reason = error.to_string();
        match error {
            FileError::Io {
                action,
                path,
                source,
            } => Self::Io {
                action,
                path,
                source: Arc::new(source),
            },
            FileError::FileTooOpen { path, mode } => Self::TooOpen { path, mode },
            other => Self::NotPrivate {
                path: other.path().to_owned(),
                reason,
            },
        }
    }
}
