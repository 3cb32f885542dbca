//! The generated files on disk: what differs, and how they are replaced.

use std::{
    collections::{BTreeMap, BTreeSet},
    fs, io,
    io::Write as _,
    path::{Path, PathBuf},
};

use similar::TextDiff;
use tempfile::NamedTempFile;

/// Files by name, all in one folder.
pub type Files = BTreeMap<String, String>;

/// A file with unexpected contents.
#[derive(Debug, PartialEq, Eq)]
pub struct Difference {
    /// The name of the file.
    pub name: String,
    /// Its contents; nothing if there is no such file.
    pub old: Option<String>,
    /// The contents it should have; nothing if it should not exist.
    pub new: Option<String>,
}

impl Difference {
    /// The difference as a unified diff, with the file named as in `folder`.
    #[must_use]
    pub fn diff(&self, folder: &Path) -> String {
        let path = folder.join(&self.name).display().to_string();
        let header = |text: &Option<String>| match text {
            Some(_) => path.clone(),
            None => "/dev/null".to_owned(),
        };
        TextDiff::from_lines(
            self.old.as_deref().unwrap_or_default(),
            self.new.as_deref().unwrap_or_default(),
        )
        .unified_diff()
        .context_radius(3)
        .header(&header(&self.old), &header(&self.new))
        .to_string()
    }
}

/// A file that could not be read or written.
#[derive(Debug, thiserror::Error)]
#[error("{path}: {source}", path = path.display())]
pub struct FileError {
    path: PathBuf,
    source: io::Error,
}

fn at(path: &Path) -> impl FnOnce(io::Error) -> FileError {
    let path = path.to_owned();
    move |source| FileError { path, source }
}

/// Reads a text file.
///
/// # Errors
///
/// When it cannot be read.
pub fn read(path: &Path) -> Result<String, FileError> {
    fs::read_to_string(path).map_err(at(path))
}

/// The Rust files of a folder, none when there is no such folder.
///
/// # Errors
///
/// When the folder, or a file in it, cannot be read.
pub fn read_folder(folder: &Path) -> Result<Files, FileError> {
    let mut files = Files::new();
    let entries = match fs::read_dir(folder) {
        Ok(entries) => entries,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(files),
        Err(error) => return Err(at(folder)(error)),
    };
    for entry in entries {
        let path = entry.map_err(at(folder))?.path();
        if path.extension().is_some_and(|extension| extension == "rs")
            && let Some(name) = path.file_name()
        {
            files.insert(name.to_string_lossy().into_owned(), read(&path)?);
        }
    }
    Ok(files)
}

/// The files of a folder that have these names; those that are not there are left out.
///
/// # Errors
///
/// When one of them is there and cannot be read.
pub fn read_named<'a>(
    folder: &Path,
    names: impl Iterator<Item = &'a String>,
) -> Result<Files, FileError> {
    let mut files = Files::new();
    for name in names {
        let path = folder.join(name);
        match fs::read_to_string(&path) {
            Ok(text) => drop(files.insert(name.clone(), text)),
            Err(error) if error.kind() == io::ErrorKind::NotFound => {}
            Err(error) => return Err(at(&path)(error)),
        }
    }
    Ok(files)
}

/// The differences between `old` and `new`. Line ends are ignored, because a checkout may
/// have changed them.
#[must_use]
pub fn differences(old: &Files, new: &Files) -> Vec<Difference> {
    let names: BTreeSet<&String> = old.keys().chain(new.keys()).collect();
    names
        .into_iter()
        .filter(|name| {
            let text = |files: &Files| files.get(*name).map(|text| text.replace("\r\n", "\n"));
            text(old) != text(new)
        })
        .map(|name| Difference {
            name: name.clone(),
            old: old.get(name).cloned(),
            new: new.get(name).cloned(),
        })
        .collect()
}

/// Makes the changes. No file is touched before the new text of each is safely on disk beside
/// it; then each is replaced in one step, and what is stale is removed.
///
/// # Errors
///
/// When a file cannot be written or removed.
pub fn apply(folder: &Path, differences: &[Difference]) -> Result<(), FileError> {
    if differences.is_empty() {
        return Ok(());
    }
    fs::create_dir_all(folder).map_err(at(folder))?;
    let mut written = Vec::new();
    for difference in differences {
        if let Some(text) = &difference.new {
            let path = folder.join(&difference.name);
            let mut file = temporary(folder).map_err(at(folder))?;
            file.write_all(text.as_bytes()).map_err(at(&path))?;
            file.as_file().sync_all().map_err(at(&path))?;
            written.push((file, path));
        }
    }
    for (file, path) in written {
        file.persist(&path)
            .map_err(|error| at(&path)(error.error))?;
    }
    for difference in differences
        .iter()
        .filter(|difference| difference.new.is_none())
    {
        let path = folder.join(&difference.name);
        fs::remove_file(&path).map_err(at(&path))?;
    }
    Ok(())
}

/// A file that goes away unless it is kept, readable as other files are.
fn temporary(folder: &Path) -> io::Result<NamedTempFile> {
    let mut builder = tempfile::Builder::new();
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        builder.permissions(fs::Permissions::from_mode(0o666));
    }
    builder.prefix(".regen").suffix(".tmp").tempfile_in(folder)
}
