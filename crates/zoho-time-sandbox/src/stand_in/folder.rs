//! The folder of the certificate authority: made for its owner alone, written all or nothing.

use std::fs;
use std::io::{self, ErrorKind, Write};
use std::path::{Path, PathBuf};

use tempfile::{NamedTempFile, PersistError};

use super::authority::AuthorityError;

/// The folder that holds the authority.
#[derive(Debug)]
pub(super) struct Folder(PathBuf);

impl Folder {
    /// Opens the folder, and makes it first if there is none.
    ///
    /// Who can write into it can have programs trust an authority of their own, so a folder that
    /// others can write into is refused.
    pub(super) fn open(path: &Path) -> Result<Self, AuthorityError> {
        make_private(path).map_err(failed("make the folder", path))?;
        let path = path
            .canonicalize()
            .map_err(failed("find the folder", path))?;
        let mode = mode(&path).map_err(failed("look at the folder", &path))?;
        if mode & 0o022 != 0 {
            return Err(AuthorityError::FolderTooOpen { path, mode });
        }
        Ok(Self(path))
    }

    pub(super) fn path(&self) -> &Path {
        &self.0
    }

    pub(super) fn path_of(&self, name: &str) -> PathBuf {
        self.0.join(name)
    }

    /// Reads a secret; nothing if there is none. One that others can read is no secret.
    pub(super) fn secret(&self, name: &str) -> Result<Option<String>, AuthorityError> {
        let path = self.path_of(name);
        let mode = match mode(&path) {
            Ok(mode) => mode,
            Err(error) if error.kind() == ErrorKind::NotFound => return Ok(None),
            Err(error) => return Err(failed("look at", &path)(error)),
        };
        if mode & 0o077 != 0 {
            return Err(AuthorityError::KeyTooOpen { path, mode });
        }
        match fs::read_to_string(&path) {
            Ok(secret) => Ok(Some(secret)),
            Err(error) if error.kind() == ErrorKind::InvalidData => Err(AuthorityError::Damaged {
                path,
                reason: "it is not text".to_owned(),
            }),
            Err(error) => Err(failed("read", &path)(error)),
        }
    }

    /// Writes a secret unless there is one already; says whether it did.
    pub(super) fn keep_secret(&self, name: &str, secret: &str) -> Result<bool, AuthorityError> {
        let path = self.path_of(name);
        // Only the owner can read a temporary file, and it keeps that as it gets its name.
        let written = self
            .write(secret)
            .and_then(|file| match file.persist_noclobber(&path) {
                Ok(_) => Ok(true),
                Err(PersistError { error, .. }) if error.kind() == ErrorKind::AlreadyExists => {
                    Ok(false)
                }
                Err(PersistError { error, .. }) => Err(error),
            });
        written.map_err(failed("write", &path))
    }

    /// Writes what everybody may read, in the place of what was there.
    pub(super) fn publish(&self, name: &str, text: &str) -> Result<(), AuthorityError> {
        let path = self.path_of(name);
        let written = self.write(text).and_then(|file| {
            make_readable(file.as_file())?;
            Ok(file.persist(&path)?)
        });
        written.map(drop).map_err(failed("write", &path))
    }

    fn write(&self, text: &str) -> io::Result<NamedTempFile> {
        let mut file = NamedTempFile::new_in(&self.0)?;
        file.write_all(text.as_bytes())?;
        file.as_file().sync_all()?;
        Ok(file)
    }
}

fn failed(action: &'static str, path: &Path) -> impl FnOnce(io::Error) -> AuthorityError {
    let path = path.to_owned();
    move |source| AuthorityError::Io {
        action,
        path,
        source,
    }
}

#[cfg(unix)]
fn make_private(path: &Path) -> io::Result<()> {
    use std::os::unix::fs::DirBuilderExt;
    fs::DirBuilder::new()
        .recursive(true)
        .mode(0o700)
        .create(path)
}

#[cfg(unix)]
fn make_readable(file: &fs::File) -> io::Result<()> {
    use std::os::unix::fs::PermissionsExt;
    file.set_permissions(fs::Permissions::from_mode(0o644))
}

#[cfg(unix)]
fn mode(path: &Path) -> io::Result<u32> {
    use std::os::unix::fs::PermissionsExt;
    Ok(fs::metadata(path)?.permissions().mode() & 0o777)
}

/// Elsewhere the folder of a user is private by what it inherits.
#[cfg(not(unix))]
fn make_private(path: &Path) -> io::Result<()> {
    fs::create_dir_all(path)
}

#[cfg(not(unix))]
fn make_readable(_: &fs::File) -> io::Result<()> {
    Ok(())
}

#[cfg(not(unix))]
fn mode(path: &Path) -> io::Result<u32> {
    fs::metadata(path).map(|_| 0o700)
}
