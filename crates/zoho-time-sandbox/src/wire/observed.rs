//! The observed style: what live servers have been seen to send.
//!
//! Amounts are floats, except for those that are text; absent values are empty text, whatever their type; there
//! are many undocumented fields, and some envelopes have other names. Projects and invoices follow recordings.
//! No recording of a time entry, task, user or comment is known, so those follow the fields that clients of
//! live servers read.

use serde::{Serialize, Serializer};
use zoho_time_types::Hours;

use super::json::{Fixed, Float, NONE, Object, OrEmpty};
use super::observed_invoice::invoice;
use super::phrases::{ago, billed_status, budget_hours, clock_time, in_utc, zulu};
use super::{Output, RenderContext};
use crate::model::product::Product;
use crate::model::{
    BillingType, BudgetType, Choice, Comment, CustomValue, PageInfo, Project, ProjectDetail,
    ProjectSummary, ProjectUser, Task, TimeEntry, UserRole,
};
use crate::wire::success::Success;

/// Writes the fields of an output's envelope.
pub(super) fn show(body: &mut Object<'_>, answer: &Output, view: &RenderContext) {
    match answer {
        Output::Done(_) => {}
        Output::Project(success, detail) => {
            body.object("project", |o| {
                project(o, detail, view);
                // Absent after creating and changing.
                if *success == Success::Read {
                    o.field("task_custom_fields", NONE);
                }
            });
        }
        Output::Projects(list) => {
            body.list("projects", &list.items, project_summary);
            page_context(body, &list.page);
        }
        Output::User(found) | Output::ChangedUser(_, found) => {
            body.object("user", |o| user(o, found, view));
        }
        Output::Users(_, users) => {
            body.list("users", users, |o, item| user(o, item, view));
        }
        Output::PostedComment(posted) => {
            body.object("comment", |o| comment(o, posted, view));
        }
        Output::Comments(list) => {
            body.list("comments", &list.items, |o, item| comment(o, item, view));
            page_context(body, &list.page);
        }
        Output::Invoices(list) => {
            body.list("invoices", &list.items, |o, item| invoice(o, item, view));
            page_context_with(body, &list.page, |o| {
                o.field("seller_app_sales_channels", "");
            });
        }
        Output::Task(project, found) => {
            body.object("task", |o| single_task(o, project, found));
        }
        Output::ChangedTask(_, project, changed) => {
            body.object("task", |o| {
                listed_task(o, project, changed);
                o.field("status", changed.status);
            });
        }
        Output::Tasks(project, list) => {
            body.list("task", &list.items, |o, item| {
                listed_task(o, project, item);
                // Missing according to a client of Books, read by one of Invoice.
                if view.product != Product::Books {
                    o.field("status", item.status);
                }
            });
            page_context(body, &list.page);
        }
        Output::TimeEntry(Success::TimeLogged, entry) => {
            body.object("time_entry", |o| {
                time_entry(o, entry, view, zulu(entry.created));
            });
        }
        Output::TimeEntry(_, entry) | Output::RunningTimer(Some(entry)) => {
            body.object("time_entry", |o| stored_time_entry(o, entry, view));
        }
        Output::TimeEntries(list) => {
            body.list("time_entries", &list.items, |o, item| {
                stored_time_entry(o, item, view);
            });
            page_context(body, &list.page);
        }
        Output::RunningTimer(None) => {
            body.field("time_entry", "");
        }
    }
}

fn page_context(body: &mut Object<'_>, page: &PageInfo) {
    page_context_with(body, page, |_| {});
}

/// A page context with additional fields.
fn page_context_with(
    body: &mut Object<'_>,
    page: &PageInfo,
    add_own: impl FnOnce(&mut Object<'_>),
) {
    body.object("page_context", |o| {
        o.field("page", page.number)
            .field("per_page", page.size)
            .field("has_more_page", page.has_more);
        if let Some(moment) = &page.modified_since {
            o.field("last_modified_time", moment);
        }
        o.field("report_name", page.report_name);
        if let Some(filter) = page.applied_filter {
            o.field("applied_filter", filter);
        }
        o.field("custom_fields", NONE);
        add_own(o);
        o.field("sort_column", page.sort_column)
            .field("sort_order", page.sort_order);
    });
}

fn project(o: &mut Object<'_>, detail: &ProjectDetail, view: &RenderContext) {
    let (project, worked, amounts) = (&detail.project, &detail.worked, &detail.amounts);
    o.field("project_id", project.id)
        .field("project_name", &project.name)
        .field("project_code", "")
        .field("customer_id", project.customer.id)
        .field("currency_id", project.currency.id)
        .field("customer_name", &project.customer.name)
        .field("customer_first_name", "")
        .field("customer_email", &project.customer.email)
        .field("photo_url", photo_url(project))
        .field("currency_code", &project.currency.code)
        .field("description", &project.description)
        .field("status", project.status)
        .field(
            "billing_rate_frequency",
            billing_rate_frequency(project.billing_type),
        )
        .field("billing_type", project.billing_type)
        .field("rate", Float(project.rate.unwrap_or_default()))
        .field("is_from_zoho_projects", false)
        .field("budget_type", OrEmpty(project.budget_type));
    match project.budget_type {
        Some(BudgetType::ProjectHours) => {
            o.field("budget_hours", budget_hours(project.budget_hours));
        }
        _ => {
            o.field(
                "budget_amount",
                Float(project.budget_amount.unwrap_or_default()),
            );
        }
    }
    o.field(
        "cost_budget_amount",
        Float(project.cost_budget_amount.unwrap_or_default()),
    )
    .field("is_budget_threshold_notification_enabled", false)
    .field("is_client_approval_needed", false)
    .field("is_user_approval_needed", false)
    .field("hours_per_day", "00:00")
    .field("project_head_id", "")
    .field("project_head_name", "")
    .field("is_valid_project_head", true)
    .field("budget_threshold", 80.0)
    .field("budget_threshold_formatted", "80.00%")
    .field("is_expense_inclusive", false)
    .field("total_hours", worked.total())
    .field("total_amount", Float(amounts.total))
    .field("total_amount_expense_inclusive", "")
    .field("billed_hours", worked.billed)
    .field("billed_amount", Fixed(amounts.billed, 2))
    .field("un_billed_hours", worked.un_billed)
    .field("un_billed_amount", Fixed(amounts.un_billed, 3))
    .field("billable_hours", worked.billable())
    .field("billable_amount", Float(amounts.billable))
    .field("non_billable_hours", worked.non_billable)
    .field("non_billable_amount", Float(amounts.non_billable))
    .field("unused_retainer_payments", 0.0)
    .field("has_active_recurring_profiles", false)
    .field("created_by_id", project.created_by)
    .field("last_modified_by_id", project.modified_by)
    .field("created_time", project.created)
    .field("zohopeople_project_id", "")
    .field("is_from_zoho_people", false)
    .field("zohoworkerly_project_id", "")
    .field("show_in_dashboard", false)
    .field("accounts_budgets", NONE);
    if view.is_books() {
        o.field("is_recurrence_associated", false)
            .field("recurring_invoices", NONE);
    }
    o.list("tasks", &detail.tasks, |o, item| {
        task_in_project(o, project, item)
    })
    .list("users", &detail.users, |o, item| user(o, item, view))
    .list("custom_fields", &detail.custom_values, custom_field)
    .object("custom_field_hash", |o| {
        for custom in &detail.custom_values {
            o.field(&custom.field.api_name, &custom.value);
        }
    })
    .field("documents", NONE);
}

/// The picture of the customer: an address that does not exist.
fn photo_url(project: &Project) -> String {
    format!(
        "https://pictures.example/contact/{}?d=mm",
        project.customer.id
    )
}

/// Observed for a fixed cost only; the others are our choice.
const fn billing_rate_frequency(billing_type: BillingType) -> &'static str {
    match billing_type {
        BillingType::FixedCost => "fixed",
        BillingType::ProjectHours | BillingType::StaffHours | BillingType::TaskHours => "hour",
    }
}

fn project_summary(o: &mut Object<'_>, summary: &ProjectSummary) {
    let project = &summary.project;
    o.field("project_id", project.id)
        .field("project_name", &project.name)
        .field("project_code", "")
        .field("customer_id", project.customer.id)
        .field("customer_name", &project.customer.name)
        .field("description", &project.description)
        .field("can_be_invoiced", summary.can_be_invoiced)
        .field("status", project.status)
        .field("billing_type", project.billing_type)
        .field("rate", Float(project.rate.unwrap_or_default()))
        .field("created_time", project.created)
        .field("last_modified_time", project.modified)
        .field("has_attachment", false)
        .field("total_hours", summary.worked.total())
        .field("billable_hours", summary.worked.billable())
        .field("other_service_app_source", "")
        .field("users_working", summary.users_working)
        .field("custom_fields", NONE);
}

fn custom_field(o: &mut Object<'_>, custom: &CustomValue) {
    o.field("customfield_id", custom.field.id)
        .field("api_name", &custom.field.api_name)
        .field("label", &custom.field.label)
        .field("data_type", &custom.field.data_type)
        .field("value", &custom.value);
}

/// A task in the response to getting it, without list-only fields.
fn single_task(o: &mut Object<'_>, project: &Project, task: &Task) {
    o.field("project_id", project.id)
        .field("project_name", &project.name)
        .field("task_id", task.id)
        .field("task_name", &task.name)
        .field("description", &task.description)
        .field("rate", Float(task.rate.unwrap_or_default()))
        .field("status", task.status)
        .field("is_billable", task.is_billable);
}

/// A task in a list, without its status.
fn listed_task(o: &mut Object<'_>, project: &Project, task: &Task) {
    o.field("project_id", project.id)
        .field("project_name", &project.name)
        .field("task_id", task.id)
        .field("task_name", &task.name)
        .field("description", &task.description)
        .field("customer_id", project.customer.id)
        .field("customer_name", &project.customer.name)
        .field("currency_id", project.currency.id)
        .field("rate", Float(task.rate.unwrap_or_default()))
        .field("log_time", task.worked.total())
        .field("billed_hours", task.worked.billed)
        .field("un_billed_hours", task.worked.un_billed)
        .field("is_billable", task.is_billable);
}

fn task_in_project(o: &mut Object<'_>, project: &Project, task: &Task) {
    o.field("project_id", project.id)
        .field("project_name", &project.name)
        .field("task_id", task.id)
        .field("task_name", &task.name)
        .field("customer_id", project.customer.id)
        .field("customer_name", &project.customer.name)
        .field("currency_id", project.currency.id)
        .field("description", &task.description)
        .field("rate", Float(task.rate.unwrap_or_default()))
        .field("budget_hours", OrEmpty(task.budget_hours))
        .field("log_time", task.worked.total())
        .field("total_hours", task.worked.total())
        .field("billed_hours", task.worked.billed)
        .field("un_billed_hours", task.worked.un_billed)
        .field("non_billable_hours", task.worked.non_billable)
        .field("status", task.status)
        .field("is_billable", task.is_billable)
        .field("task_custom_fields", NONE);
}

fn user(o: &mut Object<'_>, member: &ProjectUser, view: &RenderContext) {
    o.field("user_id", member.user.id)
        .field("project_id", member.project)
        .field("is_current_user", view.is_caller(member.user.id))
        .field("user_name", &member.user.name)
        .field("email", &member.user.email)
        .field("user_role", member.role)
        .field("role_id", "")
        .field("status", member.user.status)
        .field("rate", Float(member.rate.unwrap_or_default()))
        .field("budget_hours", BudgetHours(member.budget_hours))
        .field(
            "budget_hours_in_time",
            member.budget_hours.unwrap_or_default(),
        )
        .field("total_hours", member.worked.total())
        .field("billed_hours", member.worked.billed)
        .field("un_billed_hours", member.worked.un_billed)
        .field("billable_hours", member.worked.billable())
        .field("non_billable_hours", member.worked.non_billable)
        .field("staff_role", role_title(member.role))
        .field("staff_status", member.user.status);
    if view.is_books() {
        o.field("cost_rate", OrEmpty(member.cost_rate.map(Float)));
    }
}

/// A budget of time: whole hours as a number, others as text.
struct BudgetHours(Option<Hours>);

impl Serialize for BudgetHours {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self.0.unwrap_or_default().minutes() {
            minutes if minutes % 60 == 0 => serializer.serialize_i64(minutes / 60),
            _ => serializer.serialize_str(&budget_hours(self.0)),
        }
    }
}

fn role_title(role: UserRole) -> &'static str {
    match role {
        UserRole::Staff | UserRole::Admin => role.text(),
        UserRole::TimesheetStaff => "timesheet staff",
    }
}

fn comment(o: &mut Object<'_>, comment: &Comment, view: &RenderContext) {
    o.field("comment_id", comment.id)
        .field("project_id", comment.project)
        .field("description", &comment.description)
        .field("commented_by_id", comment.author)
        .field("commented_by", &comment.author_name)
        .field("is_current_user", view.is_caller(comment.author))
        .field("date", comment.created.datetime().date_naive())
        .field("date_description", ago(comment.created, view))
        .field("time", clock_time(comment.created));
}

/// A time entry in every response except that to logging it.
fn stored_time_entry(o: &mut Object<'_>, entry: &TimeEntry, view: &RenderContext) {
    time_entry(o, entry, view, entry.created);
    o.field("invoice_number", &entry.invoice_number);
}

/// A time entry without the number of its invoice, with a given form of its creation time.
fn time_entry(
    o: &mut Object<'_>,
    entry: &TimeEntry,
    view: &RenderContext,
    created: impl Serialize,
) {
    let timer = entry.timer.as_ref();
    let is_invoiced = entry.invoice.is_some();
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
        .field("notes", &entry.notes)
        .field(
            "timer_started_at",
            OrEmpty(timer.map(|timer| timer.started)),
        )
        .field(
            "timer_started_at_utc_time",
            OrEmpty(timer.map(|timer| in_utc(timer.started))),
        )
        .field(
            "timer_duration_in_minutes",
            OrEmpty(timer.map(|timer| timer.elapsed_minutes())),
        )
        .field(
            "timer_duration_in_seconds",
            OrEmpty(timer.map(|timer| timer.elapsed_seconds())),
        )
        .field("can_be_invoiced", entry.is_billable && !is_invoiced)
        .field("can_continue_timer", timer.is_none() && !is_invoiced)
        .field("can_create_client_approval", false)
        .field("can_create_user_approval", false)
        .field("is_client_approval_needed", false)
        .field("created_time", created)
        .field("timesheet_custom_fields", NONE);
    if view.is_books() {
        o.field("cost_rate", OrEmpty(entry.cost_rate.map(Float)))
            .field("cost_amount", Float(entry.cost_amount()));
    }
}
