//! Tasks of projects.

use super::project_input::new_task;
use super::{Call, Handler};
use crate::http::parameters::SortOrder;
use crate::http::refusal::{Kind, Refusal};
use crate::model::keys::ProjectKey;
use crate::model::{Listing, Task};
use crate::store::TaskSort;
use crate::wire::success::Success;
use crate::wire::{Output, task};

/// The handlers of the operations in this file.
pub(super) const HANDLERS: &[(&str, Handler)] = &[
    ("add_task", add),
    ("list_tasks", list),
    ("get_task", get),
    ("update_task", update),
    ("delete_task", delete),
];

/// Adds a task to a project.
fn add(call: &Call<'_>) -> Result<Output, Refusal> {
    let project = call.project()?;
    let mut task = new_task(call, "")?;
    task::read(&mut task, &call.body()?)?;
    call.ledger.put_task(project.id, &task)?;
    call.ledger.touch_project(project.id, call.caller)?;
    Ok(Output::ChangedTask(Success::TaskAdded, project, task))
}

/// Lists the tasks of a project.
fn list(call: &Call<'_>) -> Result<Output, Refusal> {
    let project = call.project()?;
    let selection = call.query.selection(TaskSort::Name, SortOrder::Ascending)?;
    let (items, has_more) = call.ledger.tasks(project.id, selection)?;
    let page = selection.info("Tasks", has_more);
    Ok(Output::Tasks(project, Listing { items, page }))
}

/// Gets one task.
fn get(call: &Call<'_>) -> Result<Output, Refusal> {
    let project = call.project()?;
    let task = find(call, project.id)?;
    Ok(Output::Task(project, task))
}

/// Changes a task; the name is required, other fields are optional.
fn update(call: &Call<'_>) -> Result<Output, Refusal> {
    let project = call.project()?;
    let mut task = find(call, project.id)?;
    task::read(&mut task, &call.body()?)?;
    call.ledger.put_task(project.id, &task)?;
    call.ledger.touch_project(project.id, call.caller)?;
    Ok(Output::ChangedTask(Success::TaskUpdated, project, task))
}

/// Deletes a task with its time entries, unless one of them has been invoiced.
fn delete(call: &Call<'_>) -> Result<Output, Refusal> {
    let project = call.project()?;
    let task = find(call, project.id)?;
    if call.ledger.is_task_invoiced(project.id, task.id)? {
        return Err(Refusal::TaskInvoiced);
    }
    call.ledger.delete_task(task.id)?;
    call.ledger.touch_project(project.id, call.caller)?;
    Ok(Output::Done(Success::Message(
        "The task has been deleted successfully.",
    )))
}

fn find(call: &Call<'_>, project: ProjectKey) -> Result<Task, Refusal> {
    let id = call.id("task_id", Kind::Task)?;
    call.ledger
        .task(project, id)?
        .ok_or(Refusal::NotFound(Kind::Task))
}
