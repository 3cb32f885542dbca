//! Projects.

use zoho_time_types::Timestamp;

use super::project_detail::detail;
use super::project_input::{ProjectInput, UserInput, put_custom_value};
use super::{Call, Handler};
use crate::http::fields::Fields;
use crate::http::parameters::SortOrder;
use crate::http::refusal::{Kind, Refusal};
use crate::model::keys::{CustomerKey, ProjectKey};
use crate::model::{Choice, CustomField, Listing, Project, ProjectStatus, choices};
use crate::model::{NAME_LIMIT, TEXT_LIMIT};
use crate::store::{ProjectFilter, ProjectSort};
use crate::wire::Output;
use crate::wire::success::Success;

/// The handlers of the operations in this file.
pub(super) const HANDLERS: &[(&str, Handler)] = &[
    ("create_project", create),
    ("list_projects", list),
    ("update_project_by_custom_field", update_by_custom_field),
    ("get_project", get),
    ("update_project", update),
    ("delete_project", delete),
    ("activate_project", activate),
    ("inactivate_project", inactivate),
    ("clone_project", clone),
];

choices! {
    /// Filter of a list.
    StatusFilter {
        All = "Status.All",
        Active = "Status.Active",
        Inactive = "Status.Inactive",
    }
}

/// Creates a project.
fn create(call: &Call<'_>) -> Result<Output, Refusal> {
    let id = insert(call, &call.body()?)?;
    answer(call, id, Success::ProjectCreated)
}

/// Lists projects.
fn list(call: &Call<'_>) -> Result<Output, Refusal> {
    let filter = call.query.choice("filter_by")?.unwrap_or(StatusFilter::All);
    let modified_since: Option<Timestamp> = call
        .query
        .read("last_modified_time", |text| timestamp(text).parse().ok())?;
    let filters = ProjectFilter {
        status: match filter {
            StatusFilter::All => None,
            StatusFilter::Active => Some(ProjectStatus::Active),
            StatusFilter::Inactive => Some(ProjectStatus::Inactive),
        },
        customer: call.query.key::<CustomerKey>("customer_id")?,
        modified_since: modified_since.map(Into::into),
        search: call.query.text("search_text").map(str::to_owned),
    };
    let selection = call
        .query
        .selection(ProjectSort::Created, SortOrder::Descending)?;
    let (items, has_more) = call.ledger.projects(filters, selection)?;
    let mut page = selection.info("Projects", has_more);
    page.applied_filter = Some(filter.text());
    page.modified_since = modified_since.map(|moment| moment.to_string());
    Ok(Output::Projects(Listing { items, page }))
}

/// Gets one project.
fn get(call: &Call<'_>) -> Result<Output, Refusal> {
    answer(call, call.project()?.id, Success::Read)
}

/// Changes the fields that are in the body.
fn update(call: &Call<'_>) -> Result<Output, Refusal> {
    let project = call.project()?;
    let id = change(call, project, &call.body()?)?;
    answer(call, id, Success::ProjectUpdated)
}

/// Changes the project in which a unique custom field has a value, or creates one with it.
fn update_by_custom_field(call: &Call<'_>) -> Result<Output, Refusal> {
    const KEY: &str = "X-Unique-Identifier-Key";
    const VALUE: &str = "X-Unique-Identifier-Value";
    const UPSERT: &str = "X-Upsert";
    let key = call.header(KEY).ok_or_else(|| Refusal::invalid(KEY))?;
    let value = call.header(VALUE).ok_or_else(|| Refusal::invalid(VALUE))?;
    let upsert = match call.header(UPSERT).map(str::to_ascii_lowercase).as_deref() {
        None | Some("false") => false,
        Some("true") => true,
        Some(_) => return Err(Refusal::invalid(UPSERT)),
    };
    let field: CustomField = call
        .ledger
        .custom_field(key)?
        .filter(|field| field.is_unique)
        .ok_or_else(|| Refusal::invalid(KEY))?;
    let body = call.body()?;
    let found = match call.ledger.project_with_value(field.id, value)? {
        Some(id) => call.ledger.project(id)?,
        None => None,
    };
    match found {
        Some(project) => {
            let id = change(call, project, &body)?;
            answer(call, id, Success::ProjectUpdated)
        }
        None if upsert => {
            let id = insert(call, &body)?;
            put_custom_value(call, id, &field, value)?;
            answer(call, id, Success::ProjectCreated)
        }
        None => Err(Refusal::NotFound(Kind::Project)),
    }
}

/// Deletes a project that no invoice and no expense refers to.
fn delete(call: &Call<'_>) -> Result<Output, Refusal> {
    let project = call.project()?;
    if call.ledger.is_project_in_use(project.id)? {
        return Err(Refusal::ProjectInUse);
    }
    call.ledger.delete_project(project.id)?;
    Ok(Output::Done(Success::ProjectDeleted))
}

/// Marks a project as active.
fn activate(call: &Call<'_>) -> Result<Output, Refusal> {
    mark(call, ProjectStatus::Active)?;
    Ok(Output::Done(Success::ProjectActivated))
}

/// Marks a project as inactive.
fn inactivate(call: &Call<'_>) -> Result<Output, Refusal> {
    mark(call, ProjectStatus::Inactive)?;
    Ok(Output::Done(Success::ProjectInactivated))
}

/// Creates a project with the tasks, users, rates and budget of another one, but no time.
fn clone(call: &Call<'_>) -> Result<Output, Refusal> {
    let model = call.project()?;
    let body = call.body()?;
    let name = body.title("project_name", NAME_LIMIT)?;
    let description = body.text("description", TEXT_LIMIT)?;
    let now = call.ledger.timestamp();
    let copy = Project {
        id: call.ledger.next_id()?,
        name: body.need("project_name", name)?,
        description: description.unwrap_or(model.description),
        status: ProjectStatus::Active,
        created_by: call.caller,
        modified_by: call.caller,
        created: now,
        modified: now,
        ..model
    };
    call.ledger.put_project(&copy)?;
    copy_contents(call, model.id, copy.id)?;
    answer(call, copy.id, Success::ProjectCloned)
}

fn copy_contents(call: &Call<'_>, from: ProjectKey, to: ProjectKey) -> Result<(), Refusal> {
    for mut task in call.ledger.all_tasks(from)? {
        task.id = call.ledger.next_id()?;
        call.ledger.put_task(to, &task)?;
    }
    for member in call.ledger.project_users(from)? {
        let input = UserInput {
            user: member.user.id,
            role: Some(member.role),
            rate: member.rate,
            cost_rate: member.cost_rate,
            budget_hours: member.budget_hours,
        };
        input.apply(call, to)?;
    }
    for custom in call.ledger.custom_values(from)? {
        // A unique value stays with its project.
        if !custom.field.is_unique {
            call.ledger
                .put_custom_value(to, custom.field.id, &custom.value)?;
        }
    }
    Ok(())
}

/// Creates a project from a body.
fn insert(call: &Call<'_>, body: &Fields) -> Result<ProjectKey, Refusal> {
    let input = ProjectInput::read(call, body)?;
    let customer = body.need("customer_id", input.customer.clone())?;
    let currency = call.ledger.currency(customer.currency)?;
    let now = call.ledger.timestamp();
    let mut project = Project {
        name: body.need("project_name", input.name.clone())?,
        currency: body.need("currency_id", currency)?,
        billing_type: body.need("billing_type", input.billing_type)?,
        id: call.ledger.next_id()?,
        customer,
        description: String::new(),
        status: ProjectStatus::Active,
        rate: None,
        budget_type: None,
        budget_hours: None,
        budget_amount: None,
        cost_budget_amount: None,
        created_by: call.caller,
        modified_by: call.caller,
        created: now,
        modified: now,
    };
    input.apply(call, &mut project)?;
    call.ledger.put_project(&project)?;
    input.apply_contents(call, project.id)?;
    Ok(project.id)
}

/// Applies a body to a project.
fn change(call: &Call<'_>, mut project: Project, body: &Fields) -> Result<ProjectKey, Refusal> {
    let input = ProjectInput::read(call, body)?;
    input.apply(call, &mut project)?;
    call.ledger.put_project(&project)?;
    input.apply_contents(call, project.id)?;
    Ok(project.id)
}

fn mark(call: &Call<'_>, status: ProjectStatus) -> Result<(), Refusal> {
    let mut project = call.project()?;
    if project.status != status {
        project.status = status;
        project.modified_by = call.caller;
        project.modified = call.ledger.timestamp();
        call.ledger.put_project(&project)?;
    }
    Ok(())
}

/// The current project.
fn answer(call: &Call<'_>, id: ProjectKey, success: Success) -> Result<Output, Refusal> {
    let project = call
        .ledger
        .project(id)?
        .ok_or(Refusal::NotFound(Kind::Project))?;
    Ok(Output::Project(
        success,
        Box::new(detail(&call.ledger, project)?),
    ))
}

/// A time whose `+` arrived as a blank because the client did not escape it.
fn timestamp(text: &str) -> String {
    text.replace(' ', "+")
}
