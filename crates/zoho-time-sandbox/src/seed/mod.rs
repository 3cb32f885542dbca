//! Data in a file that people can read and write: what a sandbox is to begin with, or what is in
//! one.
//!
//! Things refer to each other by name. Ids may be left out; then they are given in the order of
//! the file.

pub(crate) mod demo;
mod document;
mod export;
pub(crate) mod initial_data;
mod load;
mod load_project;
mod load_time;
mod names;
mod values;

use std::path::{Path, PathBuf};

use chrono::{DateTime, Utc};

use self::document::Document;
pub(crate) use self::export::export;
use crate::http::refusal::Refusal;
use crate::store::{StoreError, Transaction};

/// Why a seed file cannot be used. Nothing of it was loaded.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum SeedFileError {
    /// The file cannot be read.
    #[error("cannot read the seed file {}: {source}", .path.display())]
    Unreadable {
        /// The file.
        path: PathBuf,
        /// What the system said.
        source: std::io::Error,
    },
    /// The file is neither YAML nor JSON, or it has a key that means nothing.
    #[error("cannot use the seed file {}: {problem}", .path.display())]
    Malformed {
        /// The file.
        path: PathBuf,
        /// What is wrong, and in which line.
        problem: String,
    },
    /// A value cannot be, or refers to something that is not in the file.
    #[error("cannot use the seed file {}: {place}: {problem}", .path.display())]
    Invalid {
        /// The file.
        path: PathBuf,
        /// Where in the file, such as `organizations[0].projects[2].customer`.
        place: String,
        /// What is wrong, and what to do about it.
        problem: String,
    },
}

/// A seed file that was read.
#[derive(Debug)]
pub(crate) struct SeedFile {
    path: PathBuf,
    document: Document,
}

/// Why a seed file was not loaded.
#[derive(Debug, thiserror::Error)]
pub(crate) enum LoadError {
    #[error(transparent)]
    File(#[from] SeedFileError),
    #[error(transparent)]
    Refused(#[from] Refusal),
}

impl From<StoreError> for LoadError {
    fn from(error: StoreError) -> Self {
        Self::Refused(error.into())
    }
}

impl From<LoadError> for Refusal {
    fn from(error: LoadError) -> Self {
        match error {
            LoadError::File(error) => Self::InvalidValue(format!("seed_file: {error}")),
            LoadError::Refused(refusal) => refusal,
        }
    }
}

impl SeedFile {
    /// Reads a file of YAML, or of JSON, which is YAML as well.
    pub(crate) fn read(path: &Path) -> Result<Self, SeedFileError> {
        let text = std::fs::read_to_string(path).map_err(|source| SeedFileError::Unreadable {
            path: path.to_owned(),
            source,
        })?;
        let document = serde_saphyr::from_str_with_options(&text, limits());
        let document = document.map_err(|error| SeedFileError::Malformed {
            path: path.to_owned(),
            problem: error.to_string(),
        })?;
        Ok(Self {
            path: path.to_owned(),
            document,
        })
    }

    /// Writes everything in it into a store that has nothing in it yet.
    pub(crate) fn load(
        &self,
        transaction: Transaction<'_>,
        now: DateTime<Utc>,
    ) -> Result<(), LoadError> {
        load::load(&self.document, transaction, now).map_err(|error| match error {
            load::LoadProblem::Store(error) => error.into(),
            load::LoadProblem::At { place, problem } => SeedFileError::Invalid {
                path: self.path.clone(),
                place,
                problem,
            }
            .into(),
        })
    }
}

/// A file may be as long as it likes: whoever names it has it on their machine. What a few lines
/// can grow into by way of aliases stays limited.
fn limits() -> serde_saphyr::Options {
    serde_saphyr::options! {
        budget: serde_saphyr::budget! {
            max_events: usize::MAX,
            max_nodes: usize::MAX,
            max_total_scalar_bytes: usize::MAX,
        },
    }
}
