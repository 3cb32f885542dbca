//! A journal in a file.

use std::fs::{File, OpenOptions};
use std::io::{self, BufRead, BufReader, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};

use super::journal::{InvalidItem, Journal};
use super::step::Step;

/// Keeps a journal in a file: the journal on the first line, and a line for each step after it, as JSON.
///
/// A step is on the disk when it counts as kept, so a journal that is opened again shows all that is
/// known, also after a crash; a line that was being written at that moment is left out. Nothing keeps two
/// programs from using one file: that is for the caller to see to.
///
/// The file holds the notes of the entries, and no secrets.
#[derive(Debug)]
pub struct JournalFile {
    file: File,
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
            let mut kept = Self { file };
            kept.write(&journal)?;
            // The file's name is on the disk when its folder is.
            match path
                .parent()
                .filter(|folder| !folder.as_os_str().is_empty())
            {
                Some(folder) if cfg!(unix) => File::open(folder)?.sync_all()?,
                _ => {}
            }
            Ok(kept)
        };
        let kept = written().map_err(io_error(path))?;
        Ok((journal, kept))
    }

    /// Reads a journal from its file, to go on with it.
    ///
    /// # Errors
    ///
    /// [`JournalFileError::Io`]; [`JournalFileError::Broken`] if a line before the last is not what it
    /// should be.
    pub fn open(path: impl AsRef<Path>) -> Result<(Journal, Self), JournalFileError> {
        let path = path.as_ref();
        let file = OpenOptions::new().read(true).write(true).open(path);
        let file = file.map_err(io_error(path))?;
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
        let cut = || -> io::Result<()> {
            file.set_len(whole)?;
            (&file).seek(SeekFrom::Start(whole)).map(drop)
        };
        cut().map_err(io_error(path))?;
        Ok((journal, Self { file }))
    }

    /// Keeps a step.
    ///
    /// # Errors
    ///
    /// What the operating system says. The file is then to be opened again before anything else is kept.
    pub fn keep(&mut self, step: &Step) -> io::Result<()> {
        self.write(step)
    }

    fn write(&mut self, value: &impl serde::Serialize) -> io::Result<()> {
        let mut line = serde_json::to_vec(value)?;
        line.push(b'\n');
        self.file.write_all(&line)?;
        self.file.sync_data()
    }
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
