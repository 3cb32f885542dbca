//! Reading of all data of an organization, for export.

use rusqlite::params;
use zoho_time_types::Amount;

use super::custom_fields::field;
use super::organizations::{customer, user};
use super::projects::currency;
use super::rows::{Columns, Money};
use super::{Ledger, Membership, StoreError, Transaction};
use crate::model::keys::{ExpenseKey, OrganizationKey, ProjectKey, TimeEntryKey};
use crate::model::{Currency, CustomField, Customer, User};

/// An organization, for export.
#[derive(Debug)]
pub(crate) struct NamedOrganization {
    pub(crate) id: OrganizationKey,
    pub(crate) name: String,
    pub(crate) currency: Currency,
}

impl Transaction<'_> {
    /// All organizations.
    pub(crate) fn organizations(self) -> Result<Vec<NamedOrganization>, StoreError> {
        self.all(
            "SELECT o.organization_id, o.name, k.currency_id, k.code, k.symbol \
             FROM organizations o JOIN currencies k ON k.currency_id = o.currency_id \
             ORDER BY o.organization_id",
            [],
            |row| {
                let mut columns = Columns::of(row);
                Ok(NamedOrganization {
                    id: columns.take()?,
                    name: columns.take()?,
                    currency: currency(&mut columns)?,
                })
            },
        )
    }

    /// Ensures that no id up to this one will be assigned.
    pub(crate) fn skip_ids(self, last: i64) -> Result<(), StoreError> {
        self.run(
            "UPDATE id_counter SET next_id = max(next_id, ?1 + 1 + ?1 % 2)",
            [last],
        )?;
        Ok(())
    }
}

impl Ledger<'_> {
    /// All customers.
    pub(crate) fn customers(&self) -> Result<Vec<Customer>, StoreError> {
        self.transaction.all(
            "SELECT customer_id, name, email, currency_id FROM customers \
             WHERE organization_id = ?1 ORDER BY customer_id",
            [self.org()],
            |row| customer(&mut Columns::of(row)),
        )
    }

    /// All users.
    pub(crate) fn users(&self) -> Result<Vec<User>, StoreError> {
        self.transaction.all(
            "SELECT user_id, name, email, role, status FROM users \
             WHERE organization_id = ?1 ORDER BY user_id",
            [self.org()],
            |row| user(&mut Columns::of(row)),
        )
    }

    /// All custom fields of projects.
    pub(crate) fn custom_fields(&self) -> Result<Vec<CustomField>, StoreError> {
        self.transaction.all(
            "SELECT field_id, api_name, label, data_type, is_unique FROM custom_fields \
             WHERE organization_id = ?1 ORDER BY field_id",
            [self.org()],
            |row| field(&mut Columns::of(row)),
        )
    }

    /// All current and former users of a project, and whether they are current.
    pub(crate) fn memberships(
        &self,
        project: ProjectKey,
    ) -> Result<Vec<(Membership, bool)>, StoreError> {
        self.transaction.all(
            "SELECT user_id, role, rate, cost_rate, budget_minutes, is_member FROM project_users \
             WHERE organization_id = ?1 AND project_id = ?2 ORDER BY user_id",
            params![self.org(), project],
            |row| {
                let mut columns = Columns::of(row);
                let membership = Membership {
                    user: columns.take()?,
                    role: columns.take()?,
                    rate: columns.money_if_any()?,
                    cost_rate: columns.money_if_any()?,
                    budget_hours: columns.hours_if_any()?,
                };
                Ok((membership, columns.take()?))
            },
        )
    }

    /// The individual cost rates of a project's time entries.
    pub(crate) fn own_cost_rates(
        &self,
        project: ProjectKey,
    ) -> Result<Vec<(TimeEntryKey, Amount)>, StoreError> {
        self.transaction.all(
            "SELECT time_entry_id, cost_rate FROM time_entries \
             WHERE organization_id = ?1 AND project_id = ?2 AND cost_rate IS NOT NULL",
            params![self.org(), project],
            |row| Ok((row.get(0)?, row.get::<_, Money>(1)?.0)),
        )
    }

    /// The time entries of a project.
    pub(crate) fn entry_keys(&self, project: ProjectKey) -> Result<Vec<TimeEntryKey>, StoreError> {
        self.transaction.all(
            "SELECT time_entry_id FROM time_entries \
             WHERE organization_id = ?1 AND project_id = ?2 ORDER BY time_entry_id",
            params![self.org(), project],
            |row| row.get(0),
        )
    }

    /// The expenses for a project.
    pub(crate) fn expenses(&self, project: ProjectKey) -> Result<Vec<ExpenseKey>, StoreError> {
        self.transaction.all(
            "SELECT expense_id FROM expenses WHERE organization_id = ?1 AND project_id = ?2 \
             ORDER BY expense_id",
            params![self.org(), project],
            |row| row.get(0),
        )
    }
}
