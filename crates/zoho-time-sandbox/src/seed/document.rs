//! The content of a seed file. What is absent is `None` or empty.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

macro_rules! records {
    ($($(#[$meta:meta])* $name:ident { $($(#[$field_meta:meta])* $field:ident: $type:ty,)+ })+) => {$(
        $(#[$meta])*
        #[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize, Serialize)]
        #[serde(deny_unknown_fields)]
        pub(crate) struct $name {
            $($(#[$field_meta])* pub(crate) $field: $type,)+
        }
    )+};
}

/// An optional text.
pub(super) type Text = Option<String>;

records! {
    /// The whole file.
    Document {
        organizations: Vec<Organization>,
    }

    /// An organization with its content.
    Organization {
        #[serde(default, skip_serializing_if = "Option::is_none")]
        id: Text,
        name: String,
        /// An offset such as `+05:30`, or a name such as `Europe/Berlin`; `+00:00` by default.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        time_zone: Text,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        currency: Option<Currency>,
        users: Vec<User>,
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        customers: Vec<Customer>,
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        custom_fields: Vec<CustomField>,
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        projects: Vec<Project>,
    }

    /// The base currency of an organization; `USD` by default.
    Currency {
        #[serde(default, skip_serializing_if = "Option::is_none")]
        id: Text,
        code: String,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        symbol: Text,
    }

    /// A user. The first one is the user of the well-known token.
    User {
        #[serde(default, skip_serializing_if = "Option::is_none")]
        id: Text,
        name: String,
        email: String,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        role: Text,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        status: Text,
    }

    /// A customer.
    Customer {
        #[serde(default, skip_serializing_if = "Option::is_none")]
        id: Text,
        name: String,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        email: Text,
    }

    /// A custom field of projects.
    CustomField {
        #[serde(default, skip_serializing_if = "Option::is_none")]
        id: Text,
        api_name: String,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        label: Text,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        data_type: Text,
        #[serde(default)]
        is_unique: bool,
    }

    /// A project with its content.
    Project {
        #[serde(default, skip_serializing_if = "Option::is_none")]
        id: Text,
        name: String,
        customer: String,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        description: Text,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        status: Text,
        billing_type: String,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        rate: Text,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        budget_type: Text,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        budget_hours: Text,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        budget_amount: Text,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        cost_budget_amount: Text,
        /// The user who created it; the first one by default.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        created_by: Text,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        created: Text,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        modified_by: Text,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        modified: Text,
        /// The values of custom fields by their API names.
        #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
        custom_fields: BTreeMap<String, String>,
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        users: Vec<Member>,
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        tasks: Vec<Task>,
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        invoices: Vec<Invoice>,
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        time_entries: Vec<TimeEntry>,
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        comments: Vec<Comment>,
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        expenses: Vec<Expense>,
    }

    /// A user of a project.
    Member {
        /// The e-mail address or name.
        user: String,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        role: Text,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        rate: Text,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        cost_rate: Text,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        budget_hours: Text,
        /// Whether the user was removed from the project; their logged time remains.
        #[serde(default, skip_serializing_if = "std::ops::Not::not")]
        has_left: bool,
    }

    /// A task of a project.
    Task {
        #[serde(default, skip_serializing_if = "Option::is_none")]
        id: Text,
        name: String,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        description: Text,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        rate: Text,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        budget_hours: Text,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        status: Text,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        is_billable: Option<bool>,
    }

    /// An invoice for a project.
    Invoice {
        #[serde(default, skip_serializing_if = "Option::is_none")]
        id: Text,
        number: String,
        total: String,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        balance: Text,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        reference_number: Text,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        status: Text,
        date: String,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        due_date: Text,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        created: Text,
        /// Time of the last change; the time of creation by default.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        modified: Text,
    }

    /// Time of a user on a task.
    TimeEntry {
        #[serde(default, skip_serializing_if = "Option::is_none")]
        id: Text,
        task: String,
        user: String,
        date: String,
        /// Start and end of the work, or its duration.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        begin: Text,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        end: Text,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        time: Text,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        is_billable: Option<bool>,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        notes: Text,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        cost_rate: Text,
        /// The number of its invoice.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        invoice: Text,
        /// Start of its running timer.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        timer_started: Text,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        created: Text,
    }

    /// A comment on a project.
    Comment {
        #[serde(default, skip_serializing_if = "Option::is_none")]
        id: Text,
        user: String,
        text: String,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        created: Text,
    }

    /// An expense for a project.
    Expense {
        #[serde(default, skip_serializing_if = "Option::is_none")]
        id: Text,
    }
}

impl Document {
    /// All ids in the file.
    pub(super) fn ids(&self) -> impl Iterator<Item = &str> {
        self.organizations
            .iter()
            .flat_map(Organization::ids)
            .filter_map(Option::as_deref)
    }
}

impl Organization {
    fn ids(&self) -> impl Iterator<Item = &Text> {
        let currency = self.currency.iter().map(|currency| &currency.id);
        std::iter::once(&self.id)
            .chain(currency)
            .chain(self.users.iter().map(|user| &user.id))
            .chain(self.customers.iter().map(|customer| &customer.id))
            .chain(self.custom_fields.iter().map(|field| &field.id))
            .chain(self.projects.iter().flat_map(Project::ids))
    }
}

impl Project {
    fn ids(&self) -> impl Iterator<Item = &Text> {
        std::iter::once(&self.id)
            .chain(self.tasks.iter().map(|task| &task.id))
            .chain(self.invoices.iter().map(|invoice| &invoice.id))
            .chain(self.time_entries.iter().map(|entry| &entry.id))
            .chain(self.comments.iter().map(|comment| &comment.id))
            .chain(self.expenses.iter().map(|expense| &expense.id))
    }
}
