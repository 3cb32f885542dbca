//! Enumerations of the API, with the text of each value.

use rusqlite::types::{FromSql, FromSqlError, FromSqlResult, ToSql, ToSqlOutput, ValueRef};
use serde::{Serialize, Serializer};

/// A closed enumeration whose values have a text.
pub(crate) trait Choice: Copy + Sized + 'static {
    /// All values.
    const ALL: &'static [Self];

    /// The text of the value.
    fn text(self) -> &'static str;

    /// The value of a text.
    fn parse(text: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|value| value.text() == text)
    }
}

macro_rules! choices {
    ($($(#[$meta:meta])* $name:ident { $($value:ident = $text:literal,)+ })+) => {$(
        $(#[$meta])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        pub(crate) enum $name {
            $(#[doc = concat!("`", $text, "`")] $value,)+
        }

        impl $crate::model::Choice for $name {
            const ALL: &'static [Self] = &[$(Self::$value,)+];

            fn text(self) -> &'static str {
                match self {
                    $(Self::$value => $text,)+
                }
            }
        }
    )+};
}
pub(crate) use choices;

macro_rules! stored {
    ($($name:ident),+) => {$(
        impl Serialize for $name {
            fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.serialize_str(self.text())
            }
        }

        impl ToSql for $name {
            fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
                Ok(ToSqlOutput::from(self.text()))
            }
        }

        impl FromSql for $name {
            fn column_result(value: ValueRef<'_>) -> FromSqlResult<Self> {
                Self::parse(value.as_str()?).ok_or(FromSqlError::InvalidType)
            }
        }
    )+};
}

#[allow(clippy::derivable_impls, reason = "the enumeration is made by a macro")]
impl Default for TaskStatus {
    fn default() -> Self {
        Self::Active
    }
}

choices! {
    /// Whether time can be logged on a project.
    ProjectStatus {
        Active = "active",
        Inactive = "inactive",
    }

    /// How the time on a project is billed.
    BillingType {
        FixedCost = "fixed_cost_for_project",
        ProjectHours = "based_on_project_hours",
        StaffHours = "based_on_staff_hours",
        TaskHours = "based_on_task_hours",
    }

    /// The type of a project's budget.
    BudgetType {
        ProjectCost = "total_project_cost",
        ProjectHours = "total_project_hours",
        HoursPerTask = "hours_per_task",
        HoursPerStaff = "hours_per_staff",
    }

    /// The role of a user.
    UserRole {
        Staff = "staff",
        Admin = "admin",
        TimesheetStaff = "timesheetstaff",
    }

    /// The status of a user.
    UserStatus {
        Active = "active",
        Inactive = "inactive",
        Invited = "invited",
    }

    /// Whether time can be logged on a task.
    TaskStatus {
        Active = "active",
        Inactive = "inactive",
    }

    /// The status of an invoice.
    InvoiceStatus {
        Draft = "draft",
        Sent = "sent",
        Viewed = "viewed",
        Overdue = "overdue",
        PartiallyPaid = "partially_paid",
        Paid = "paid",
        Unpaid = "unpaid",
        Void = "void",
    }
}

stored!(
    ProjectStatus,
    BillingType,
    BudgetType,
    UserRole,
    UserStatus,
    TaskStatus,
    InvoiceStatus
);

impl BillingType {
    /// Whether a project of this type requires its own rate.
    pub(crate) const fn needs_rate(self) -> bool {
        matches!(self, Self::FixedCost | Self::ProjectHours)
    }
}
