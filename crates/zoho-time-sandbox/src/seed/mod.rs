//! Seed files: data that people can read and write, to start a sandbox with or exported from one.
//!
//! Records refer to each other by name. Ids are optional; by default they are assigned in the order of the
//! file.

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

/// Errors of a seed file. Nothing of it was loaded.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum SeedFileError {
    /// The file cannot be read.
    #[error("cannot read the seed file {}: {source}", .path.display())]
    Unreadable {
        /// The file.
        path: PathBuf,
        /// The system's error.
        source: std::io::Error,
    },
    /// The file is neither YAML nor JSON, or it has an unknown key.
    #[error("cannot use the seed file {}: {problem}", .path.display())]
    Malformed {
        /// The file.
        path: PathBuf,
        /// The problem, and its line.
        problem: String,
    },
    /// A value is invalid, or refers to something that is not in the file.
    #[error("cannot use the seed file {}: {place}: {problem}", .path.display())]
    Invalid {
        /// The file.
        path: PathBuf,
        /// The location in the file, such as `organizations[0].projects[2].customer`.
        place: String,
        /// The problem, and its solution.
        problem: String,
    },
}

/// A parsed seed file.
#[derive(Debug)]
pub(crate) struct SeedFile {
    path: PathBuf,
    document: Document,
}

/// Errors of loading a seed file.
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
    /// Parses YAML, or JSON, which is YAML as well.
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

    /// Writes its content to an empty store.
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

/// A file may have any size: the user has it on their machine. The expansion of aliases remains limited.
fn limits() -> serde_saphyr::Options {
    serde_saphyr::options! {
        budget: serde_saphyr::budget! {
            max_events: usize::MAX,
            max_nodes: usize::MAX,
            max_total_scalar_bytes: usize::MAX,
        },
    }
}
