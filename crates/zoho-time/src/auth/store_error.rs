//! Why a token store failed.

use std::error::Error as StdError;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use zoho_time_files::FileError;

/// Why tokens could not be read from a store or be kept in it.
///
/// Nothing of what is in the store is shown: not even the bit that could not be read.
#[derive(Clone, Debug, thiserror::Error)]
#[non_exhaustive]
pub enum TokenStoreError {
    /// The system refused.
    #[error("cannot {action} {path}: {source}", path = path.display())]
    Io {
        /// What was tried, such as `read`.
        action: &'static str,
        /// The file.
        path: PathBuf,
        /// What the system said.
        source: Arc<io::Error>,
    },
    /// Others than the owner may read or change the file. It may have been read already.
    #[error(
        "{path} may be used by others than its owner (mode {mode:03o}): run `chmod 600` on it, and think \
         about signing in anew",
        path = path.display()
    )]
    TooOpen {
        /// The file.
        path: PathBuf,
        /// Its permission bits.
        mode: u32,
    },
    /// The file or its folder is not for its owner alone: it is a symbolic link, a FIFO or a device, belongs
    /// to another user, or others can replace it.
    #[error("{reason}")]
    NotPrivate {
        /// The file or folder.
        path: PathBuf,
        /// What is wrong with it, and what to do.
        reason: String,
    },
    /// The file is something else, or was changed by hand.
    #[error(
        "{path} is no file of tokens, or was damaged (line {line}, column {column}): name another file, \
         or move it away and sign in anew",
        path = path.display()
    )]
    UnknownForm {
        /// The file.
        path: PathBuf,
        /// Where reading it failed.
        line: usize,
        /// Where in that line.
        column: usize,
    },
    /// The file was written by a later version of this crate.
    #[error(
        "{path} has version {version} of the form, and this program knows version {known} only: update \
         it, or name another file",
        path = path.display()
    )]
    UnknownVersion {
        /// The file.
        path: PathBuf,
        /// Its version.
        version: u64,
        /// The version that is known here.
        known: u64,
    },
    /// Somebody else has locked the store all the time.
    #[error(
        "{path} was locked by another process for {} s: is there one that hangs?",
        waited.as_secs(),
        path = path.display()
    )]
    Busy {
        /// The lock file.
        path: PathBuf,
        /// How long it was waited for.
        waited: Duration,
    },
    /// A record that a later version of this crate wrote.
    #[error(
        "the record of a sign-in has version {version}, and this program knows version {known} only: update \
         it, or sign in with it again"
    )]
    NewerRecord {
        /// Its version.
        version: u64,
        /// The version that is known here.
        known: u64,
    },
    /// A record that [`TokenRecord::to_json`](super::TokenRecord::to_json) did not write.
    #[error("the record of a sign-in cannot be read (line {line}, column {column})")]
    UnknownRecord {
        /// Where reading it failed.
        line: usize,
        /// Where in that line.
        column: usize,
    },
    /// The store panicked.
    #[error("it panicked while it was to {action} tokens")]
    Panicked {
        /// The operation, such as `load`.
        action: &'static str,
    },
    /// The store did not answer.
    #[error("it did not {action} tokens within {} s", waited.as_secs())]
    NoAnswer {
        /// The operation, such as `load`.
        action: &'static str,
        /// How long it was waited for.
        waited: Duration,
    },
    /// A store of another kind failed. Take care that the error holds no secret.
    #[error("{0}")]
    Other(#[source] Arc<dyn StdError + Send + Sync>),
}

impl TokenStoreError {
    /// The failure of a store of another kind.
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
