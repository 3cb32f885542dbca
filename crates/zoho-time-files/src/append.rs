//! Files that are appended to.

use std::fs::{File, TryLockError};
use std::io::{self, Seek as _, SeekFrom};
use std::path::PathBuf;

use crate::disk_step::{self, DiskStep};
use crate::{FileError, IfShared, PrivateFile};

/// A file that is appended to, and locked while it is open. What is appended is on the disk afterwards, all
/// of it or nothing.
#[derive(Debug)]
pub struct AppendFile {
    file: File,
    path: PathBuf,
    /// How long the file is as far as everything in it is whole.
    length: u64,
    /// Whether the rest of something that could not be written is in the way.
    is_broken: bool,
}

/// Why a file cannot be appended to.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum AppendError {
    /// It cannot be used.
    #[error(transparent)]
    File(#[from] FileError),
    /// It is open already, in this program or another one.
    #[error("{} is in use", path.display())]
    InUse {
        /// The file.
        path: PathBuf,
    },
}

impl AppendFile {
    /// Makes a file with this content, all or nothing.
    ///
    /// # Errors
    ///
    /// Fails if it is there already or cannot be written.
    pub fn create(at: &PrivateFile, content: &[u8]) -> Result<Self, AppendError> {
        let file = at.create(content)?;
        // A program that opens it at this moment has all of the content.
        lock(&file, at)?;
        Ok(Self {
            file,
            path: at.path().to_owned(),
            length: content.len() as u64,
            is_broken: false,
        })
    }

    /// Opens a file; nothing if it is not there.
    ///
    /// # Errors
    ///
    /// Fails if it cannot be opened, is not a private file, or is in use.
    pub fn open(at: &PrivateFile) -> Result<Option<Self>, AppendError> {
        let Some(file) = at.open(IfShared::MakePrivate)? else {
            return Ok(None);
        };
        lock(&file, at)?;
        let length = file.metadata().map_err(at.io("look at"))?.len();
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

    /// Cuts off what follows, and appends there from now on.
    ///
    /// # Errors
    ///
    /// Returns the error of the system.
    pub fn cut(&mut self, length: u64) -> io::Result<()> {
        disk_step::run(DiskStep::Cut, &self.path, || self.file.set_len(length))?;
        (&self.file).seek(SeekFrom::Start(length))?;
        self.length = length;
        Ok(())
    }

    /// Appends something, and forces it to the disk.
    ///
    /// # Errors
    ///
    /// Returns the error of the system. What was written is taken back; if that fails too, nothing more can
    /// be appended.
    pub fn append(&mut self, content: &[u8]) -> io::Result<()> {
        if self.is_broken {
            return Err(io::Error::other("an earlier step could not be kept"));
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
    fn after_something_that_cannot_be_taken_back_nothing_is_kept() {
        let path = tempfile::NamedTempFile::new().unwrap();
        let mut kept = AppendFile {
            file: File::open(path.path()).unwrap(), // only to be read
            path: path.path().to_owned(),
            length: 0,
            is_broken: false,
        };
        let first = kept.append(b"x").unwrap_err().to_string();
        let second = kept.append(b"x").unwrap_err().to_string();
        assert!(!first.contains("earlier") && second.contains("earlier"));
    }

    #[test]
    fn a_file_is_in_use_while_it_is_open() {
        let folder = tempfile::tempdir().unwrap();
        let at = PrivateFolder::open(folder.path()).unwrap().file("a");
        assert!(AppendFile::open(&at).unwrap().is_none());
        let mut kept = AppendFile::create(&at, b"one").unwrap();
        kept.append(b" two").unwrap();
        for used in [AppendFile::open(&at), AppendFile::open(&at)] {
            assert!(matches!(used, Err(AppendError::InUse { .. })));
        }
        assert!(AppendFile::create(&at, b"x").is_err());
        drop(kept);
        assert!(AppendFile::open(&at).unwrap().is_some());
        assert_eq!(std::fs::read(at.path()).unwrap(), b"one two");
    }
}
