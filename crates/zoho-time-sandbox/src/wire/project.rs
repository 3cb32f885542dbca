//! The fields of a project.

use super::fields::Fields;
use super::json::{Fixed, Float, Number, OrEmpty};
use super::phrases::budget_hours;
use super::{task, user};
use crate::model::{BillingType, BudgetType, CustomValue, Project, ProjectDetail, ProjectSummary};

/// Writes the fields that all responses with a project have.
fn common(f: &mut Fields<'_, '_>, project: &Project) {
    f.id("project_id", project.id)
        .text("project_name", &project.name)
        .id("customer_id", project.customer.id)
        .text("customer_name", &project.customer.name)
        .text("description", &project.description)
        .choice("status", project.status)
        .choice("billing_type", project.billing_type)
        .rate("rate", project.rate)
        .moment("created_time", project.created);
    f.observed().text("project_code", "");
}

/// Writes a project with everything in it. Creating and changing it leave `task_custom_fields` out.
pub(super) fn write(f: &mut Fields<'_, '_>, detail: &ProjectDetail, is_read: bool) {
    let (project, worked, amounts) = (&detail.project, &detail.worked, &detail.amounts);
    let cost_budget = project.cost_budget_amount;
    common(f, project);
    f.text("currency_code", &project.currency.code)
        .choice::<BudgetType>("budget_type", project.budget_type)
        .hours("total_hours", worked.total())
        .rate("total_amount", amounts.total)
        .hours("billed_hours", worked.billed)
        .forms(
            "billed_amount",
            Number(amounts.billed),
            Fixed(amounts.billed, 2),
        )
        .hours("un_billed_hours", worked.un_billed)
        .forms(
            "un_billed_amount",
            Number(amounts.un_billed),
            Fixed(amounts.un_billed, 3),
        )
        .hours("billable_hours", worked.billable())
        .rate("billable_amount", amounts.billable)
        .hours("non_billable_hours", worked.non_billable)
        .rate("non_billable_amount", amounts.non_billable)
        .forms("show_in_dashboard", true, false)
        .list("tasks", &detail.tasks, |f, item| {
            task::write(f, project, item, task::Part::Project);
        })
        .list("users", &detail.users, |f, member| {
            user::write(f, member, user::Part::Project);
        });
    let is_observed = f.is_observed();
    f.books()
        .flag("is_recurrence_associated", false)
        .none("recurring_invoices");
    f.books().when(!is_observed).value(
        "cost_budget_amount",
        OrEmpty(cost_budget.map(|amount| Fixed(amount, 2))),
    );
    f.observed()
        .value("cost_budget_amount", Float(cost_budget.unwrap_or_default()))
        .when(is_read)
        .none("task_custom_fields");
    observed(&mut f.observed(), detail);
}

/// Writes what live servers send of a project besides.
fn observed(f: &mut Fields<'_, '_>, detail: &ProjectDetail) {
    let project = &detail.project;
    match project.budget_type {
        Some(BudgetType::ProjectHours) => {
            f.text("budget_hours", budget_hours(project.budget_hours))
        }
        _ => f.rate("budget_amount", project.budget_amount),
    };
    f.id("currency_id", project.currency.id)
        .text("customer_first_name", "")
        .text("customer_email", &project.customer.email)
        .text("photo_url", photo_url(project))
        .text(
            "billing_rate_frequency",
            billing_rate_frequency(project.billing_type),
        )
        .flag("is_from_zoho_projects", false)
        .flag("is_budget_threshold_notification_enabled", false)
        .flag("is_client_approval_needed", false)
        .flag("is_user_approval_needed", false)
        .text("hours_per_day", "00:00")
        .text("project_head_id", "")
        .text("project_head_name", "")
        .flag("is_valid_project_head", true)
        .value("budget_threshold", 80.0)
        .text("budget_threshold_formatted", "80.00%")
        .flag("is_expense_inclusive", false)
        .text("total_amount_expense_inclusive", "")
        .value("unused_retainer_payments", 0.0)
        .flag("has_active_recurring_profiles", false)
        .id("created_by_id", project.created_by)
        .id("last_modified_by_id", project.modified_by)
        .text("zohopeople_project_id", "")
        .flag("is_from_zoho_people", false)
        .text("zohoworkerly_project_id", "")
        .none("accounts_budgets")
        .list("custom_fields", &detail.custom_values, custom_field)
        .object("custom_field_hash", |f| {
            for custom in &detail.custom_values {
                f.text(&custom.field.api_name, &custom.value);
            }
        })
        .none("documents");
}

/// Writes a project as a list shows it.
pub(super) fn write_summary(f: &mut Fields<'_, '_>, summary: &ProjectSummary) {
    common(f, &summary.project);
    f.flag("has_attachment", false)
        .hours("total_hours", summary.worked.total())
        .hours("billable_hours", summary.worked.billable());
    f.observed()
        .flag("can_be_invoiced", summary.can_be_invoiced)
        .moment("last_modified_time", summary.project.modified)
        .text("other_service_app_source", "")
        .count("users_working", summary.users_working)
        .none("custom_fields");
}

/// The picture of the customer: an address that leads nowhere.
fn photo_url(project: &Project) -> String {
    let customer = project.customer.id;
    format!("https://pictures.example/contact/{customer}?d=mm")
}

/// Seen for a fixed cost only; the others are ours.
const fn billing_rate_frequency(billing_type: BillingType) -> &'static str {
    match billing_type {
        BillingType::FixedCost => "fixed",
        BillingType::ProjectHours | BillingType::StaffHours | BillingType::TaskHours => "hour",
    }
}

fn custom_field(f: &mut Fields<'_, '_>, custom: &CustomValue) {
    f.id("customfield_id", custom.field.id)
        .text("api_name", &custom.field.api_name)
        .text("label", &custom.field.label)
        .text("data_type", &custom.field.data_type)
        .text("value", &custom.value);
}
