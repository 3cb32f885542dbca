//! Export of a store as a seed file.

use std::collections::HashMap;
use std::fmt::Display;

use chrono::{DateTime, Utc};
use zoho_time_types::{Amount, Hours, Timestamp};

use super::document::{
    Comment, Currency, CustomField, Customer, Document, Expense, Invoice, Member, Organization,
    Project, Task, Text, TimeEntry, User,
};
use super::names::Names;
use crate::http::refusal::{Kind, Refusal};
use crate::model;
use crate::model::Choice;
use crate::model::keys::{CustomerKey, TaskKey, UserKey};
use crate::store::{
    EntryFilter, EntrySort, InvoiceSort, Ledger, NamedOrganization, Page, ProjectFilter,
    ProjectSort, Selection, Sort, StoreError, Transaction,
};

/// All of a list.
const EVERYTHING: Page = Page {
    number: 1,
    size: i64::MAX,
};

/// The whole store, except for clients and tokens, as YAML.
pub(crate) fn export(transaction: Transaction<'_>, now: DateTime<Utc>) -> Result<String, Refusal> {
    let mut document = Document::default();
    for named in transaction.organizations()? {
        let organization = transaction.organization(named.id)?;
        let organization = organization.ok_or(Refusal::NotFound(Kind::Organization))?;
        let ledger = transaction.ledger(organization, now);
        document
            .organizations
            .push(show_organization(&ledger, &named)?);
    }
    serde_saphyr::to_string(&document).map_err(|error| {
        tracing::error!(%error, "the data could not be written as YAML");
        StoreError::BrokenOff.into()
    })
}

fn show_organization(
    ledger: &Ledger<'_>,
    named: &NamedOrganization,
) -> Result<Organization, StoreError> {
    let mut shown = Organization {
        id: id(named.id),
        name: named.name.clone(),
        time_zone: Some(ledger.organization().time_zone.to_string()),
        currency: Some(Currency {
            id: id(named.currency.id),
            code: named.currency.code.clone(),
            symbol: Some(named.currency.symbol.clone()),
        }),
        ..Organization::default()
    };
    let mut exporting = Exporting {
        ledger,
        users: Names::of("user", ""),
        emails: HashMap::new(),
        customers: Names::of("customer", ""),
    };
    for user in ledger.users()? {
        exporting.users.add(user.id, &[&user.email, &user.name]);
        exporting.emails.insert(user.id, user.email.clone());
        shown.users.push(User {
            id: id(user.id),
            name: user.name,
            email: user.email,
            role: choice(user.role),
            status: choice(user.status),
        });
    }
    for customer in ledger.customers()? {
        exporting.customers.add(customer.id, &[&customer.name]);
        shown.customers.push(Customer {
            id: id(customer.id),
            name: customer.name,
            email: unless_empty(customer.email),
        });
    }
    for field in ledger.custom_fields()? {
        shown.custom_fields.push(CustomField {
            id: id(field.id),
            api_name: field.api_name,
            label: Some(field.label),
            data_type: Some(field.data_type),
            is_unique: field.is_unique,
        });
    }
    let by_creation = all_sorted_by(ProjectSort::Created);
    let (projects, _) = ledger.projects(ProjectFilter::default(), by_creation)?;
    for summary in projects {
        shown.projects.push(exporting.project(summary.project)?);
    }
    Ok(shown)
}

/// An organization whose projects are being exported.
struct Exporting<'l, 'c> {
    ledger: &'l Ledger<'c>,
    users: Names<UserKey>,
    emails: HashMap<UserKey, String>,
    customers: Names<CustomerKey>,
}

impl Exporting<'_, '_> {
    fn project(&self, project: model::Project) -> Result<Project, StoreError> {
        let customer = project.customer;
        let mut shown = Project {
            id: id(project.id),
            name: project.name,
            customer: self.customers.name_of(customer.id, &customer.name),
            description: unless_empty(project.description),
            status: choice(project.status),
            billing_type: project.billing_type.text().to_owned(),
            rate: amount(project.rate),
            budget_type: project.budget_type.and_then(choice),
            budget_hours: hours(project.budget_hours),
            budget_amount: amount(project.budget_amount),
            cost_budget_amount: amount(project.cost_budget_amount),
            created_by: Some(self.user(project.created_by)),
            created: moment(project.created),
            modified_by: Some(self.user(project.modified_by)),
            modified: moment(project.modified),
            ..Project::default()
        };
        for value in self.ledger.custom_values(project.id)? {
            shown
                .custom_fields
                .insert(value.field.api_name, value.value);
        }
        for (member, is_member) in self.ledger.memberships(project.id)? {
            shown.users.push(Member {
                user: self.user(member.user),
                role: choice(member.role),
                rate: amount(member.rate),
                cost_rate: amount(member.cost_rate),
                budget_hours: hours(member.budget_hours),
                has_left: !is_member,
            });
        }
        let mut tasks = Names::of("task", "");
        for task in self.ledger.all_tasks(project.id)? {
            tasks.add(task.id, &[&task.name]);
            shown.tasks.push(Task {
                id: id(task.id),
                name: task.name,
                description: unless_empty(task.description),
                rate: amount(task.rate),
                budget_hours: hours(task.budget_hours),
                status: choice(task.status),
                is_billable: Some(task.is_billable),
            });
        }
        let by_creation = all_sorted_by(InvoiceSort::Created);
        for invoice in self.ledger.invoices(project.id, by_creation)?.0 {
            shown.invoices.push(show_invoice(invoice));
        }
        shown.time_entries = self.time_entries(project.id, &tasks)?;
        let (comments, _) = self.ledger.comments(project.id, EVERYTHING)?;
        // Lists have the newest first, a file has them last.
        for comment in comments.into_iter().rev() {
            shown.comments.push(Comment {
                id: id(comment.id),
                user: self.user(comment.author),
                text: comment.description,
                created: moment(comment.created),
            });
        }
        for expense in self.ledger.expenses(project.id)? {
            shown.expenses.push(Expense { id: id(expense) });
        }
        Ok(shown)
    }

    fn time_entries(
        &self,
        project: crate::model::keys::ProjectKey,
        tasks: &Names<TaskKey>,
    ) -> Result<Vec<TimeEntry>, StoreError> {
        let cost_rates: HashMap<_, _> = self.ledger.own_cost_rates(project)?.into_iter().collect();
        let filter = EntryFilter {
            project: Some(project),
            ..EntryFilter::default()
        };
        let (entries, _) = self
            .ledger
            .time_entries(filter, all_sorted_by(EntrySort::Date))?;
        let shown = entries.into_iter().map(|entry| {
            let between = entry.span.and_then(|(begin, end)| begin.until(end));
            TimeEntry {
                id: id(entry.id),
                task: tasks.name_of(entry.task, &entry.task_name),
                user: self.user(entry.user),
                date: entry.log_date.to_string(),
                begin: entry.span.map(|(begin, _)| begin.to_string()),
                end: entry.span.map(|(_, end)| end.to_string()),
                time: hours(Some(entry.logged).filter(|logged| between != Some(*logged))),
                is_billable: Some(entry.is_billable),
                notes: unless_empty(entry.notes),
                cost_rate: amount(cost_rates.get(&entry.id).copied()),
                invoice: unless_empty(entry.invoice_number),
                timer_started: entry.timer.and_then(|timer| moment(timer.started)),
                created: moment(entry.created),
            }
        });
        Ok(shown.collect())
    }

    /// The reference to a user in a file.
    fn user(&self, user: UserKey) -> String {
        let email = self.emails.get(&user).map_or("", String::as_str);
        self.users.name_of(user, email)
    }
}

fn show_invoice(invoice: model::Invoice) -> Invoice {
    Invoice {
        id: id(invoice.id),
        number: invoice.number,
        total: invoice.total.to_string(),
        balance: amount(Some(invoice.balance)),
        reference_number: unless_empty(invoice.reference_number),
        status: choice(invoice.status),
        date: invoice.date.to_string(),
        due_date: Some(invoice.due_date.to_string()),
        created: moment(invoice.created),
        modified: moment(invoice.modified),
    }
}

/// Everything, in the order of a column.
pub(super) const fn all_sorted_by<C>(column: C) -> Selection<C> {
    Selection {
        page: EVERYTHING,
        sort: Sort {
            column,
            descending: false,
        },
    }
}

fn id(key: impl Display) -> Text {
    Some(key.to_string())
}

fn choice(value: impl Choice) -> Text {
    Some(value.text().to_owned())
}

fn amount(amount: Option<Amount>) -> Text {
    amount.map(|amount| amount.to_string())
}

fn hours(hours: Option<Hours>) -> Text {
    hours.map(|hours| hours.to_string())
}

fn moment(moment: Timestamp) -> Text {
    Some(moment.to_string())
}

fn unless_empty(text: String) -> Text {
    Some(text).filter(|text| !text.is_empty())
}
