//! File errors.

use std::error::Error as StdError;
use std::fmt;
use std::io;
use std::path::{Path, PathBuf};

/// The reason why a file or folder is not used. The message contains nothing of the file's content.
///
/// ```
/// use zoho_time_files::{FileError, PrivateFile};
///
/// let error = PrivateFile::at("/no/such/folder/key".as_ref()).unwrap_err();
/// assert!(error.is_not_found());
/// assert!(matches!(error, FileError::Io { .. }));
/// ```
#[derive(Debug)]
#[non_exhaustive]
pub enum FileError {
    /// The operating system reported an error.
    Io {
        /// The attempted action, such as `read`.
        action: &'static str,
        /// The file or folder.
        path: PathBuf,
        /// The error of the operating system.
        source: io::Error,
    },
    /// The path is a symbolic link, which another user may have created.
    Link {
        /// The link.
        path: PathBuf,
    },
    /// The path is not a regular file.
    NotAFile {
        /// The path.
        path: PathBuf,
        /// The kind of file, such as `a FIFO`.
        kind: &'static str,
    },
    /// The file belongs to another user.
    ForeignFile {
        /// The file.
        path: PathBuf,
        /// The user id of its owner.
        owner: u32,
    },
    /// Other users can read or change the file.
    FileTooOpen {
        /// The file.
        path: PathBuf,
        /// Its permission bits.
        mode: u32,
    },
    /// Other users can replace files in the folder.
    FolderTooOpen {
        /// The folder.
        path: PathBuf,
        /// Its permission bits.
        mode: u32,
    },
    /// The folder belongs to another user, who can replace files in it.
    ForeignFolder {
        /// The folder.
        path: PathBuf,
        /// The user id of its owner.
        owner: u32,
    },
}

impl fmt::Display for FileError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let path = self.path().display();
        match self {
            Self::Io { action, source, .. } => write!(f, "cannot {action} {path}: {source}"),
            Self::Link { .. } => write!(
                f,
                "{path} is a symbolic link: use the path of the file itself"
            ),
            Self::NotAFile { kind, .. } => {
                write!(f, "{path} is {kind}, not a file: use another path")
            }
            Self::ForeignFile { owner, .. } => write!(
                f,
                "{path} belongs to another user (uid {owner}): use another file"
            ),
            Self::FileTooOpen { mode, .. } => write!(
                f,
                "other users can access {path} (mode {mode:03o}): run `chmod 600` on it"
            ),
            Self::FolderTooOpen { mode, .. } => write!(
                f,
                "other users can replace files in {path} (mode {mode:04o}): check its content and run \
                 `chmod go-w` on it, or use a file in another folder"
            ),
            Self::ForeignFolder { owner, .. } => write!(
                f,
                "the folder {path} belongs to another user (uid {owner}): use a file in another folder"
            ),
        }
    }
}

impl StdError for FileError {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        match self {
            Self::Io { source, .. } => source.source(),
            _ => None,
        }
    }
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

    /// Whether the file or folder does not exist.
    #[must_use]
    pub fn is_not_found(&self) -> bool {
        matches!(self, Self::Io { source, .. } if source.kind() == io::ErrorKind::NotFound)
    }

    /// Whether the file exists already.
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::AppendError;

    #[test]
    fn no_chain_repeats_the_error_of_the_system() {
        let file = || FileError::io("read", Path::new("key"))(io::Error::other("disk full"));
        let errors: [Box<dyn StdError>; 2] =
            [Box::new(file()), Box::new(AppendError::from(file()))];
        for error in errors {
            assert_eq!(error.to_string(), "cannot read key: disk full");
            assert!(error.source().is_none());
        }
    }
}
