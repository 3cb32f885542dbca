//! Loading of a seed file into a store.

use std::collections::HashSet;

use chrono::{DateTime, Utc};

use super::document::{Document, Organization, Text};
use super::load_project;
use super::names::Names;
use super::values::FieldPath;
use crate::model::keys::{CustomerKey, FieldKey, UserKey};
use crate::model::time_zone::UnknownTimeZone;
use crate::model::{Currency, CustomField, Customer, UserRole, UserStatus};
use crate::store::{Ledger, NewCustomer, NewOrganization, NewUser, StoreError, Transaction};

/// Errors of loading a file.
#[derive(Debug)]
pub(super) enum LoadProblem {
    /// The file is wrong.
    At {
        /// The location of the error.
        place: String,
        /// The problem, and its solution.
        problem: String,
    },
    Store(StoreError),
}

impl LoadProblem {
    pub(super) fn at(place: &str, problem: String) -> Self {
        Self::At {
            place: place.to_owned(),
            problem,
        }
    }
}

impl From<StoreError> for LoadProblem {
    fn from(error: StoreError) -> Self {
        Self::Store(error)
    }
}

/// Writes the content of a file to an empty store.
pub(super) fn load(
    document: &Document,
    transaction: Transaction<'_>,
    now: DateTime<Utc>,
) -> Result<(), LoadProblem> {
    if document.organizations.is_empty() {
        let problem = "there is none; write at least one".to_owned();
        return Err(LoadProblem::at("organizations", problem));
    }
    let given = document.ids().filter_map(|id| id.trim().parse().ok());
    transaction.skip_ids(given.max().unwrap_or_default())?;
    let mut ids = Ids {
        transaction,
        taken: HashSet::new(),
    };
    for (index, organization) in document.organizations.iter().enumerate() {
        let place = FieldPath::root("organizations", index);
        load_organization(organization, &place, &mut ids, now)?;
    }
    Ok(())
}

/// Assigns the ids of the file, or new ones.
#[derive(Debug)]
pub(super) struct Ids<'c> {
    transaction: Transaction<'c>,
    taken: HashSet<i64>,
}

impl Ids<'_> {
    pub(super) fn of<K: From<i64>>(
        &mut self,
        place: &FieldPath,
        id: &Text,
    ) -> Result<K, LoadProblem> {
        let Some(id) = place.id(id.as_ref())? else {
            return Ok(self.transaction.next_id()?);
        };
        if !self.taken.insert(id) {
            return Err(place.problem("id", format!("another record has the id {id} already")));
        }
        Ok(id.into())
    }
}

/// An organization whose projects can be loaded.
#[derive(Debug)]
pub(super) struct Staffed<'c> {
    pub(super) ledger: Ledger<'c>,
    pub(super) currency: Currency,
    pub(super) first_user: UserKey,
    pub(super) users: Names<UserKey>,
    pub(super) customers: Names<CustomerKey>,
    pub(super) custom_fields: Names<FieldKey>,
}

fn load_organization(
    record: &Organization,
    place: &FieldPath,
    ids: &mut Ids<'_>,
    now: DateTime<Utc>,
) -> Result<(), LoadProblem> {
    let zone = record.time_zone.as_deref().unwrap_or("+00:00");
    let time_zone = zone
        .parse()
        .map_err(|error: UnknownTimeZone| place.problem("time_zone", error.to_string()))?;
    let code = record
        .currency
        .as_ref()
        .map_or("USD", |currency| &currency.code);
    let symbol = record
        .currency
        .as_ref()
        .and_then(|currency| currency.symbol.as_deref());
    let currency_id = record
        .currency
        .as_ref()
        .and_then(|currency| currency.id.clone());
    let new = NewOrganization {
        id: ids.of(place, &record.id)?,
        name: place.name("name", &record.name)?,
        time_zone,
        currency: Currency {
            id: ids.of(&place.part("currency"), &currency_id)?,
            code: place.name("currency.code", code)?.to_owned(),
            symbol: symbol.unwrap_or(code).to_owned(),
        },
    };
    let transaction = ids.transaction;
    transaction.add_organization(&new)?;
    let added = transaction.organization(new.id)?;
    let ledger = transaction.ledger(added.ok_or(StoreError::BrokenOff)?, now);
    let users = load_users(record, place, ids, &ledger)?;
    let customers = load_customers(record, place, ids, &ledger)?;
    let custom_fields = load_custom_fields(record, place, ids, &ledger)?;
    let first_user = ledger.first_user()?;
    let staffed = Staffed {
        currency: new.currency,
        first_user: first_user
            .ok_or_else(|| place.problem("users", "there is none; write at least one"))?
            .id,
        ledger,
        users,
        customers,
        custom_fields,
    };
    for (index, project) in record.projects.iter().enumerate() {
        load_project::load(project, &place.item("projects", index), ids, &staffed)?;
    }
    Ok(())
}

fn load_users(
    record: &Organization,
    place: &FieldPath,
    ids: &mut Ids<'_>,
    ledger: &Ledger<'_>,
) -> Result<Names<UserKey>, LoadProblem> {
    let mut names = Names::of("user", "users of the organization");
    for (index, user) in record.users.iter().enumerate() {
        let place = place.item("users", index);
        let email = place.name("email", &user.email)?;
        if ledger.has_user_with_email(email)? {
            return Err(place.problem("email", format!("another user has {email:?} already")));
        }
        let new = NewUser {
            id: ids.of(&place, &user.id)?,
            name: place.name("name", &user.name)?,
            email,
            role: place
                .choice("role", user.role.as_ref())?
                .unwrap_or(UserRole::Staff),
            status: place
                .choice("status", user.status.as_ref())?
                .unwrap_or(UserStatus::Active),
        };
        ledger.add_user(&new)?;
        names.add(new.id, &[email, new.name]);
    }
    Ok(names)
}

fn load_customers(
    record: &Organization,
    place: &FieldPath,
    ids: &mut Ids<'_>,
    ledger: &Ledger<'_>,
) -> Result<Names<CustomerKey>, LoadProblem> {
    let mut names = Names::of("customer", "customers of the organization");
    for (index, customer) in record.customers.iter().enumerate() {
        let place = place.item("customers", index);
        let new = NewCustomer {
            id: ids.of(&place, &customer.id)?,
            name: place.name("name", &customer.name)?,
            email: customer.email.as_deref().unwrap_or_default(),
        };
        ledger.add_customer(&new)?;
        names.add(new.id, &[new.name]);
    }
    Ok(names)
}

fn load_custom_fields(
    record: &Organization,
    place: &FieldPath,
    ids: &mut Ids<'_>,
    ledger: &Ledger<'_>,
) -> Result<Names<FieldKey>, LoadProblem> {
    let mut names = Names::of("custom field", "custom_fields of the organization");
    for (index, field) in record.custom_fields.iter().enumerate() {
        let place = place.item("custom_fields", index);
        let api_name = place.name("api_name", &field.api_name)?;
        if ledger.custom_field(api_name)?.is_some() {
            let problem = format!("another custom field is called {api_name:?} already");
            return Err(place.problem("api_name", problem));
        }
        let new = CustomField {
            id: ids.of(&place, &field.id)?,
            api_name: api_name.to_owned(),
            label: field.label.clone().unwrap_or_else(|| api_name.to_owned()),
            data_type: field.data_type.clone().unwrap_or_else(|| "string".into()),
            is_unique: field.is_unique,
        };
        ledger.add_custom_field(&new)?;
        names.add(new.id, &[api_name]);
    }
    Ok(names)
}

impl Staffed<'_> {
    /// The customer who is named in a place.
    pub(super) fn customer(&self, place: &FieldPath, name: &str) -> Result<Customer, LoadProblem> {
        let id = self.customers.find(&place.field("customer"), name)?;
        let customer = self.ledger.customer(id)?;
        Ok(customer.ok_or(StoreError::BrokenOff)?)
    }

    /// The user who is named in a field, or the first one.
    pub(super) fn user(
        &self,
        place: &FieldPath,
        field: &str,
        name: &Text,
    ) -> Result<UserKey, LoadProblem> {
        match name {
            Some(name) => self.users.find(&place.field(field), name),
            None => Ok(self.first_user),
        }
    }
}
