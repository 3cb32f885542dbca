//! The users of projects.

use super::project_input::UserInput;
use super::{Call, Handler};
use crate::http::refusal::{Kind, Refusal};
use crate::model::keys::{ProjectKey, UserKey};
use crate::model::product::Product;
use crate::model::{ProjectUser, UserRole, UserStatus};
use crate::store::NewUser;
use crate::wire::Output;
use crate::wire::success::Success;

/// The handlers of the operations in this file.
pub(super) const HANDLERS: &[(&str, Handler)] = &[
    ("assign_users", assign),
    ("list_users", list),
    ("invite_user", invite),
    ("get_user", get),
    ("update_user", update),
    ("delete_user", delete),
];

/// Maximum number of characters of a user's name.
pub(super) const NAME_LIMIT: usize = 200;
/// Maximum number of characters of an e-mail address.
pub(super) const EMAIL_LIMIT: usize = 100;

/// Adds users of the organization to a project: a list under `users`, or one `user_id`.
fn assign(call: &Call<'_>) -> Result<Output, Refusal> {
    let project = call.project()?;
    let body = call.body()?;
    let mut inputs = Vec::new();
    if body.is_empty_list("users") {
        return Err(Refusal::invalid("users"));
    }
    for fields in body.list("users")? {
        inputs.push(UserInput::read(call, &fields)?);
    }
    if call.product == Product::Books {
        let cost_rate = body.amount("cost_rate")?;
        for input in &mut inputs {
            input.cost_rate = input.cost_rate.or(cost_rate);
        }
    }
    if body.key::<UserKey>("user_id")?.is_some() {
        inputs.push(UserInput::read(call, &body)?);
    } else {
        // These fields have no effect here, but errors in them are reported.
        body.amount("rate")?;
        body.budget_hours("budget_hours")?;
    }
    if inputs.is_empty() {
        return Err(Refusal::invalid("users"));
    }
    let mut added: Vec<ProjectUser> = Vec::new();
    for input in &inputs {
        input.apply(call, project.id)?;
    }
    for input in &inputs {
        if added.iter().all(|member| member.user.id != input.user) {
            added.push(member(call, project.id, input.user)?);
        }
    }
    call.ledger.touch_project(project.id, call.caller)?;
    Ok(Output::Users(Success::UsersAssigned, added))
}

/// Lists the users of a project.
fn list(call: &Call<'_>) -> Result<Output, Refusal> {
    let project = call.project()?;
    Ok(Output::Users(
        Success::Read,
        call.ledger.project_users(project.id)?,
    ))
}

/// Adds a person to the organization as an invited user, and to a project.
fn invite(call: &Call<'_>) -> Result<Output, Refusal> {
    let project = call.project()?;
    let body = call.body()?;
    let name = body.need("user_name", body.title("user_name", NAME_LIMIT)?)?;
    let email = body.need("email", body.title("email", EMAIL_LIMIT)?)?;
    if !is_email(&email) || call.ledger.has_user_with_email(&email)? {
        return Err(Refusal::invalid("email"));
    }
    let role = body.choice("user_role")?.unwrap_or(UserRole::Staff);
    let id = call.ledger.next_id()?;
    call.ledger.add_user(&NewUser {
        id,
        name: &name,
        email: &email,
        role,
        status: UserStatus::Invited,
    })?;
    let mut input = UserInput::of(call, id)?;
    input.read_terms(call, &body)?;
    input.apply(call, project.id)?;
    call.ledger.touch_project(project.id, call.caller)?;
    let member = member(call, project.id, id)?;
    Ok(Output::ChangedUser(Success::UserInvited, member))
}

/// Gets one user of a project.
fn get(call: &Call<'_>) -> Result<Output, Refusal> {
    let project = call.project()?;
    let user = call.id("user_id", Kind::User)?;
    Ok(Output::User(member(call, project.id, user)?))
}

/// Changes the name of a user, and their settings in a project.
fn update(call: &Call<'_>) -> Result<Output, Refusal> {
    let project = call.project()?;
    let user = member(call, project.id, call.id("user_id", Kind::User)?)?
        .user
        .id;
    let body = call.body()?;
    if let Some(name) = body.title("user_name", NAME_LIMIT)? {
        call.ledger.rename_user(user, &name)?;
    }
    let mut input = UserInput::of(call, user)?;
    input.read_terms(call, &body)?;
    input.apply(call, project.id)?;
    call.ledger.touch_project(project.id, call.caller)?;
    let member = member(call, project.id, user)?;
    Ok(Output::ChangedUser(Success::UserUpdated, member))
}

/// Removes a user from a project; the user and their logged time remain.
fn delete(call: &Call<'_>) -> Result<Output, Refusal> {
    let project = call.project()?;
    let user = call.id("user_id", Kind::User)?;
    if !call.ledger.remove_member(project.id, user)? {
        return Err(Refusal::NotFound(Kind::User));
    }
    call.ledger.touch_project(project.id, call.caller)?;
    Ok(Output::Done(Success::Message("The staff has been removed")))
}

fn member(call: &Call<'_>, project: ProjectKey, user: UserKey) -> Result<ProjectUser, Refusal> {
    let member = call.ledger.project_user(project, user)?;
    member.ok_or(Refusal::NotFound(Kind::User))
}

/// Whether a text looks like an e-mail address.
fn is_email(text: &str) -> bool {
    text.split_once('@').is_some_and(|(name, host)| {
        let has_blank = text.contains(char::is_whitespace);
        !name.is_empty() && !host.is_empty() && !host.contains('@') && !has_blank
    })
}
