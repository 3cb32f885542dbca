//! Domain model: the records of the API, as the rules and the wire styles use them.

mod choices;
pub(crate) mod clock;
pub(crate) mod columns;
pub(crate) mod data_center;
pub(crate) mod keys;
pub(crate) mod operation;
mod page;
pub(crate) mod product;
mod project;
pub(crate) mod scope;
pub(crate) mod suggest;
mod task;
mod time_entry;
pub(crate) mod time_zone;

use chrono::NaiveDate;
use zoho_time_types::{Amount, Timestamp};

pub(crate) use self::choices::{
    BillingType, BudgetType, Choice, InvoiceStatus, ProjectStatus, TaskStatus, UserRole,
    UserStatus, choices,
};
pub(crate) use self::page::{Listing, PageInfo};
pub(crate) use self::project::{
    Amounts, HourlySum, Project, ProjectDetail, ProjectSummary, ProjectUser, Worked,
};
pub(crate) use self::task::Task;
pub(crate) use self::time_entry::{TimeEntry, Timer};

use crate::model::keys::{
    CommentKey, CurrencyKey, CustomerKey, FieldKey, InvoiceKey, OrganizationKey, ProjectKey,
    UserKey,
};
use crate::model::time_zone::TimeZone;

/// How many characters the name of a project or task may have.
pub(crate) const NAME_LIMIT: usize = 100;
/// How many characters a description may have.
pub(crate) const TEXT_LIMIT: usize = 500;

/// An organization.
#[derive(Debug, Clone)]
pub(crate) struct Organization {
    pub(crate) id: OrganizationKey,
    /// Its time zone, which determines the current day.
    pub(crate) time_zone: TimeZone,
    pub(crate) currency: CurrencyKey,
}

/// A currency of an organization.
#[derive(Debug, Clone)]
pub(crate) struct Currency {
    pub(crate) id: CurrencyKey,
    pub(crate) code: String,
    pub(crate) symbol: String,
}

/// A customer, as other records refer to it.
#[derive(Debug, Clone)]
pub(crate) struct Customer {
    pub(crate) id: CustomerKey,
    pub(crate) name: String,
    pub(crate) email: String,
    pub(crate) currency: CurrencyKey,
}

/// A user of an organization.
#[derive(Debug, Clone)]
pub(crate) struct User {
    pub(crate) id: UserKey,
    pub(crate) name: String,
    pub(crate) email: String,
    pub(crate) role: UserRole,
    pub(crate) status: UserStatus,
}

/// A comment on a project.
#[derive(Debug, Clone)]
pub(crate) struct Comment {
    pub(crate) id: CommentKey,
    pub(crate) project: ProjectKey,
    pub(crate) author: UserKey,
    pub(crate) author_name: String,
    pub(crate) description: String,
    pub(crate) created: Timestamp,
}

/// An invoice for a project.
#[derive(Debug, Clone)]
pub(crate) struct Invoice {
    pub(crate) id: InvoiceKey,
    pub(crate) project: ProjectKey,
    pub(crate) project_name: String,
    pub(crate) customer: CustomerKey,
    pub(crate) customer_name: String,
    pub(crate) customer_email: String,
    pub(crate) currency: Currency,
    /// The name of the user who created the project, because a control creates invoices.
    pub(crate) created_by: String,
    pub(crate) number: String,
    pub(crate) reference_number: String,
    pub(crate) status: InvoiceStatus,
    pub(crate) date: NaiveDate,
    pub(crate) due_date: NaiveDate,
    pub(crate) total: Amount,
    pub(crate) balance: Amount,
    pub(crate) created: Timestamp,
    pub(crate) modified: Timestamp,
}

/// A custom field of projects.
#[derive(Debug, Clone)]
pub(crate) struct CustomField {
    pub(crate) id: FieldKey,
    pub(crate) api_name: String,
    pub(crate) label: String,
    pub(crate) data_type: String,
    pub(crate) is_unique: bool,
}

/// A custom field of one project with its value.
#[derive(Debug, Clone)]
pub(crate) struct CustomValue {
    pub(crate) field: CustomField,
    pub(crate) value: String,
}
