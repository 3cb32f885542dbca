//! Private folders: other users cannot replace files in them.

use std::ffi::OsStr;
use std::fs;
use std::path::{Path, PathBuf};

use crate::disk_step::{self, DiskStep};
use crate::{FileError, PrivateFile, unix};

/// A folder in which other users cannot replace files: they cannot write to it, or its sticky bit is set.
#[derive(Clone, Debug)]
pub struct PrivateFolder(PathBuf);

impl PrivateFolder {
    /// Checks a folder.
    ///
    /// # Errors
    ///
    /// Fails if the folder does not exist, or other users can replace files in it.
    pub fn open(path: &Path) -> Result<Self, FileError> {
        let here = path.as_os_str().is_empty();
        let path = if here { Path::new(".") } else { path };
        let find = FileError::io("find the folder", path);
        let path = path.canonicalize().map_err(find)?;
        let metadata = fs::metadata(&path).map_err(FileError::io("inspect", &path))?;
        if !metadata.is_dir() {
            let source = std::io::ErrorKind::NotADirectory.into();
            return Err(FileError::io("use the folder", &path)(source));
        }
        if let Some(owner) = unix::foreign_folder_owner(&metadata) {
            return Err(FileError::ForeignFolder { path, owner });
        }
        let mode = unix::mode(&metadata);
        if mode & 0o022 != 0 && mode & 0o1000 == 0 {
            return Err(FileError::FolderTooOpen { path, mode });
        }
        Ok(Self(path))
    }

    /// Like [`open`](Self::open), and creates a missing folder and its parents, for their owner only.
    ///
    /// # Errors
    ///
    /// Fails if the folder cannot be created, or other users can replace files in it.
    pub fn open_or_make(path: &Path) -> Result<Self, FileError> {
        if !path.as_os_str().is_empty() && !path.is_dir() {
            disk_step::run(DiskStep::MakeFolder, path, || unix::make_folder(path))
                .map_err(FileError::io("create the folder", path))?;
        }
        Self::open(path)
    }

    /// The path of the folder, without symbolic links.
    #[must_use]
    pub fn path(&self) -> &Path {
        &self.0
    }

    /// The file with this name in the folder. It need not exist.
    #[must_use]
    pub fn file(&self, name: impl AsRef<OsStr>) -> PrivateFile {
        PrivateFile::new(self.clone(), name.as_ref().to_owned())
    }

    /// Syncs the folder to disk, so that a new or renamed file in it is durable.
    pub(crate) fn fsync(&self) -> Result<(), FileError> {
        disk_step::run(DiskStep::FsyncFolder, &self.0, || {
            unix::fsync_folder(&self.0)
        })
        .map_err(FileError::io("write", &self.0))
    }
}
