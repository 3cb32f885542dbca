//! Initial data of a sandbox.

use std::path::Path;
use std::sync::Arc;

use chrono::{DateTime, Utc};

use crate::seed::demo::{self, Demo};
use crate::seed::{LoadError, SeedFile, SeedFileError};
use crate::store::Transaction;

/// Initial data of a sandbox.
#[derive(Debug, Clone)]
pub(crate) struct InitialData {
    /// Whether to add sample data to the account.
    pub(crate) has_samples: bool,
    /// Data that replaces the well-known account and sample data.
    file: Option<Arc<SeedFile>>,
    /// The seed of ids and tokens; without it, tokens are random.
    pub(crate) seed: Option<u64>,
}

impl Default for InitialData {
    fn default() -> Self {
        Self {
            has_samples: true,
            file: None,
            seed: None,
        }
    }
}

impl InitialData {
    /// Reads the seed file.
    pub(crate) fn read_file(&mut self, path: &Path) -> Result<(), SeedFileError> {
        self.file = Some(Arc::new(SeedFile::read(path)?));
        Ok(())
    }

    /// Writes it to an empty store; in any case, makes the access token valid for an hour from now.
    pub(crate) fn prepare(
        &self,
        transaction: Transaction<'_>,
        now: DateTime<Utc>,
    ) -> Result<Demo, LoadError> {
        if transaction.first_organization()?.is_none() {
            if let Some(seed) = self.seed {
                transaction.put_seed(seed)?;
            }
            match &self.file {
                Some(file) => file.load(transaction, now)?,
                None => demo::fill(transaction, now, self.has_samples)?,
            }
        }
        Ok(demo::open_account(transaction, now)?)
    }
}
