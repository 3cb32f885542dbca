//! The records of one organisation.

use chrono::{DateTime, NaiveDate, Utc};

use zoho_time_types::Timestamp;

use super::rows::instant;
use super::{StoreError, Transaction};
use crate::model::Organization;
use crate::model::keys::OrganizationKey;
use crate::model::time_zone::TimeZone;

/// The records of one organisation at one moment. Every query is bound to the organisation, so
/// nothing of another one can be reached through it, whatever id is asked for.
///
/// Its methods stand in one file for each kind of record.
#[derive(Debug, Clone)]
pub(crate) struct Ledger<'c> {
    pub(super) transaction: Transaction<'c>,
    organization: Organization,
    now: DateTime<Utc>,
}

impl<'c> Ledger<'c> {
    pub(super) fn new(
        transaction: Transaction<'c>,
        organization: Organization,
        now: DateTime<Utc>,
    ) -> Self {
        Self {
            transaction,
            organization,
            now,
        }
    }

    /// The organisation.
    pub(crate) fn organization(&self) -> &Organization {
        &self.organization
    }

    /// This moment.
    pub(crate) fn now(&self) -> DateTime<Utc> {
        self.now
    }

    /// This moment as records show it: where the organisation is, in whole seconds.
    pub(crate) fn timestamp(&self) -> Timestamp {
        let seconds = DateTime::from_timestamp(self.now.timestamp(), 0).unwrap_or(self.now);
        self.time_zone().local(seconds).into()
    }

    /// This day, where the organisation is.
    pub(crate) fn today(&self) -> NaiveDate {
        self.time_zone().local(self.now).date_naive()
    }

    /// An id that was never given before.
    pub(crate) fn next_id<K: From<i64>>(&self) -> Result<K, StoreError> {
        self.transaction.next_id()
    }

    pub(super) fn org(&self) -> OrganizationKey {
        self.organization.id
    }

    pub(super) fn time_zone(&self) -> TimeZone {
        self.organization.time_zone
    }

    /// This moment as it stands in a column.
    pub(super) fn instant(&self) -> i64 {
        instant(self.now)
    }
}
