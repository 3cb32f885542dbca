//! A task in JSON: the fields that responses show, and those that requests set.

use super::fields::Fields;
use super::json::{NONE, OrEmpty};
use super::phrases::budget_hours;
use crate::http::fields;
use crate::http::refusal::Refusal;
use crate::model::product::Product;
use crate::model::{NAME_LIMIT, Project, TEXT_LIMIT, Task};

/// The part of a response that shows a task.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Part {
    /// The response to getting it.
    Single,
    /// The response to adding and changing it.
    Changed,
    /// A list of tasks.
    List,
    /// Its project.
    Project,
}

/// Writes a task. A field that all responses have goes to the end, without a condition.
pub(super) fn write(f: &mut Fields<'_, '_>, project: &Project, task: &Task, part: Part) {
    let is_observed = f.is_observed();
    let is_single = part == Part::Single;
    let is_in_project = part == Part::Project;
    f.when(is_observed || !is_in_project)
        .id("project_id", project.id)
        .text("project_name", &project.name);
    f.id("task_id", task.id).text("task_name", &task.name);
    f.when(!is_single && (is_observed || !is_in_project))
        .id("customer_id", project.customer.id)
        .text("customer_name", &project.customer.name)
        .forms(
            "currency_id",
            project.currency.id.number(),
            project.currency.id,
        )
        .hours("log_time", task.worked.total());
    f.when(is_observed || is_single || is_in_project)
        .text("description", &task.description)
        .rate("rate", task.rate)
        .flag("is_billable", task.is_billable);
    f.when(is_in_project)
        .forms(
            "budget_hours",
            budget_hours(task.budget_hours),
            OrEmpty(task.budget_hours),
        )
        .hours("total_hours", task.worked.total())
        .hours("non_billable_hours", task.worked.non_billable)
        .forms("task_custom_fields", "", NONE);
    f.when(!is_single)
        .hours("billed_hours", task.worked.billed)
        .hours("un_billed_hours", task.worked.un_billed);
    // In lists, a client of Books finds it missing and one of Invoice reads it.
    let has_status = match part {
        Part::Single | Part::Project => true,
        Part::Changed => is_observed,
        Part::List => is_observed && f.context.product != Product::Books,
    };
    f.when(has_status).choice("status", task.status);
}

/// Changes a task to what a request sets. The name is required, the other fields keep their values when they are
/// absent.
pub(crate) fn read(task: &mut Task, body: &fields::Fields) -> Result<(), Refusal> {
    task.name = body.need("task_name", body.title("task_name", NAME_LIMIT)?)?;
    if let Some(description) = body.text("description", TEXT_LIMIT)? {
        task.description = description;
    }
    task.rate = body.amount("rate")?.or(task.rate);
    task.budget_hours = body.budget_hours("budget_hours")?.or(task.budget_hours);
    task.is_billable = body.flag("is_billable")?.unwrap_or(task.is_billable);
    Ok(())
}
