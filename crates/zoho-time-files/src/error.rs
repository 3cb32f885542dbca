//! Why a file is not used.

use std::io;
use std::path::{Path, PathBuf};

/// Why a file or folder is not used. Nothing of its content is shown.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum FileError {
    /// The system refused.
    #[error("cannot {action} {}: {source}", path.display())]
    Io {
        /// What was tried, such as `read`.
        action: &'static str,
        /// The file or folder.
        path: PathBuf,
        /// The error of the system.
        source: io::Error,
    },
    /// The name is that of a symbolic link, which others may have put there.
    #[error("{} is a symbolic link: name the file itself", path.display())]
    Link {
        /// The link.
        path: PathBuf,
    },
    /// The name is not that of a file.
    #[error("{} is {kind}, not a file: name another file", path.display())]
    NotAFile {
        /// Its name.
        path: PathBuf,
        /// What it is, such as `a FIFO`.
        kind: &'static str,
    },
    /// The file belongs to another user.
    #[error("{} belongs to another user (uid {owner}): name another file", path.display())]
    ForeignFile {
        /// The file.
        path: PathBuf,
        /// The id of its owner.
        owner: u32,
    },
    /// Other users may read or change the file.
    #[error(
        "{} may be used by others than its owner (mode {mode:03o}): run `chmod 600` on it",
        path.display()
    )]
    FileTooOpen {
        /// The file.
        path: PathBuf,
        /// Its permission bits.
        mode: u32,
    },
    /// Other users can replace what is in the folder.
    #[error(
        "others than you can replace files in {} (mode {mode:04o}): check what is in it and run `chmod go-w` \
         on it, or name a file in another folder",
        path.display()
    )]
    FolderTooOpen {
        /// The folder.
        path: PathBuf,
        /// Its permission bits.
        mode: u32,
    },
    /// The folder belongs to another user, who can replace what is in it.
    #[error(
        "the folder {} belongs to another user (uid {owner}): name a file in another folder",
        path.display()
    )]
    ForeignFolder {
        /// The folder.
        path: PathBuf,
        /// The id of its owner.
        owner: u32,
    },
}

impl FileError {
    /// The file or folder.
    #[must_use]
    pub fn path(&self) -> &Path {
        match self {
            Self::Io { path, .. }
            | Self::Link { path }
            | Self::NotAFile { path, .. }
            | Self::ForeignFile { path, .. }
            | Self::FileTooOpen { path, .. }
            | Self::FolderTooOpen { path, .. }
            | Self::ForeignFolder { path, .. } => path,
        }
    }

    /// Whether there is no such file or folder.
    #[must_use]
    pub fn is_not_found(&self) -> bool {
        matches!(self, Self::Io { source, .. } if source.kind() == io::ErrorKind::NotFound)
    }

    /// Whether there is such a file already.
    #[must_use]
    pub fn is_already_there(&self) -> bool {
        matches!(self, Self::Io { source, .. } if source.kind() == io::ErrorKind::AlreadyExists)
    }

    pub(crate) fn io(action: &'static str, path: &Path) -> impl FnOnce(io::Error) -> Self + use<> {
        let path = path.to_owned();
        move |source| Self::Io {
            action,
            path,
            source,
        }
    }
}
