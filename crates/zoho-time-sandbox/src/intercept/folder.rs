//! The private folder of the certificate authority, written atomically.

use std::path::{Path, PathBuf};

use zoho_time_files::{FileError, IfShared, PrivateFolder, Writers};

use super::authority::AuthorityError;

/// The folder that holds the authority.
#[derive(Debug)]
pub(super) struct Folder(PrivateFolder);

impl Folder {
    /// Opens the folder; creates it if necessary.
    ///
    /// A user who can write to it can make programs trust another authority, so a folder that others can write
    /// to is rejected, even if it is sticky.
    pub(super) fn open(path: &Path) -> Result<Self, AuthorityError> {
        let folder = PrivateFolder::open_or_make(path)?;
        let path = folder.path();
        let mode = mode(path).map_err(|source| AuthorityError::Io {
            action: "access the folder",
            path: path.to_owned(),
            source,
        })?;
        if mode & 0o022 != 0 {
            let path = path.to_owned();
            return Err(AuthorityError::FolderTooOpen { path, mode });
        }
        Ok(Self(folder))
    }

    pub(super) fn path(&self) -> &Path {
        self.0.path()
    }

    pub(super) fn path_of(&self, name: &str) -> PathBuf {
        self.path().join(name)
    }

    /// Reads a secret; `None` if there is none. Fails if others can read it.
    pub(super) fn secret(&self, name: &str) -> Result<Option<String>, AuthorityError> {
        let Some(secret) = self.0.file(name).read(IfShared::Refuse)? else {
            return Ok(None);
        };
        let secret = String::from_utf8(secret).map_err(|_| AuthorityError::Damaged {
            path: self.path_of(name),
            reason: "it is not text".to_owned(),
        })?;
        Ok(Some(secret))
    }

    /// Writes a secret unless there is one already; returns whether it did.
    pub(super) fn keep_secret(&self, name: &str, secret: &str) -> Result<bool, AuthorityError> {
        match self.0.file(name).create(secret.as_bytes()) {
            Ok(_) => Ok(true),
            Err(error) if error.is_already_there() => Ok(false),
            Err(error) => Err(error.into()),
        }
    }

    /// Writes public content, replacing the previous one.
    pub(super) fn publish(&self, name: &str, text: &str) -> Result<(), AuthorityError> {
        let file = self.0.file(name);
        Ok(file.publish(text.as_bytes(), Writers::Many)?)
    }
}

impl From<FileError> for AuthorityError {
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
                source,
            },
            FileError::FolderTooOpen { path, mode } => Self::FolderTooOpen { path, mode },
            FileError::FileTooOpen { path, mode } => Self::KeyTooOpen { path, mode },
            other => Self::NotPrivate {
                path: other.path().to_owned(),
                reason,
            },
        }
    }
}

#[cfg(unix)]
fn mode(path: &Path) -> std::io::Result<u32> {
    use std::os::unix::fs::PermissionsExt;
    Ok(std::fs::metadata(path)?.permissions().mode() & 0o7777)
}

/// On other systems, a user's folder is private by inheritance.
#[cfg(not(unix))]
fn mode(path: &Path) -> std::io::Result<u32> {
    std::fs::metadata(path).map(|_| 0o700)
}
