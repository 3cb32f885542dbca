//! Private files: only their owner can access them.

use std::ffi::{OsStr, OsString};
use std::fs::{self, File, OpenOptions};
use std::io::{self, Read as _};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, SystemTime};

use crate::disk_step::{self, DiskStep};
use crate::{FileError, PrivateFolder, unix};

/// The age at which a temporary file counts as abandoned, and another writer removes it.
const OLD: Duration = Duration::from_secs(60 * 60);

/// The path of a private file, in a folder that was checked. The file need not exist.
///
/// On Unix, "private" means mode 0600, owned by the user, and not a symbolic link or a special file.
#[derive(Clone, Debug)]
pub struct PrivateFile {
    folder: PrivateFolder,
    name: OsString,
    path: PathBuf,
}

/// Handling of a file that other users can access.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum IfShared {
    /// Fail: they may know the secret in the file, or have changed it.
    Refuse,
    /// Remove the permissions of other users.
    MakePrivate,
    /// Accept a file that others can read, because its content is not secret. One that they can write to fails.
    AllowRead,
}

/// The number of programs that may write a file at the same time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Writers {
    /// One, which holds a lock.
    One,
    /// Several.
    Many,
}

impl PrivateFile {
    pub(crate) fn new(folder: PrivateFolder, name: OsString) -> Self {
        let path = folder.path().join(&name);
        Self { folder, name, path }
    }

    /// The file at `path`. Checks the folder.
    ///
    /// # Errors
    ///
    /// Fails if the path has no file name, or the folder cannot be used.
    pub fn at(path: &Path) -> Result<Self, FileError> {
        let (folder, name) = split(path)?;
        Ok(PrivateFolder::open(folder)?.file(name))
    }

    /// Like [`at`](Self::at), and creates a missing folder for its owner only.
    ///
    /// # Errors
    ///
    /// Fails if the path has no file name, or the folder cannot be created or used.
    pub fn in_new_folder(path: &Path) -> Result<Self, FileError> {
        let (folder, name) = split(path)?;
        Ok(PrivateFolder::open_or_make(folder)?.file(name))
    }

    /// The path, whose folder has no symbolic links.
    #[must_use]
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// The folder of the file.
    #[must_use]
    pub fn folder(&self) -> &PrivateFolder {
        &self.folder
    }

    /// The file in the same folder whose name is this one followed by `end`.
    #[must_use]
    pub fn beside(&self, end: &str) -> Self {
        let mut name = self.name.clone();
        name.push(end);
        Self::new(self.folder.clone(), name)
    }

    /// Reads the whole file; `None` if it does not exist.
    ///
    /// # Errors
    ///
    /// Fails if the file cannot be read or is not private.
    pub fn read(&self, shared: IfShared) -> Result<Option<Vec<u8>>, FileError> {
        let Some(mut file) = self.open_with(OpenOptions::new().read(true), shared)? else {
            return Ok(None);
        };
        let mut content = Vec::new();
        file.read_to_end(&mut content).map_err(self.io("read"))?;
        Ok(Some(content))
    }

    /// Opens the file for reading and writing; `None` if it does not exist.
    ///
    /// # Errors
    ///
    /// Fails if the file cannot be opened or is not private.
    pub fn open(&self, shared: IfShared) -> Result<Option<File>, FileError> {
        self.open_with(OpenOptions::new().read(true).write(true), shared)
    }

    /// Opens the file for reading and writing. Creates an empty one if it does not exist.
    ///
    /// # Errors
    ///
    /// Fails if the file cannot be created or opened, or is not private.
    pub fn open_or_make(&self) -> Result<File, FileError> {
        // Another program may remove the file at any moment.
        for _ in 0..16 {
            match self.make() {
                Err(error) if error.is_already_there() => {}
                outcome => return outcome,
            }
            if let Some(file) = self.open(IfShared::MakePrivate)? {
                return Ok(file);
            }
        }
        Err(self.io("create")(io::ErrorKind::Interrupted.into()))
    }

    /// Creates an empty file if it does not exist. An existing file is checked without being opened, because on Unix a
    /// program that closes a file loses its `fcntl` locks on it, which databases use.
    ///
    /// # Errors
    ///
    /// Fails if the file cannot be created or is not private.
    pub fn ensure(&self) -> Result<(), FileError> {
        match self.make() {
            Err(error) if error.is_already_there() => {}
            outcome => return outcome.map(drop),
        }
        let metadata = fs::symlink_metadata(&self.path).map_err(self.io("inspect"))?;
        self.check_kind(&metadata)?;
        self.check_owner(&metadata)?;
        if unix::mode(&metadata) & 0o077 == 0 {
            return Ok(());
        }
        unix::set_mode_of(&self.path, 0o600)
            .map_err(self.io("remove the permissions of other users from"))
    }

    /// Creates an empty file.
    ///
    /// # Errors
    ///
    /// Fails if the path exists, or the file cannot be created.
    pub fn make(&self) -> Result<File, FileError> {
        let mut options = OpenOptions::new();
        options.read(true).write(true).create_new(true);
        disk_step::run(DiskStep::Make, &self.path, || {
            unix::private(&mut options).open(&self.path)
        })
        .map_err(self.io("create"))
    }

    /// Replaces the content atomically: after a crash, the file has the old content or the new one.
    ///
    /// # Errors
    ///
    /// Fails if the file cannot be written. Then it is unchanged, unless only the `fsync` of the folder failed.
    pub fn replace(&self, content: &[u8], writers: Writers) -> Result<(), FileError> {
        self.write(content, writers, 0o600, |new| self.replace_with(&new.path))
            .map(drop)
    }

    /// Like [`replace`](Self::replace), with mode 0644, so that other users can read the file.
    ///
    /// # Errors
    ///
    /// Like [`replace`](Self::replace).
    pub fn publish(&self, content: &[u8], writers: Writers) -> Result<(), FileError> {
        self.write(content, writers, 0o644, |new| self.replace_with(&new.path))
            .map(drop)
    }

    /// Creates the file with this content atomically, and returns it open.
    ///
    /// # Errors
    ///
    /// Fails if the path exists, or the file cannot be written; then it is not created. After a crash it may exist, with
    /// the complete content.
    pub fn create(&self, content: &[u8]) -> Result<File, FileError> {
        let file = self.write(content, Writers::Many, 0o600, |new| {
            disk_step::run(DiskStep::Rename, &self.path, || {
                unix::rename_new(&new.path, &self.path)
            })
            .map_err(self.io("create"))
        })?;
        Ok(file)
    }

    /// Replaces this file by another file of the folder, after syncing that to disk.
    ///
    /// # Errors
    ///
    /// Fails if the other file cannot be synced or renamed.
    pub fn take_over(&self, other: &Self) -> Result<(), FileError> {
        let file = other.open(IfShared::MakePrivate)?;
        let file = file.ok_or_else(|| other.io("read")(io::ErrorKind::NotFound.into()))?;
        disk_step::run(DiskStep::Fsync, &other.path, || file.sync_all())
            .map_err(other.io("write"))?;
        self.replace_with(&other.path)?;
        self.folder.fsync()
    }

    /// Removes the file, or whatever is at its path except a folder. A missing file is not an error.
    ///
    /// # Errors
    ///
    /// Fails if the file cannot be removed.
    pub fn remove(&self) -> Result<(), FileError> {
        match disk_step::run(DiskStep::Remove, &self.path, || fs::remove_file(&self.path)) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => Err(self.io("remove")(error)),
            _ => Ok(()),
        }
    }

    fn replace_with(&self, new: &Path) -> Result<(), FileError> {
        disk_step::run(DiskStep::Rename, &self.path, || fs::rename(new, &self.path))
            .map_err(self.io("replace"))
    }

    /// Writes a temporary file in the same folder, syncs it to disk and renames it.
    fn write(
        &self,
        content: &[u8],
        writers: Writers,
        mode: u32,
        rename: impl FnOnce(&Self) -> Result<(), FileError>,
    ) -> Result<File, FileError> {
        let new = self.new_file(writers)?;
        let file = new.make()?;
        let written = disk_step::write(&file, &new.path, content)
            .and_then(|()| {
                if mode == 0o600 {
                    Ok(())
                } else {
                    unix::set_mode(&file, mode)
                }
            })
            .and_then(|()| disk_step::run(DiskStep::Fsync, &new.path, || file.sync_all()))
            .map_err(new.io("write"))
            .and_then(|()| rename(&new));
        if let Err(error) = written {
            // If this fails, a later write removes the file.
            let _ = new.remove();
            return Err(error);
        }
        self.folder.fsync()?;
        Ok(file)
    }

    /// The temporary file. Removes abandoned ones.
    fn new_file(&self, writers: Writers) -> Result<Self, FileError> {
        static COUNT: AtomicU64 = AtomicU64::new(0);
        match writers {
            Writers::One => {
                let new = self.beside(".new");
                new.remove()?;
                Ok(new)
            }
            Writers::Many => {
                self.remove_old();
                let count = COUNT.fetch_add(1, Ordering::Relaxed);
                let now = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH);
                let now = now.unwrap_or_default().subsec_nanos();
                Ok(self.beside(&format!(".{}-{count}-{now}.new", std::process::id())))
            }
        }
    }

    fn remove_old(&self) {
        let Ok(entries) = fs::read_dir(self.folder.path()) else {
            return;
        };
        let start = self.beside(".").name;
        for entry in entries.flatten() {
            let name = entry.file_name();
            let name = name.as_encoded_bytes();
            let is_rest = name.starts_with(start.as_encoded_bytes()) && name.ends_with(b".new");
            let changed = entry.metadata().and_then(|metadata| metadata.modified());
            let age = changed.ok().and_then(|changed| changed.elapsed().ok());
            if is_rest && age.is_some_and(|age| age > OLD) {
                let _ = self.folder.file(entry.file_name()).remove();
            }
        }
    }

    fn open_with(
        &self,
        options: &mut OpenOptions,
        shared: IfShared,
    ) -> Result<Option<File>, FileError> {
        // Checked before opening, because opening a device may have an effect.
        let found = match fs::symlink_metadata(&self.path) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
            found => found.map_err(self.io("inspect"))?,
        };
        self.check_kind(&found)?;
        let file = match unix::private(options).open(&self.path) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
            file => file.map_err(self.io("open"))?,
        };
        // It may have been replaced since.
        let metadata = file.metadata().map_err(self.io("inspect"))?;
        self.check_kind(&metadata)?;
        self.check_owner(&metadata)?;
        let mode = unix::mode(&metadata) & 0o777;
        let too_open = match shared {
            IfShared::AllowRead => mode & 0o022,
            IfShared::Refuse | IfShared::MakePrivate => mode & 0o077,
        };
        match shared {
            _ if too_open == 0 => {}
            IfShared::MakePrivate => unix::set_mode(&file, 0o600)
                .map_err(self.io("remove the permissions of other users from"))?,
            IfShared::Refuse | IfShared::AllowRead => {
                let path = self.path.clone();
                return Err(FileError::FileTooOpen { path, mode });
            }
        }
        Ok(Some(file))
    }

    fn check_kind(&self, metadata: &fs::Metadata) -> Result<(), FileError> {
        let path = self.path.clone();
        if metadata.is_symlink() {
            return Err(FileError::Link { path });
        }
        if !metadata.is_file() {
            let kind = unix::kind(metadata);
            return Err(FileError::NotAFile { path, kind });
        }
        Ok(())
    }

    fn check_owner(&self, metadata: &fs::Metadata) -> Result<(), FileError> {
        let path = self.path.clone();
        match unix::foreign_owner(metadata) {
            Some(owner) => Err(FileError::ForeignFile { path, owner }),
            None => Ok(()),
        }
    }

    pub(crate) fn io(&self, action: &'static str) -> impl FnOnce(io::Error) -> FileError + use<> {
        FileError::io(action, &self.path)
    }
}

fn split(path: &Path) -> Result<(&Path, &OsStr), FileError> {
    let name = path.file_name();
    let name =
        name.ok_or_else(|| FileError::io("use", path)(io::ErrorKind::InvalidInput.into()))?;
    Ok((path.parent().unwrap_or(Path::new("")), name))
}
