//! A journal in a file.

use std::io::{self, BufRead, BufReader};
use std::path::{Path, PathBuf};

use serde::Serialize;
use zoho_time_files::{AppendError, AppendFile, FileError, PrivateFile};

use super::journal::{InvalidItem, Journal};
use super::state::JournalStep;

/// A journal in a file: the journal on the first line, and a line for each step after it, as JSON.
///
/// A step is on disk when `keep` returns, so a journal that is opened again is complete, also after a crash; a line
/// that was being written at that time is ignored. The file is locked while it is open, so that two programs cannot
/// use it at once; the lock ends with the program.
///
/// The file holds the notes of the entries, and no secrets. It is private to its owner: on Unix it has mode 0600, and
/// a symbolic link, a file of another user, or one in a folder where others can replace it, is rejected.
#[derive(Debug)]
pub struct JournalFile(AppendFile);

/// The reason why a journal file could not be opened.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum JournalFileError {
    /// The file cannot be read or written. For a new journal: it is there already.
    #[error("the journal {} cannot be read or written", path.display())]
    Io {
        /// The file.
        path: PathBuf,
        /// The error of the system.
        source: io::Error,
    },
    /// The file or its folder is not for its owner alone.
    #[error("the journal {}: {reason}", path.display())]
    NotPrivate {
        /// The file.
        path: PathBuf,
        /// The problem, and how to fix it.
        reason: String,
    },
    /// Another program has the file open, or this one.
    #[error("the journal {} is in use", path.display())]
    InUse {
        /// The file.
        path: PathBuf,
    },
    /// A line of the file is not what it should be.
    #[error("the journal {}, line {line}: {reason}", path.display())]
    Broken {
        /// The file.
        path: PathBuf,
        /// The line, counted from 1.
        line: usize,
        /// The problem.
        reason: String,
    },
}

impl JournalFile {
    /// Writes a journal to a file that is not there yet, all or nothing, and hands it back.
    ///
    /// # Errors
    ///
    /// [`JournalFileError::Io`], also if there is such a file; [`JournalFileError::NotPrivate`].
    pub fn create(
        path: impl AsRef<Path>,
        journal: Journal,
    ) -> Result<(Journal, Self), JournalFileError> {
        let path = path.as_ref();
        let line = line(&journal).map_err(io_error(path))?;
        let kept = PrivateFile::at(path)
            .map_err(AppendError::from)
            .and_then(|file| AppendFile::create(&file, &line))
            .map_err(unusable(path))?;
        Ok((journal, Self(kept)))
    }

    /// Reads a journal from its file, to go on with it.
    ///
    /// # Errors
    ///
    /// [`JournalFileError::Io`]; [`JournalFileError::NotPrivate`]; [`JournalFileError::InUse`];
    /// [`JournalFileError::Broken`] if a line before the last is not what it should be, or the journal was
    /// written by a later version of this crate.
    pub fn open(path: impl AsRef<Path>) -> Result<(Journal, Self), JournalFileError> {
        let path = path.as_ref();
        let file = PrivateFile::at(path)
            .map_err(AppendError::from)
            .and_then(|file| AppendFile::open(&file))
            .map_err(unusable(path))?;
        let missing = || io_error(path)(io::ErrorKind::NotFound.into());
        let mut file = file.ok_or_else(missing)?;
        let mut lines = BufReader::new(file.reader());
        let (mut journal, mut whole, mut text) = (None, 0, Vec::new());
        for line in 1.. {
            text.clear();
            let length = lines.read_until(b'\n', &mut text).map_err(io_error(path))?;
            if text.last() != Some(&b'\n') {
                // The end, or a line that was never finished.
                break;
            }
            take(&mut journal, &text).map_err(|reason| JournalFileError::Broken {
                path: path.to_owned(),
                line,
                reason,
            })?;
            whole += length as u64;
        }
        let journal = journal.ok_or_else(|| JournalFileError::Broken {
            path: path.to_owned(),
            line: 1,
            reason: "there is no journal in it; nothing was sent, so it can be deleted".to_owned(),
        })?;
        file.cut(whole).map_err(io_error(path))?;
        Ok((journal, Self(file)))
    }

    /// Keeps a step.
    ///
    /// # Errors
    ///
    /// Fails with the error of the system. A partly written step is removed; if that fails too, no further step is
    /// accepted.
    pub fn keep(&mut self, step: &JournalStep) -> io::Result<()> {
        self.0.append(&line(step)?)
    }
}

fn line(value: &impl Serialize) -> io::Result<Vec<u8>> {
    let mut line = serde_json::to_vec(value)?;
    line.push(b'\n');
    Ok(line)
}

/// Takes one line of a file.
fn take(journal: &mut Option<Journal>, line: &[u8]) -> Result<(), String> {
    let words = |error: serde_json::Error| error.to_string();
    match journal {
        None => *journal = Some(serde_json::from_slice(line).map_err(words)?),
        Some(journal) => {
            let step: JournalStep = serde_json::from_slice(line).map_err(words)?;
            journal
                .apply(&step)
                .map_err(|unknown: InvalidItem| unknown.to_string())?;
        }
    }
    Ok(())
}

fn io_error(path: &Path) -> impl Fn(io::Error) -> JournalFileError {
    move |source| JournalFileError::Io {
        path: path.to_owned(),
        source,
    }
}

fn unusable(path: &Path) -> impl Fn(AppendError) -> JournalFileError {
    move |error| {
        let path = path.to_owned();
        match error {
            AppendError::InUse { .. } => JournalFileError::InUse { path },
            AppendError::File(FileError::Io { source, .. }) => {
                JournalFileError::Io { path, source }
            }
            other => JournalFileError::NotPrivate {
                path,
                reason: other.to_string(),
            },
        }
    }
}

#[cfg(test)]
mod tests {
    use std::fs::OpenOptions;
    use std::io::Write as _;

    use super::*;

    #[test]
    fn a_line_that_was_not_finished_is_not_in_the_way() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("journal");
        let (journal, kept) = JournalFile::create(&path, Journal::new([]).unwrap()).unwrap();
        drop(kept);
        let mut file = OpenOptions::new().append(true).open(&path).unwrap();
        file.write_all(br#"{"step":"don"#).unwrap();
        let (_, mut kept) = JournalFile::open(&path).unwrap();
        kept.keep(&JournalStep::Begun { before: vec![] }).unwrap();
        drop(kept);
        let (read, _) = JournalFile::open(&path).unwrap();
        assert!(journal.before().is_none() && read.before().is_some());
    }

    #[test]
    fn a_journal_of_a_later_version_is_refused_and_new_fields_are_not() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("journal");
        drop(JournalFile::create(&path, Journal::new([]).unwrap()).unwrap());
        let text = std::fs::read_to_string(&path).unwrap();
        assert!(text.contains("\"version\":1,"), "{text}");
        for (version, readable) in [
            ("", true),
            ("\"version\":1,\"color\":\"red\",", true),
            ("\"version\":2,", false),
        ] {
            std::fs::write(&path, text.replace("\"version\":1,", version)).unwrap();
            match JournalFile::open(&path) {
                Ok(_) => assert!(readable, "{version}"),
                Err(error) => {
                    let error = error.to_string();
                    assert!(!readable && error.contains("update it"), "{error}");
                }
            }
        }
    }
}
