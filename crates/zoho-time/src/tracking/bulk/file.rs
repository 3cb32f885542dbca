//! A journal in a file.

use std::fs::{File, OpenOptions, TryLockError};
use std::io::{self, BufRead, BufReader, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};

use super::journal::{InvalidItem, Journal};
use super::step::Step;
use crate::folder::sync_folder_of;

/// Keeps a journal in a file: the journal on the first line, and a line for each step after it, as JSON.
///
/// A step is on the disk when it counts as kept, so a journal that is opened again shows all that is
/// known, also after a crash; a line that was being written at that moment is left out. The file is locked
/// while it is open, so that two programs cannot use it at once; the lock ends with the program.
///
/// The file holds the notes of the entries, and no secrets.
#[derive(Debug)]
pub struct JournalFile {
    file: File,
    /// How long the file is as far as everything in it is whole.
    length: u64,
    /// Whether the rest of a line that could not be written is in the way.
    broken: bool,
}

/// Why a journal cannot be had from a file.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum JournalFileError {
    /// The file cannot be read or written. For a new journal: it is there already.
    #[error("the journal {}: {source}", path.display())]
    Io {
        /// The file.
        path: PathBuf,
        /// What went wrong.
        source: io::Error,
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
        /// What is wrong with it.
        reason: String,
    },
}

impl JournalFile {
    /// Writes a journal to a file that is not there yet, and hands it back.
    ///
    /// # Errors
    ///
    /// [`JournalFileError::Io`], also if there is such a file.
    pub fn create(
        path: impl AsRef<Path>,
        journal: Journal,
    ) -> Result<(Journal, Self), JournalFileError> {
        let path = path.as_ref();
        let written = || {
            let file = OpenOptions::new().write(true).create_new(true).open(path)?;
            let mut kept = Self {
                file,
                length: 0,
                broken: false,
            };
            kept.write(&journal)?;
            sync_folder_of(path)?;
            Ok(kept)
        };
        let kept = written().map_err(io_error(path))?;
        lock(&kept.file, path)?;
        Ok((journal, kept))
    }

    /// Reads a journal from its file, to go on with it.
    ///
    /// # Errors
    ///
    /// [`JournalFileError::Io`]; [`JournalFileError::InUse`]; [`JournalFileError::Broken`] if a line before
    /// the last is not what it should be.
    pub fn open(path: impl AsRef<Path>) -> Result<(Journal, Self), JournalFileError> {
        let path = path.as_ref();
        let file = OpenOptions::new().read(true).write(true).open(path);
        let file = file.map_err(io_error(path))?;
        lock(&file, path)?;
        let mut lines = BufReader::new(&file);
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
        cut(&file, whole).map_err(io_error(path))?;
        let kept = Self {
            file,
            length: whole,
            broken: false,
        };
        Ok((journal, kept))
    }

    /// Keeps a step.
    ///
    /// # Errors
    ///
    /// What the operating system says. What was written of the step is taken back; if that fails too,
    /// nothing more is kept.
    pub fn keep(&mut self, step: &Step) -> io::Result<()> {
        self.write(step)
    }

    fn write(&mut self, value: &impl serde::Serialize) -> io::Result<()> {
        if self.broken {
            return Err(io::Error::other("an earlier step could not be kept"));
        }
        let mut line = serde_json::to_vec(value)?;
        line.push(b'\n');
        let written = self.file.write_all(&line);
        match written.and_then(|()| self.file.sync_data()) {
            Ok(()) => {
                self.length += line.len() as u64;
                Ok(())
            }
            Err(error) => {
                self.broken = cut(&self.file, self.length).is_err();
                Err(error)
            }
        }
    }
}

/// Cuts a file off, and goes on writing there.
fn cut(mut file: &File, length: u64) -> io::Result<()> {
    file.set_len(length)?;
    file.seek(SeekFrom::Start(length)).map(drop)
}

/// Locks a file for as long as it is open.
fn lock(file: &File, path: &Path) -> Result<(), JournalFileError> {
    file.try_lock().map_err(|error| match error {
        TryLockError::WouldBlock => JournalFileError::InUse {
            path: path.to_owned(),
        },
        TryLockError::Error(source) => io_error(path)(source),
    })
}

/// Takes one line of a file.
fn take(journal: &mut Option<Journal>, line: &[u8]) -> Result<(), String> {
    let words = |error: serde_json::Error| error.to_string();
    match journal {
        None => *journal = Some(serde_json::from_slice(line).map_err(words)?),
        Some(journal) => {
            let step: Step = serde_json::from_slice(line).map_err(words)?;
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn after_a_line_that_cannot_be_taken_back_nothing_is_kept() {
        let path = tempfile::NamedTempFile::new().unwrap();
        let mut kept = JournalFile {
            file: File::open(path.path()).unwrap(), // only to be read
            length: 0,
            broken: false,
        };
        let step = Step::Sending { item: 0 };
        let first = kept.keep(&step).unwrap_err().to_string();
        let second = kept.keep(&step).unwrap_err().to_string();
        assert!(!first.contains("earlier") && second.contains("earlier"));
    }

    #[test]
    fn a_line_that_was_taken_back_is_not_in_the_way() {
        let path = tempfile::NamedTempFile::new().unwrap();
        let journal = Journal::new([]).unwrap();
        let mut kept = JournalFile {
            file: path.reopen().unwrap(),
            length: 0,
            broken: false,
        };
        kept.write(&journal).unwrap();
        kept.file.write_all(br#"{"step":"don"#).unwrap();
        cut(&kept.file, kept.length).unwrap();
        kept.keep(&Step::Begun { before: vec![] }).unwrap();
        drop(kept);
        let (read, _) = JournalFile::open(path.path()).unwrap();
        assert!(journal.before().is_none() && read.before().is_some());
    }
}
