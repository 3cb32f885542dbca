//! `/_sandbox/organizations`, `customers`, `users`, `custom_fields`, `expenses` and `invoices`.

use serde_json::{Value, json};

use super::Control;
use crate::http::refusal::{Kind, Refusal};
use crate::model::keys::{ExpenseKey, Key, ProjectKey};
use crate::model::time_zone::UnknownTimeZone;
use crate::model::{Currency, CustomField, InvoiceStatus, UserRole, UserStatus};
use crate::resources::{Bill, bill};
use crate::store::{NewCustomer, NewOrganization, NewUser};

/// Maximum number of characters of a text.
const LIMIT: usize = 200;

/// Adds an organization with one user: `name`, `currency_code`, `time_zone` (an offset such as
/// `+05:30`, or a name such as `Europe/Berlin`).
pub(super) fn organization(control: &Control<'_>) -> Result<Value, Refusal> {
    let body = &control.body;
    let name = body
        .title("name", LIMIT)?
        .unwrap_or_else(|| "Organization".into());
    let code = body
        .title("currency_code", 3)?
        .unwrap_or_else(|| "USD".into());
    let zone = body
        .title("time_zone", LIMIT)?
        .unwrap_or_else(|| "+00:00".into());
    let time_zone = zone
        .parse()
        .map_err(|error: UnknownTimeZone| Refusal::Control(error.to_string()))?;
    let transaction = control.transaction;
    let new = NewOrganization {
        id: transaction.next_id()?,
        name: &name,
        time_zone,
        currency: Currency {
            id: transaction.next_id()?,
            symbol: code.clone(),
            code,
        },
    };
    transaction.add_organization(&new)?;
    let added = transaction.organization(new.id)?;
    let added = added.ok_or(Refusal::NotFound(Kind::Organization))?;
    let ledger = transaction.ledger(added, control.now());
    let user = ledger.next_id()?;
    ledger.add_user(&NewUser {
        id: user,
        name: "Admin",
        email: "admin@organization.example",
        role: UserRole::Admin,
        status: UserStatus::Active,
    })?;
    Ok(json!({
        "organization_id": new.id,
        "user_id": user,
        "currency_id": new.currency.id,
    }))
}

/// Adds a customer: `name`, `email`.
pub(super) fn customer(control: &Control<'_>) -> Result<Value, Refusal> {
    let name = control.body.title("name", LIMIT)?;
    let name = control.body.need("name", name)?;
    let email = control.body.text("email", LIMIT)?.unwrap_or_default();
    let ledger = control.ledger()?;
    let id = ledger.next_id()?;
    ledger.add_customer(&NewCustomer {
        id,
        name: &name,
        email: &email,
    })?;
    Ok(json!({ "customer_id": id, "customer_name": name }))
}

/// Adds a user: `name`, `email`, `role`, `status`.
pub(super) fn user(control: &Control<'_>) -> Result<Value, Refusal> {
    let body = &control.body;
    let name = body.need("name", body.title("name", LIMIT)?)?;
    let ledger = control.ledger()?;
    let id: crate::model::keys::UserKey = ledger.next_id()?;
    let email = match body.title("email", LIMIT)? {
        None => format!("user-{id}@organization.example"),
        Some(email) if ledger.has_user_with_email(&email)? => {
            return Err(Refusal::invalid("email"));
        }
        Some(email) => email,
    };
    ledger.add_user(&NewUser {
        id,
        name: &name,
        email: &email,
        role: body.choice("role")?.unwrap_or(UserRole::Staff),
        status: body.choice("status")?.unwrap_or(UserStatus::Active),
    })?;
    Ok(json!({ "user_id": id, "user_name": name, "email": email }))
}

/// Adds a custom field of projects: `api_name`, `label`, `data_type`, `is_unique`.
pub(super) fn custom_field(control: &Control<'_>) -> Result<Value, Refusal> {
    let body = &control.body;
    let api_name = body.need("api_name", body.title("api_name", LIMIT)?)?;
    let ledger = control.ledger()?;
    if ledger.custom_field(&api_name)?.is_some() {
        return Err(Refusal::invalid("api_name"));
    }
    let field = CustomField {
        id: ledger.next_id()?,
        label: body
            .title("label", LIMIT)?
            .unwrap_or_else(|| api_name.clone()),
        data_type: body
            .title("data_type", LIMIT)?
            .unwrap_or_else(|| "string".into()),
        is_unique: body.flag("is_unique")?.unwrap_or(false),
        api_name,
    };
    ledger.add_custom_field(&field)?;
    Ok(json!({ "customfield_id": field.id, "api_name": field.api_name }))
}

/// Records an expense for a project: `project_id`.
pub(super) fn expense(control: &Control<'_>) -> Result<Value, Refusal> {
    let ledger = control.ledger()?;
    let project = project(control)?;
    let project = ledger
        .project(project)?
        .ok_or(Refusal::NotFound(Kind::Project))?;
    let id: ExpenseKey = ledger.next_id()?;
    ledger.add_expense(id, project.id)?;
    Ok(json!({ "expense_id": id, "project_id": project.id }))
}

/// Bills a project: `project_id`, `time_entry_ids` (all that can be billed by default), `status`,
/// `date`, `reference_number`.
pub(super) fn invoice(control: &Control<'_>) -> Result<Value, Refusal> {
    const ENTRIES: &str = "time_entry_ids";
    let body = &control.body;
    let mut entries = Vec::new();
    for text in body.texts(ENTRIES)? {
        entries.push(body.need(ENTRIES, Key::parse(&text))?);
    }
    let order = Bill {
        project: project(control)?,
        entries,
        status: body.choice("status")?.unwrap_or(InvoiceStatus::Sent),
        date: body.day("date")?,
        reference_number: body.text("reference_number", LIMIT)?.unwrap_or_default(),
    };
    let invoice = bill(&control.ledger()?, &order)?;
    Ok(json!({
        "invoice_id": invoice.id,
        "invoice_number": invoice.number,
        "total": invoice.total,
    }))
}

fn project(control: &Control<'_>) -> Result<ProjectKey, Refusal> {
    control
        .body
        .need("project_id", control.body.key("project_id")?)
}
