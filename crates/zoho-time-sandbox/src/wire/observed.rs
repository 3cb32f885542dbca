//! The observed style: what live servers have been seen to send.
//!
//! Amounts come as floats, except for those that come as text; what is absent comes as empty
//! text, whatever its type; there are many more fields than the documents know, and some
//! envelopes have other names. No time entry, task, user or comment was ever recorded, so those
//! follow the field lists of clients that read them.

use super::json::{Fixed, Float, NONE, Object, OrEmpty};
use super::phrases::{ago, billed_status, budget_hours, clock_time, in_utc};
use super::{Answer, View};
use crate::model::{
    BudgetType, Choice, Comment, CustomValue, Invoice, PageInfo, Project, ProjectDetail,
    ProjectSummary, ProjectUser, Task, TimeEntry, UserRole,
};

/// Shows an answer in the fields of its envelope.
pub(super) fn show(body: &mut Object<'_>, answer: &Answer, view: &View) {
    match answer {
        Answer::Done(_) => {}
        Answer::Project(_, detail) => {
            body.object("project", |o| project(o, detail, view));
        }
        Answer::Projects(list) => {
            body.list("projects", &list.items, project_summary);
            page_context(body, &list.page);
        }
        Answer::User(found) | Answer::ChangedUser(_, found) => {
            body.object("user", |o| user(o, found, view));
        }
        Answer::Users(_, users) => {
            body.list("users", users, |o, item| user(o, item, view));
        }
        Answer::PostedComment(posted) => {
            body.object("comment", |o| comment(o, posted, view));
        }
        Answer::Comments(list) => {
            body.list("comments", &list.items, |o, item| comment(o, item, view));
            page_context(body, &list.page);
        }
        Answer::Invoices(list) => {
            body.list("invoices", &list.items, invoice);
            page_context(body, &list.page);
        }
        Answer::Task(project, found) | Answer::ChangedTask(_, project, found) => {
            body.object("task", |o| task(o, project, found));
        }
        Answer::Tasks(project, list) => {
            body.list("task", &list.items, |o, item| task(o, project, item));
            page_context(body, &list.page);
        }
        Answer::TimeEntry(_, entry) | Answer::RunningTimer(Some(entry)) => {
            body.object("time_entry", |o| time_entry(o, entry, view));
        }
        Answer::TimeEntries(list) => {
            body.list("time_entries", &list.items, |o, item| {
                time_entry(o, item, view);
            });
            page_context(body, &list.page);
        }
        Answer::RunningTimer(None) => {
            body.field("time_entry", "");
        }
    }
}

fn page_context(body: &mut Object<'_>, page: &PageInfo) {
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
        o.field("custom_fields", NONE)
            .field("sort_column", page.sort_column)
            .field("sort_order", page.sort_order);
    });
}

fn project(o: &mut Object<'_>, detail: &ProjectDetail, view: &View) {
    let (project, worked, amounts) = (&detail.project, &detail.worked, &detail.amounts);
    o.field("project_id", project.id)
        .field("project_name", &project.name)
        .field("project_code", "")
        .field("customer_id", project.customer.id)
        .field("currency_id", project.currency.id)
        .field("customer_name", &project.customer.name)
        .field("customer_first_name", "")
        .field("customer_email", &project.customer.email)
        .field("photo_url", "")
        .field("currency_code", &project.currency.code)
        .field("description", &project.description)
        .field("status", project.status)
        .field("billing_rate_frequency", "hour")
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
    .field("hours_per_day", "08:00")
    .field("project_head_id", "")
    .field("project_head_name", "")
    .field("is_valid_project_head", false)
    .field("budget_threshold", 0.0)
    .field("budget_threshold_formatted", "0.00%")
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
    .field("show_in_dashboard", true)
    .field("accounts_budgets", NONE);
    if view.is_books() {
        o.field("is_recurrence_associated", false)
            .field("recurring_invoices", NONE);
    }
    o.list("tasks", &detail.tasks, |o, item| task(o, project, item))
        .list("users", &detail.users, |o, item| user(o, item, view))
        .list("custom_fields", &detail.custom_values, custom_field)
        .object("custom_field_hash", |o| {
            for custom in &detail.custom_values {
                o.field(&custom.field.api_name, &custom.value);
            }
        })
        .field("task_custom_fields", NONE)
        .field("documents", NONE);
}

fn project_summary(o: &mut Object<'_>, summary: &ProjectSummary) {
    let project = &summary.project;
    o.field("project_id", project.id)
        .field("project_name", &project.name)
        .field("project_code", "")
        .field("customer_id", project.customer.id)
        .field("customer_name", &project.customer.name)
        .field("description", &project.description)
        .field("can_be_invoiced", !summary.worked.un_billed.is_zero())
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

fn task(o: &mut Object<'_>, project: &Project, task: &Task) {
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

fn user(o: &mut Object<'_>, member: &ProjectUser, view: &View) {
    o.field("user_id", member.user.id)
        .field("is_current_user", view.is_caller(member.user.id))
        .field("user_name", &member.user.name)
        .field("email", &member.user.email)
        .field("user_role", member.role)
        .field("role_id", "")
        .field("status", member.user.status)
        .field("rate", Float(member.rate.unwrap_or_default()))
        .field("budget_hours", budget_hours(member.budget_hours))
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

fn role_title(role: UserRole) -> &'static str {
    match role {
        UserRole::Staff | UserRole::Admin => role.text(),
        UserRole::TimesheetStaff => "timesheet staff",
    }
}

fn comment(o: &mut Object<'_>, comment: &Comment, view: &View) {
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

fn invoice(o: &mut Object<'_>, invoice: &Invoice) {
    o.field("ach_payment_initiated", false)
        .field("invoice_id", invoice.id)
        .field("zcrm_potential_id", "")
        .field("customer_id", invoice.customer)
        .field("zcrm_potential_name", "")
        .field("customer_name", &invoice.customer_name)
        .field("company_name", "")
        .field("status", invoice.status)
        .field("invoice_number", &invoice.number)
        .field("reference_number", &invoice.reference_number)
        .field("date", invoice.date)
        .field("due_date", invoice.due_date)
        .field("due_days", "")
        .field("email", &invoice.customer_email)
        .field("project_name", &invoice.project_name)
        .field("total", Float(invoice.total))
        .field("balance", Float(invoice.balance))
        .field("payment_expected_date", "")
        .field("custom_fields", NONE)
        .object("custom_field_hash", |_| {})
        .field("tags", NONE)
        .field("salesperson_name", "")
        .field("shipping_charge", 0.0)
        .field("adjustment", 0.0)
        .field("created_time", invoice.created)
        .field("last_modified_time", invoice.created)
        .field("is_viewed_by_client", false)
        .field("has_attachment", false)
        .field("client_viewed_time", "")
        .field("is_emailed", false)
        .field("color_code", "")
        .field("current_sub_status_id", "")
        .field("current_sub_status", invoice.status)
        .field("currency_id", invoice.currency.id)
        .field("schedule_time", "")
        .field("currency_code", &invoice.currency.code)
        .field("currency_symbol", &invoice.currency.symbol)
        .field("last_payment_date", "")
        .field("documents", "")
        .field("salesperson_id", "")
        .field("write_off_amount", 0.0)
        .field("exchange_rate", 1.0)
        .field("unprocessed_payment_amount", 0.0)
        .field("invoice_url", "");
}

fn time_entry(o: &mut Object<'_>, entry: &TimeEntry, view: &View) {
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
        .field("invoice_number", &entry.invoice_number)
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
        .field("created_time", entry.created)
        .field("timesheet_custom_fields", NONE);
    if view.is_books() {
        o.field("cost_rate", OrEmpty(entry.cost_rate.map(Float)))
            .field("cost_amount", Float(entry.cost_amount()));
    }
}
