//! Records of one organization.

use chrono::{DateTime, NaiveDate, Utc};

use zoho_time_types::Timestamp;

use super::rows::instant;
use super::{StoreError, Transaction};
use crate::model::Organization;
use crate::model::keys::OrganizationKey;
use crate::model::time_zone::TimeZone;

/// The records of one organization at a given time. Every query is bound to the organization, so no record of
/// another one is accessible through it, whatever the id.
///
/// Its methods are in one file per kind of record.
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

    /// The organization.
    pub(crate) fn organization(&self) -> &Organization {
        &self.organization
    }

    /// The current time.
    pub(crate) fn now(&self) -> DateTime<Utc> {
        self.now
    }

    /// The current time as records show it: in the organization's time zone, in whole seconds.
    pub(crate) fn timestamp(&self) -> Timestamp {
        let seconds = DateTime::from_timestamp(self.now.timestamp(), 0).unwrap_or(self.now);
        self.time_zone().local(seconds).into()
    }

    /// The current day in the organization.
    pub(crate) fn today(&self) -> NaiveDate {
        self.time_zone().local(self.now).date_naive()
    }

    /// A new, unique id.
    pub(crate) fn next_id<K: From<i64>>(&self) -> Result<K, StoreError> {
        self.transaction.next_id()
    }

    pub(super) fn org(&self) -> OrganizationKey {
        self.organization.id
    }

    pub(super) fn time_zone(&self) -> TimeZone {
        self.organization.time_zone
    }

    /// The current time as a column value.
    pub(super) fn instant(&self) -> i64 {
        instant(self.now)
    }
}
