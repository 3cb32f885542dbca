//! Organizations with their currencies, customers and users.

use rusqlite::{Row, params};

use super::rows::Columns;
use super::{Ledger, StoreError, Transaction};
use crate::model::keys::{CustomerKey, OrganizationKey, ProjectKey, UserKey};
use crate::model::time_zone::TimeZone;
use crate::model::{Currency, Customer, Organization, User, UserRole, UserStatus};

/// An organization to add, with its base currency.
#[derive(Debug)]
pub(crate) struct NewOrganization<'a> {
    pub(crate) id: OrganizationKey,
    pub(crate) name: &'a str,
    pub(crate) time_zone: TimeZone,
    pub(crate) currency: Currency,
}

/// A customer to add.
#[derive(Debug)]
pub(crate) struct NewCustomer<'a> {
    pub(crate) id: CustomerKey,
    pub(crate) name: &'a str,
    pub(crate) email: &'a str,
}

/// A user to add.
#[derive(Debug)]
pub(crate) struct NewUser<'a> {
    pub(crate) id: UserKey,
    pub(crate) name: &'a str,
    pub(crate) email: &'a str,
    pub(crate) role: UserRole,
    pub(crate) status: UserStatus,
}

impl Transaction<'_> {
    /// The organization with this id.
    pub(crate) fn organization(
        self,
        id: OrganizationKey,
    ) -> Result<Option<Organization>, StoreError> {
        self.one(
            "SELECT organization_id, time_zone, currency_id FROM organizations \
             WHERE organization_id = ?1",
            [id],
            organization,
        )
    }

    /// The first organization.
    pub(crate) fn first_organization(self) -> Result<Option<Organization>, StoreError> {
        self.one(
            "SELECT organization_id, time_zone, currency_id FROM organizations \
             ORDER BY organization_id LIMIT 1",
            [],
            organization,
        )
    }

    /// Adds an organization.
    pub(crate) fn add_organization(self, new: &NewOrganization<'_>) -> Result<(), StoreError> {
        self.run(
            "INSERT INTO organizations (organization_id, name, time_zone, currency_id) \
             VALUES (?1, ?2, ?3, ?4)",
            params![new.id, new.name, new.time_zone, new.currency.id],
        )?;
        self.run(
            "INSERT INTO currencies (currency_id, organization_id, code, symbol) \
             VALUES (?1, ?2, ?3, ?4)",
            params![
                new.currency.id,
                new.id,
                new.currency.code,
                new.currency.symbol
            ],
        )?;
        Ok(())
    }
}

impl Ledger<'_> {
    /// The customer with this id.
    pub(crate) fn customer(&self, id: CustomerKey) -> Result<Option<Customer>, StoreError> {
        self.transaction.one(
            "SELECT customer_id, name, email, currency_id FROM customers \
             WHERE organization_id = ?1 AND customer_id = ?2",
            params![self.org(), id],
            |row| customer(&mut Columns::of(row)),
        )
    }

    /// Adds a customer, with the currency of the organization.
    pub(crate) fn add_customer(&self, new: &NewCustomer<'_>) -> Result<(), StoreError> {
        self.transaction.run(
            "INSERT INTO customers (customer_id, organization_id, currency_id, name, email) \
             VALUES (?1, ?2, ?3, ?4, ?5)",
            params![
                new.id,
                self.org(),
                self.organization().currency,
                new.name,
                new.email
            ],
        )?;
        Ok(())
    }

    /// The user with this id.
    pub(crate) fn user(&self, id: UserKey) -> Result<Option<User>, StoreError> {
        self.transaction.one(
            "SELECT user_id, name, email, role, status FROM users \
             WHERE organization_id = ?1 AND user_id = ?2",
            params![self.org(), id],
            |row| user(&mut Columns::of(row)),
        )
    }

    /// The first user.
    pub(crate) fn first_user(&self) -> Result<Option<User>, StoreError> {
        self.transaction.one(
            "SELECT user_id, name, email, role, status FROM users \
             WHERE organization_id = ?1 ORDER BY user_id LIMIT 1",
            [self.org()],
            |row| user(&mut Columns::of(row)),
        )
    }

    /// Whether a user has this e-mail address.
    pub(crate) fn has_user_with_email(&self, email: &str) -> Result<bool, StoreError> {
        self.transaction.any(
            "SELECT 1 FROM users WHERE organization_id = ?1 AND email = ?2",
            params![self.org(), email],
        )
    }

    /// Adds a user.
    pub(crate) fn add_user(&self, new: &NewUser<'_>) -> Result<(), StoreError> {
        self.transaction.run(
            "INSERT INTO users (user_id, organization_id, name, email, role, status) \
             VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
            params![
                new.id,
                self.org(),
                new.name,
                new.email,
                new.role,
                new.status
            ],
        )?;
        Ok(())
    }

    /// Changes the name of a user.
    pub(crate) fn rename_user(&self, id: UserKey, name: &str) -> Result<(), StoreError> {
        self.transaction.run(
            "UPDATE users SET name = ?3 WHERE organization_id = ?1 AND user_id = ?2",
            params![self.org(), id, name],
        )?;
        Ok(())
    }

    /// Records an expense for a project.
    pub(crate) fn add_expense(
        &self,
        id: crate::model::keys::ExpenseKey,
        project: ProjectKey,
    ) -> Result<(), StoreError> {
        self.transaction.run(
            "INSERT INTO expenses (expense_id, organization_id, project_id) VALUES (?1, ?2, ?3)",
            params![id, self.org(), project],
        )?;
        Ok(())
    }
}

fn organization(row: &Row<'_>) -> rusqlite::Result<Organization> {
    let mut columns = Columns::of(row);
    Ok(Organization {
        id: columns.take()?,
        time_zone: columns.take()?,
        currency: columns.take()?,
    })
}

/// Reads `customer_id, name, email, currency_id`.
pub(super) fn customer(columns: &mut Columns<'_>) -> rusqlite::Result<Customer> {
    Ok(Customer {
        id: columns.take()?,
        name: columns.take()?,
        email: columns.take()?,
        currency: columns.take()?,
    })
}

/// Reads `user_id, name, email, role, status`.
pub(super) fn user(columns: &mut Columns<'_>) -> rusqlite::Result<User> {
    Ok(User {
        id: columns.take()?,
        name: columns.take()?,
        email: columns.take()?,
        role: columns.take()?,
        status: columns.take()?,
    })
}
