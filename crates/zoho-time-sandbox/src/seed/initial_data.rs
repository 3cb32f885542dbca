//! What a new sandbox begins with.

use std::path::Path;
use std::sync::Arc;

use chrono::{DateTime, Utc};

use crate::seed::demo::{self, Demo};
use crate::seed::{LoadError, SeedFile, SeedFileError};
use crate::store::Transaction;

/// What a new sandbox begins with.
#[derive(Debug, Clone)]
pub(crate) struct InitialData {
    /// Whether sample data is there beside the account.
    pub(crate) has_samples: bool,
    /// What is there instead of the account and sample data of every sandbox.
    file: Option<Arc<SeedFile>>,
    /// What ids and tokens follow from; without it, tokens are random.
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
    /// Reads the file that it begins with.
    pub(crate) fn read_file(&mut self, path: &Path) -> Result<(), SeedFileError> {
        self.file = Some(Arc::new(SeedFile::read(path)?));
        Ok(())
    }

    /// Writes it into a store that has nothing in it yet; in any case, makes the access token
    /// hold for an hour from now.
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
