//! The documented style: the fields, JSON types and envelopes of Zoho's documentation.
//!
//! One detail is the same as on live servers in both styles, because the documentation contradicts itself:
//! `page_context` is an object, and every paginated list has one.

use serde::Serialize;

use super::json::{Fixed, NONE, Number, Object, OrEmpty};
use super::phrases::{ago, billed_status, budget_hours, clock_time, in_utc};
use super::{Output, RenderContext};
use crate::model::product::Product;
use crate::model::{
    Comment, Invoice, PageInfo, Project, ProjectDetail, ProjectSummary, ProjectUser, Task,
    TimeEntry,
};

/// Writes the fields of an output's envelope.
pub(super) fn show(body: &mut Object<'_>, answer: &Output, view: &RenderContext) {
    match answer {
        Output::Done(_) => {}
        Output::Project(_, detail) => {
            body.object("project", |o| project(o, detail, view));
        }
        Output::Projects(list) => {
            body.list("projects", &list.items, project_summary);
            page_context(body, &list.page);
        }
        Output::User(found) => {
            let envelope = match view.product {
                Product::Billing => "users",
                Product::Books | Product::Invoice => "user",
            };
            body.object(envelope, |o| short_user(o, found, view));
        }
        Output::ChangedUser(_, changed) => {
            body.list("users", std::slice::from_ref(changed), |o, user| {
                short_user(o, user, view);
            });
        }
        Output::Users(_, users) => {
            body.list("users", users, |o, user| {
                listed_user(o, user, view);
                cost_rate(o, user, view);
            });
        }
        Output::PostedComment(posted) => {
            body.list("comments", std::slice::from_ref(posted), |o, item| {
                comment(o, item, view);
            });
        }
        Output::Comments(list) => {
            body.list("comments", &list.items, |o, item| {
                comment(o, item, view);
                o.field("is_current_user", view.is_caller(item.author));
            });
            page_context(body, &list.page);
        }
        Output::Invoices(list) => {
            body.list("invoices", &list.items, invoice);
            page_context(body, &list.page);
        }
        Output::Task(project, found) => {
            body.object("task", |o| whole_task(o, project, found));
        }
        Output::ChangedTask(_, project, changed) => {
            body.object("task", |o| listed_task(o, project, changed));
        }
        Output::Tasks(project, list) => {
            body.list("tasks", &list.items, |o, item| {
                listed_task(o, project, item)
            });
            page_context(body, &list.page);
        }
        Output::TimeEntry(_, entry) | Output::RunningTimer(Some(entry)) => {
            body.object("time_entry", |o| time_entry(o, entry, view));
        }
        Output::TimeEntries(list) => {
            body.list("time_entries", &list.items, |o, item| {
                listed_time_entry(o, item, view);
            });
            page_context(body, &list.page);
        }
        Output::RunningTimer(None) => {}
    }
}

fn page_context(body: &mut Object<'_>, page: &PageInfo) {
    body.object("page_context", |o| {
        o.field("page", page.number)
            .field("per_page", page.size)
            .field("report_name", page.report_name)
            .field("has_more_page", page.has_more)
            .field("sort_order", page.sort_order)
            .field("sort_column", page.sort_column);
    });
}

fn project(o: &mut Object<'_>, detail: &ProjectDetail, view: &RenderContext) {
    let (project, worked, amounts) = (&detail.project, &detail.worked, &detail.amounts);
    o.field("project_id", project.id)
        .field("project_name", &project.name)
        .field("customer_id", project.customer.id)
        .field("customer_name", &project.customer.name)
        .field("currency_code", &project.currency.code)
        .field("description", &project.description)
        .field("status", project.status)
        .field("billing_type", project.billing_type)
        .field("rate", Number(project.rate.unwrap_or_default()))
        .field("budget_type", OrEmpty(project.budget_type))
        .field("total_hours", worked.total())
        .field("total_amount", Number(amounts.total))
        .field("billed_hours", worked.billed)
        .field("billed_amount", Number(amounts.billed))
        .field("un_billed_hours", worked.un_billed)
        .field("un_billed_amount", Number(amounts.un_billed))
        .field("billable_hours", worked.billable())
        .field("billable_amount", Number(amounts.billable))
        .field("non_billable_hours", worked.non_billable)
        .field("non_billable_amount", Number(amounts.non_billable));
    if view.is_books() {
        let cost_budget = project.cost_budget_amount.map(|amount| Fixed(amount, 2));
        o.field("cost_budget_amount", OrEmpty(cost_budget))
            .field("is_recurrence_associated", false)
            .field("recurring_invoices", NONE);
    }
    o.field("created_time", project.created)
        .field("show_in_dashboard", true)
        .list("tasks", &detail.tasks, task_in_project)
        .list("users", &detail.users, |o, user| {
            listed_user(o, user, view);
            o.field("total_hours", user.worked.total())
                .field("billed_hours", user.worked.billed)
                .field("un_billed_hours", user.worked.un_billed);
            cost_rate(o, user, view);
        });
}

fn project_summary(o: &mut Object<'_>, summary: &ProjectSummary) {
    let project = &summary.project;
    o.field("project_id", project.id)
        .field("project_name", &project.name)
        .field("customer_id", project.customer.id)
        .field("customer_name", &project.customer.name)
        .field("description", &project.description)
        .field("status", project.status)
        .field("billing_type", project.billing_type)
        .field("rate", Number(project.rate.unwrap_or_default()))
        .field("created_time", project.created)
        .field("has_attachment", false)
        .field("total_hours", summary.worked.total())
        .field("billable_hours", summary.worked.billable());
}

fn task_in_project(o: &mut Object<'_>, task: &Task) {
    o.field("task_id", task.id)
        .field("task_name", &task.name)
        .field("description", &task.description)
        .field("rate", Number(task.rate.unwrap_or_default()))
        .field("budget_hours", budget_hours(task.budget_hours))
        .field("total_hours", task.worked.total())
        .field("billed_hours", task.worked.billed)
        .field("un_billed_hours", task.worked.un_billed)
        .field("non_billable_hours", task.worked.non_billable)
        .field("status", task.status)
        .field("is_billable", task.is_billable)
        .field("task_custom_fields", "");
}

fn listed_task(o: &mut Object<'_>, project: &Project, task: &Task) {
    o.field("project_id", project.id)
        .field("task_id", task.id)
        .field("currency_id", project.currency.id.number())
        .field("customer_id", project.customer.id)
        .field("task_name", &task.name)
        .field("project_name", &project.name)
        .field("customer_name", &project.customer.name)
        .field("billed_hours", task.worked.billed)
        .field("log_time", task.worked.total())
        .field("un_billed_hours", task.worked.un_billed);
}

fn whole_task(o: &mut Object<'_>, project: &Project, task: &Task) {
    o.field("project_id", project.id)
        .field("project_name", &project.name)
        .field("task_id", task.id)
        .field("task_name", &task.name)
        .field("description", &task.description)
        .field("rate", Number(task.rate.unwrap_or_default()))
        .field("status", task.status)
        .field("is_billable", task.is_billable);
}

fn listed_user(o: &mut Object<'_>, member: &ProjectUser, view: &RenderContext) {
    o.field("user_id", member.user.id)
        .field("is_current_user", view.is_caller(member.user.id))
        .field("user_name", &member.user.name)
        .field("email", &member.user.email)
        .field("user_role", member.role)
        .field("status", member.user.status)
        .field("rate", Number(member.rate.unwrap_or_default()))
        .field("budget_hours", budget_hours(member.budget_hours));
}

fn short_user(o: &mut Object<'_>, member: &ProjectUser, view: &RenderContext) {
    o.field("user_id", member.user.id)
        .field("is_current_user", view.is_caller(member.user.id))
        .field("user_name", &member.user.name)
        .field("email", &member.user.email)
        .field("user_role", member.role);
    cost_rate(o, member, view);
}

/// The cost of an hour of a user, which only Zoho Books sends.
fn cost_rate(o: &mut Object<'_>, member: &ProjectUser, view: &RenderContext) {
    if view.is_books() {
        o.field(
            "cost_rate",
            OrEmpty(member.cost_rate.map(|rate| Fixed(rate, 2))),
        );
    }
}

fn comment(o: &mut Object<'_>, comment: &Comment, view: &RenderContext) {
    o.field("comment_id", comment.id)
        .field("project_id", comment.project)
        .field("description", &comment.description)
        .field("commented_by_id", comment.author)
        .field("commented_by", &comment.author_name)
        .field("date", clock_time(comment.created))
        .field("date_description", ago(comment.created, view))
        .field("time", clock_time(comment.created));
}

fn invoice(o: &mut Object<'_>, invoice: &Invoice) {
    o.field("invoice_id", invoice.id)
        .field("customer_name", &invoice.customer_name)
        .field("status", invoice.status)
        .field("invoice_number", &invoice.number)
        .field("reference_number", &invoice.reference_number)
        .field("date", invoice.date)
        .field("due_date", invoice.due_date)
        .field("total", Fixed(invoice.total, 2))
        .field("balance", Fixed(invoice.balance, 2))
        .field("created_time", invoice.created);
}

fn time_entry(o: &mut Object<'_>, entry: &TimeEntry, view: &RenderContext) {
    let timer = entry.timer.as_ref();
    time_entry_start(o, entry, view);
    o.field(
        "timer_started_at",
        OrEmpty(timer.map(|timer| timer.started)),
    )
    .field(
        "timer_started_at_utc_time",
        OrEmpty(timer.map(|timer| in_utc(timer.started))),
    )
    .field(
        "timer_duration_in_minutes",
        digits(timer.map(|timer| timer.elapsed_minutes())),
    )
    .field(
        "timer_duration_in_seconds",
        digits(timer.map(|timer| timer.elapsed_seconds())),
    )
    .field("created_time", entry.created)
    .field("timesheet_custom_fields", "");
    if view.is_books() {
        o.field(
            "cost_rate",
            OrEmpty(entry.cost_rate.map(|rate| Fixed(rate, 2))),
        );
    }
}

fn listed_time_entry(o: &mut Object<'_>, entry: &TimeEntry, view: &RenderContext) {
    let timer = entry.timer.as_ref();
    time_entry_start(o, entry, view);
    o.field(
        "timer_started_at",
        OrEmpty(timer.map(|timer| timer.started)),
    )
    .field(
        "timer_duration_in_minutes",
        digits(timer.map(|timer| timer.elapsed_minutes())),
    )
    .field("created_time", entry.created);
    if view.is_books() {
        o.field(
            "cost_rate",
            OrEmpty(entry.cost_rate.map(|rate| Fixed(rate, 2))),
        )
        .field("cost_amount", Fixed(entry.cost_amount(), 2));
    }
}

fn time_entry_start(o: &mut Object<'_>, entry: &TimeEntry, view: &RenderContext) {
    o.field("time_entry_id", entry.id)
        .field("project_id", entry.project)
        .field("project_name", &entry.project_name)
        .field("customer_id", entry.customer)
        .field("customer_name", &entry.customer_name)
        .field("task_id", entry.task)
        .field("task_name", &entry.task_name)
        .field("user_id", entry.user)
        .field("user_name", &entry.user_name)
        .field("is_current_user", view.is_caller(entry.user))
        .field("log_date", entry.log_date)
        .field("begin_time", OrEmpty(entry.span.map(|(begin, _)| begin)))
        .field("end_time", OrEmpty(entry.span.map(|(_, end)| end)))
        .field("log_time", entry.log_time())
        .field("is_billable", entry.is_billable)
        .field("billed_status", billed_status(entry))
        .field("invoice_id", OrEmpty(entry.invoice))
        .field("notes", &entry.notes);
}

/// A number as text.
fn digits(number: Option<i64>) -> impl Serialize {
    OrEmpty(number.map(|number| number.to_string()))
}
