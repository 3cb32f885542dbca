//! The fields of a user of a project.

use serde::{Serialize, Serializer};
use zoho_time_types::Hours;

use super::fields::Fields;
use super::phrases::budget_hours;
use crate::model::{Choice, ProjectUser, UserRole};

/// The part of a response that shows a user.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Part {
    /// The response to getting, inviting and changing them.
    Single,
    /// A list of users.
    List,
    /// Their project.
    Project,
}

/// Writes a user. A field that all responses have goes to the end, without a condition.
pub(super) fn write(f: &mut Fields<'_, '_>, member: &ProjectUser, part: Part) {
    let is_observed = f.is_observed();
    let is_current = f.context.is_caller(member.user.id);
    f.id("user_id", member.user.id);
    f.observed().id("project_id", member.project);
    f.flag("is_current_user", is_current)
        .text("user_name", &member.user.name)
        .text("email", &member.user.email)
        .choice("user_role", member.role);
    f.when(is_observed || part != Part::Single)
        .choice("status", member.user.status)
        .rate("rate", member.rate)
        .forms(
            "budget_hours",
            budget_hours(member.budget_hours),
            BudgetHours(member.budget_hours),
        );
    f.when(is_observed || part == Part::Project)
        .hours("total_hours", member.worked.total())
        .hours("billed_hours", member.worked.billed)
        .hours("un_billed_hours", member.worked.un_billed);
    f.observed()
        .text("role_id", "")
        .hours(
            "budget_hours_in_time",
            member.budget_hours.unwrap_or_default(),
        )
        .hours("billable_hours", member.worked.billable())
        .hours("non_billable_hours", member.worked.non_billable)
        .text("staff_role", role_title(member.role))
        .choice("staff_status", member.user.status);
    f.books().amount("cost_rate", member.cost_rate);
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
