//! What a new sandbox begins with.

use chrono::{DateTime, Utc};

use crate::demo::{self, Demo};
use crate::refusal::Refusal;
use crate::store::Transaction;

/// What a new sandbox begins with.
#[derive(Debug, Clone)]
pub(crate) struct Origin {
    /// Whether sample data is there beside the account.
    pub(crate) has_samples: bool,
    /// What ids and tokens follow from; without it, tokens are random.
    pub(crate) seed: Option<u64>,
}

impl Default for Origin {
    fn default() -> Self {
        Self {
            has_samples: true,
            seed: None,
        }
    }
}

impl Origin {
    /// Writes it into a store that has nothing in it yet; in any case, makes the access token
    /// hold for an hour from now.
    pub(crate) fn prepare(
        &self,
        transaction: Transaction<'_>,
        now: DateTime<Utc>,
    ) -> Result<Demo, Refusal> {
        demo::prepare(transaction, now, self.has_samples, self.seed)
    }
}
