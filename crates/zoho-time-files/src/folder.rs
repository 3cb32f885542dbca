//! Folders in which other users cannot replace files.

use std::ffi::OsStr;
use std::fs;
use std::path::{Path, PathBuf};

use crate::disk_step::{self, DiskStep};
use crate::{FileError, PrivateFile, unix};

/// A folder in which other users cannot replace files: they cannot write to it, or it is sticky.
#[derive(Clone, Debug)]
pub struct PrivateFolder(PathBuf);

impl PrivateFolder {
    /// Checks a folder.
    ///
    /// # Errors
    ///
    /// Fails if there is no such folder, or others can replace what is in it.
    pub fn open(path: &Path) -> Result<Self, FileError> {
        let here = path.as_os_str().is_empty();
        let path = if here { Path::new(".") } else { path };
        let find = FileError::io("find the folder", path);
        let path = path.canonicalize().map_err(find)?;
        let metadata = fs::metadata(&path).map_err(FileError::io("look at", &path))?;
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

    /// The same. If there is no folder, it is made for its owner alone, with those around it.
    ///
    /// # Errors
    ///
    /// Fails if it cannot be made, or others can replace what is in it.
    pub fn open_or_make(path: &Path) -> Result<Self, FileError> {
        if !path.as_os_str().is_empty() && !path.is_dir() {
            disk_step::run(DiskStep::MakeFolder, path, || unix::make_folder(path))
                .map_err(FileError::io("make the folder", path))?;
        }
        Self::open(path)
    }

    /// The folder, without symbolic links.
    #[must_use]
    pub fn path(&self) -> &Path {
        &self.0
    }

    /// The file of this name in it, which need not be there.
    #[must_use]
    pub fn file(&self, name: impl AsRef<OsStr>) -> PrivateFile {
        PrivateFile::new(self.clone(), name.as_ref().to_owned())
    }

    /// Forces the names in it to the disk.
    pub(crate) fn sync(&self) -> Result<(), FileError> {
        disk_step::run(DiskStep::FsyncFolder, &self.0, || {
            unix::fsync_folder(&self.0)
        })
        .map_err(FileError::io("write", &self.0))
    }
}
