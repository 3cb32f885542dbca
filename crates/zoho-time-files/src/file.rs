//! Files for their owner alone.

use std::ffi::{OsStr, OsString};
use std::fs::{self, File, OpenOptions};
use std::io::{self, Read as _};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, SystemTime};

use crate::disk_step::{self, DiskStep};
use crate::{FileError, PrivateFolder, unix};

/// How old the rest of a write must be before another writer removes it.
const OLD: Duration = Duration::from_secs(60 * 60);

/// A file for its owner alone, in a folder that was checked. It need not be there.
#[derive(Clone, Debug)]
pub struct PrivateFile {
    folder: PrivateFolder,
    name: OsString,
    path: PathBuf,
}

/// What becomes of a file that other users may use.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum IfShared {
    /// It is refused: they may know the secret that is in it, or have changed it.
    Refuse,
    /// Its owner alone may use it from now on.
    MakePrivate,
    /// It is used: what is in it is no secret. Others still must not write to it.
    AllowRead,
}

/// How many programs may write a file at the same time.
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

    /// The file at this path, whose folder is checked.
    ///
    /// # Errors
    ///
    /// Fails if the path has no file name, or the folder cannot be used.
    pub fn at(path: &Path) -> Result<Self, FileError> {
        let (folder, name) = split(path)?;
        Ok(PrivateFolder::open(folder)?.file(name))
    }

    /// The same. If there is no folder, it is made for its owner alone.
    ///
    /// # Errors
    ///
    /// Fails if the path has no file name, or the folder cannot be made or used.
    pub fn in_new_folder(path: &Path) -> Result<Self, FileError> {
        let (folder, name) = split(path)?;
        Ok(PrivateFolder::open_or_make(folder)?.file(name))
    }

    /// Where it is, with a folder without symbolic links.
    #[must_use]
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// The folder it is in.
    #[must_use]
    pub fn folder(&self) -> &PrivateFolder {
        &self.folder
    }

    /// The file beside it whose name has more at its end.
    #[must_use]
    pub fn beside(&self, end: &str) -> Self {
        let mut name = self.name.clone();
        name.push(end);
        Self::new(self.folder.clone(), name)
    }

    /// Reads all of it; nothing if it is not there.
    ///
    /// # Errors
    ///
    /// Fails if it cannot be read or is not a private file.
    pub fn read(&self, shared: IfShared) -> Result<Option<Vec<u8>>, FileError> {
        let Some(mut file) = self.open_with(OpenOptions::new().read(true), shared)? else {
            return Ok(None);
        };
        let mut content = Vec::new();
        file.read_to_end(&mut content).map_err(self.io("read"))?;
        Ok(Some(content))
    }

    /// Opens it for reading and writing; nothing if it is not there.
    ///
    /// # Errors
    ///
    /// Fails if it cannot be opened or is not a private file.
    pub fn open(&self, shared: IfShared) -> Result<Option<File>, FileError> {
        self.open_with(OpenOptions::new().read(true).write(true), shared)
    }

    /// Opens it for reading and writing. If it is not there, it is made, with nothing in it.
    ///
    /// # Errors
    ///
    /// Fails if it cannot be made or opened, or is not a private file.
    pub fn open_or_make(&self) -> Result<File, FileError> {
        // Another program may remove it at any moment.
        for _ in 0..16 {
            match self.make() {
                Err(error) if error.is_already_there() => {}
                outcome => return outcome,
            }
            if let Some(file) = self.open(IfShared::MakePrivate)? {
                return Ok(file);
            }
        }
        Err(self.io("make")(io::ErrorKind::Interrupted.into()))
    }

    /// Makes it, with nothing in it, if it is not there. Otherwise it is checked without being opened, because
    /// on Unix a program that closes a file loses the locks that it has on it by `fcntl`, as databases do.
    ///
    /// # Errors
    ///
    /// Fails if it cannot be made or is not a private file.
    pub fn ensure(&self) -> Result<(), FileError> {
        match self.make() {
            Err(error) if error.is_already_there() => {}
            outcome => return outcome.map(drop),
        }
        let metadata = fs::symlink_metadata(&self.path).map_err(self.io("look at"))?;
        self.check_kind(&metadata)?;
        self.check_owner(&metadata)?;
        if unix::mode(&metadata) & 0o077 == 0 {
            return Ok(());
        }
        unix::set_mode_of(&self.path, 0o600).map_err(self.io("close"))
    }

    /// Makes it, with nothing in it.
    ///
    /// # Errors
    ///
    /// Fails if it is there already, whatever it is, or cannot be made.
    pub fn make(&self) -> Result<File, FileError> {
        let mut options = OpenOptions::new();
        options.read(true).write(true).create_new(true);
        disk_step::run(DiskStep::Make, &self.path, || {
            unix::private(&mut options).open(&self.path)
        })
        .map_err(self.io("make"))
    }

    /// Replaces what it holds: afterwards there is the old content or all of the new one.
    ///
    /// # Errors
    ///
    /// Fails if it cannot be written. Then it is unchanged, unless its new name alone could not be forced to
    /// the disk.
    pub fn replace(&self, content: &[u8], writers: Writers) -> Result<(), FileError> {
        self.write(content, writers, 0o600, |new| self.replace_with(&new.path))
            .map(drop)
    }

    /// The same, and others may read it.
    ///
    /// # Errors
    ///
    /// The same.
    pub fn publish(&self, content: &[u8], writers: Writers) -> Result<(), FileError> {
        self.write(content, writers, 0o644, |new| self.replace_with(&new.path))
            .map(drop)
    }

    /// Makes it with this content, all or nothing, and returns it open.
    ///
    /// # Errors
    ///
    /// Fails if it is there already, whatever it is, or cannot be written. Then it is not there, unless the
    /// program ends at that moment: then all of it may be there.
    pub fn create(&self, content: &[u8]) -> Result<File, FileError> {
        let file = self.write(content, Writers::Many, 0o600, |new| {
            disk_step::run(DiskStep::Rename, &self.path, || {
                unix::rename_new(&new.path, &self.path)
            })
            .map_err(self.io("make"))
        })?;
        Ok(file)
    }

    /// Puts another file of the folder, which has been written, in its place.
    ///
    /// # Errors
    ///
    /// Fails if the other file cannot be forced to the disk or renamed.
    pub fn take_over(&self, other: &Self) -> Result<(), FileError> {
        let file = other.open(IfShared::MakePrivate)?;
        let file = file.ok_or_else(|| other.io("read")(io::ErrorKind::NotFound.into()))?;
        disk_step::run(DiskStep::Fsync, &other.path, || file.sync_all())
            .map_err(other.io("write"))?;
        self.replace_with(&other.path)?;
        self.folder.sync()
    }

    /// Removes it, whatever it is but a folder. It need not be there.
    ///
    /// # Errors
    ///
    /// Fails if it is there and cannot be removed.
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

    /// Writes a file beside it, and gives that its name.
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
            // If it stays, a later write removes it.
            let _ = new.remove();
            return Err(error);
        }
        self.folder.sync()?;
        Ok(file)
    }

    /// The file that is written first. What other writes have left is removed.
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
        // Opening a device may do something, so it is looked at before.
        let found = match fs::symlink_metadata(&self.path) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
            found => found.map_err(self.io("look at"))?,
        };
        self.check_kind(&found)?;
        let file = match unix::private(options).open(&self.path) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
            file => file.map_err(self.io("open"))?,
        };
        // It may be another one by now.
        let metadata = file.metadata().map_err(self.io("look at"))?;
        self.check_kind(&metadata)?;
        self.check_owner(&metadata)?;
        let mode = unix::mode(&metadata) & 0o777;
        let too_open = match shared {
            IfShared::AllowRead => mode & 0o022,
            IfShared::Refuse | IfShared::MakePrivate => mode & 0o077,
        };
        match shared {
            _ if too_open == 0 => {}
            IfShared::MakePrivate => unix::set_mode(&file, 0o600).map_err(self.io("close"))?,
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
