//! Files that are appended to.

use std::fs::{File, TryLockError};
use std::io::{self, Seek as _, SeekFrom};
use std::path::PathBuf;

use crate::disk_step::{self, DiskStep};
use crate::{FileError, IfShared, PrivateFile};

/// A file that is appended to, and locked while it is open. Each append is atomic and durable: it is synced to disk
/// (`fsync`) completely, or undone.
///
/// ```
/// use zoho_time_files::{AppendFile, PrivateFile};
///
/// # let folder = tempfile::tempdir()?;
/// # let path = folder.path().join("journal");
/// let mut journal = AppendFile::create(&PrivateFile::at(&path)?, b"first line\n")?;
/// journal.append(b"second line\n")?;
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug)]
pub struct AppendFile {
    file: File,
    path: PathBuf,
    /// The length of the complete content.
    length: u64,
    /// Whether an incomplete append could not be undone.
    is_broken: bool,
}

/// The reason why a file cannot be opened for appending.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum AppendError {
    /// The file is not usable.
    #[error(transparent)]
    File(#[from] FileError),
    /// The file is already open, in this program or another one.
    #[error("{} is in use by this program or another one", path.display())]
    InUse {
        /// The file.
        path: PathBuf,
    },
}

impl AppendFile {
    /// Creates a file with this content atomically.
    ///
    /// # Errors
    ///
    /// Fails if the file exists or cannot be written.
    pub fn create(at: &PrivateFile, content: &[u8]) -> Result<Self, AppendError> {
        let file = at.create(content)?;
        // A program that opens the file before this line sees the complete content.
        lock(&file, at)?;
        Ok(Self {
            file,
            path: at.path().to_owned(),
            length: content.len() as u64,
            is_broken: false,
        })
    }

    /// Opens a file; `None` if it does not exist.
    ///
    /// # Errors
    ///
    /// Fails if the file cannot be opened, is not private, or is in use.
    pub fn open(at: &PrivateFile) -> Result<Option<Self>, AppendError> {
        let Some(file) = at.open(IfShared::MakePrivate)? else {
            return Ok(None);
        };
        lock(&file, at)?;
        let length = file.metadata().map_err(at.io("inspect"))?.len();
        Ok(Some(Self {
            file,
            path: at.path().to_owned(),
            length,
            is_broken: false,
        }))
    }

    /// The file, to read it from its start.
    #[must_use]
    pub fn reader(&self) -> &File {
        &self.file
    }

    /// Truncates the file to `length` bytes.
    ///
    /// # Errors
    ///
    /// Returns the error of the operating system.
    pub fn cut(&mut self, length: u64) -> io::Result<()> {
        disk_step::run(DiskStep::Cut, &self.path, || self.file.set_len(length))?;
        (&self.file).seek(SeekFrom::Start(length))?;
        self.length = length;
        Ok(())
    }

    /// Appends `content`, and syncs it to disk.
    ///
    /// # Errors
    ///
    /// Returns the error of the operating system. An incomplete append is undone; if that fails too, all later appends
    /// fail.
    pub fn append(&mut self, content: &[u8]) -> io::Result<()> {
        if self.is_broken {
            return Err(io::Error::other(
                "an earlier append failed and could not be undone",
            ));
        }
        let written = disk_step::write(&self.file, &self.path, content);
        let written = written
            .and_then(|()| disk_step::run(DiskStep::Fsync, &self.path, || self.file.sync_data()));
        match written {
            Ok(()) => {
                self.length += content.len() as u64;
                Ok(())
            }
            Err(error) => {
                self.is_broken = self.cut(self.length).is_err();
                Err(error)
            }
        }
    }
}

fn lock(file: &File, at: &PrivateFile) -> Result<(), AppendError> {
    file.try_lock().map_err(|error| match error {
        TryLockError::WouldBlock => AppendError::InUse {
            path: at.path().to_owned(),
        },
        TryLockError::Error(source) => at.io("lock")(source).into(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::PrivateFolder;

    #[test]
    fn after_an_append_that_cannot_be_undone_all_appends_fail() {
        let path = tempfile::NamedTempFile::new().unwrap();
        let mut file = AppendFile {
            file: File::open(path.path()).unwrap(), // only to be read
            path: path.path().to_owned(),
            length: 0,
            is_broken: false,
        };
        let first = file.append(b"x").unwrap_err().to_string();
        let second = file.append(b"x").unwrap_err().to_string();
        assert!(!first.contains("earlier") && second.contains("earlier"));
    }

    #[test]
    fn a_file_is_in_use_while_it_is_open() {
        let folder = tempfile::tempdir().unwrap();
        let at = PrivateFolder::open(folder.path()).unwrap().file("a");
        assert!(AppendFile::open(&at).unwrap().is_none());
        let mut file = AppendFile::create(&at, b"one").unwrap();
        file.append(b" two").unwrap();
        for used in [AppendFile::open(&at), AppendFile::open(&at)] {
            assert!(matches!(used, Err(AppendError::InUse { .. })));
        }
        assert!(AppendFile::create(&at, b"x").is_err());
        drop(file);
        assert!(AppendFile::open(&at).unwrap().is_some());
        assert_eq!(std::fs::read(at.path()).unwrap(), b"one two");
    }
}
