//! Loading of a project of a seed file.

use std::collections::HashSet;

use chrono::Days;
use zoho_time_types::Amount;

use super::document::Project as Record;
use super::load::{Ids, LoadProblem, Staffed};
use super::names::Names;
use super::values::FieldPath;
use crate::model::keys::{InvoiceKey, ProjectKey, TaskKey, UserKey};
use crate::model::{Comment, Invoice, InvoiceStatus, Project, ProjectStatus, Task, TaskStatus};
use crate::store::{Membership, StoreError};

/// Writes a project with its content.
pub(super) fn load<'c>(
    record: &Record,
    place: &FieldPath,
    ids: &mut Ids<'c>,
    staffed: &Staffed<'c>,
) -> Result<(), LoadProblem> {
    let project = read_project(record, place, ids, staffed)?;
    staffed.ledger.put_project(&project)?;
    let mut loading = Loading {
        record,
        place,
        ids,
        staffed,
        project,
        members: HashSet::new(),
    };
    loading.custom_values()?;
    loading.members()?;
    let tasks = loading.tasks()?;
    let (numbers, invoices) = loading.invoices()?;
    let billed = loading.time_entries(&tasks, &numbers)?;
    for invoice in invoices {
        let of_it = billed.iter().filter(|(_, on)| *on == invoice.id);
        let entries: Vec<_> = of_it.map(|(entry, _)| *entry).collect();
        staffed.ledger.add_invoice(&invoice, &entries)?;
    }
    loading.comments()?;
    loading.expenses()
}

fn read_project(
    record: &Record,
    place: &FieldPath,
    ids: &mut Ids<'_>,
    staffed: &Staffed<'_>,
) -> Result<Project, LoadProblem> {
    let billing_type = place.choice("billing_type", Some(&record.billing_type))?;
    let now = staffed.ledger.timestamp();
    let created = place
        .moment("created", record.created.as_ref())?
        .unwrap_or(now);
    let created_by = staffed.user(place, "created_by", &record.created_by)?;
    let modified_by = match &record.modified_by {
        None => created_by,
        named => staffed.user(place, "modified_by", named)?,
    };
    let project = Project {
        id: ids.of(place, &record.id)?,
        name: place.name("name", &record.name)?.to_owned(),
        customer: staffed.customer(place, &record.customer)?,
        currency: staffed.currency.clone(),
        description: record.description.clone().unwrap_or_default(),
        status: place
            .choice("status", record.status.as_ref())?
            .unwrap_or(ProjectStatus::Active),
        billing_type: billing_type.ok_or(StoreError::BrokenOff)?,
        rate: place.amount("rate", record.rate.as_ref())?,
        budget_type: place.choice("budget_type", record.budget_type.as_ref())?,
        budget_hours: place.hours("budget_hours", record.budget_hours.as_ref())?,
        budget_amount: place.amount("budget_amount", record.budget_amount.as_ref())?,
        cost_budget_amount: place
            .amount("cost_budget_amount", record.cost_budget_amount.as_ref())?,
        created_by,
        modified_by,
        created,
        modified: place
            .moment("modified", record.modified.as_ref())?
            .unwrap_or(created),
    };
    if project.billing_type.needs_rate() && project.rate.is_none() {
        let problem = format!("a project that is billed {} needs one", record.billing_type);
        return Err(place.problem("rate", problem));
    }
    Ok(project)
}

/// A project that is being loaded.
#[derive(Debug)]
pub(super) struct Loading<'l, 'c> {
    pub(super) record: &'l Record,
    pub(super) place: &'l FieldPath,
    pub(super) ids: &'l mut Ids<'c>,
    pub(super) staffed: &'l Staffed<'c>,
    pub(super) project: Project,
    /// Its current and former users.
    pub(super) members: HashSet<UserKey>,
}

impl Loading<'_, '_> {
    fn id(&self) -> ProjectKey {
        self.project.id
    }

    fn custom_values(&self) -> Result<(), LoadProblem> {
        let ledger = &self.staffed.ledger;
        for (name, value) in &self.record.custom_fields {
            let place = self.place.field(&format!("custom_fields.{name}"));
            let id = self.staffed.custom_fields.find(&place, name)?;
            let field = ledger.custom_field(name)?;
            let is_unique = field.is_some_and(|field| field.is_unique);
            if is_unique && ledger.project_with_value(id, value)?.is_some() {
                let problem =
                    format!("another project has the value {value:?}, which is_unique forbids");
                return Err(LoadProblem::at(&place, problem));
            }
            ledger.put_custom_value(self.id(), id, value)?;
        }
        Ok(())
    }

    fn members(&mut self) -> Result<(), LoadProblem> {
        let ledger = &self.staffed.ledger;
        for (index, member) in self.record.users.iter().enumerate() {
            let place = self.place.item("users", index);
            let user = self
                .staffed
                .users
                .find(&place.field("user"), &member.user)?;
            if !self.members.insert(user) {
                return Err(place.problem("user", "the user is named twice; name them once"));
            }
            let known = ledger.user(user)?.ok_or(StoreError::BrokenOff)?;
            let membership = Membership {
                user,
                role: place
                    .choice("role", member.role.as_ref())?
                    .unwrap_or(known.role),
                rate: place.amount("rate", member.rate.as_ref())?,
                cost_rate: place.amount("cost_rate", member.cost_rate.as_ref())?,
                budget_hours: place.hours("budget_hours", member.budget_hours.as_ref())?,
            };
            ledger.put_member(self.id(), &membership)?;
            if member.has_left {
                ledger.remove_member(self.id(), user)?;
            }
        }
        Ok(())
    }

    fn tasks(&mut self) -> Result<Names<TaskKey>, LoadProblem> {
        let mut names = Names::of("task", "tasks of the project");
        for (index, record) in self.record.tasks.iter().enumerate() {
            let place = self.place.item("tasks", index);
            let task = Task {
                id: self.ids.of(&place, &record.id)?,
                name: place.name("name", &record.name)?.to_owned(),
                description: record.description.clone().unwrap_or_default(),
                rate: place.amount("rate", record.rate.as_ref())?,
                budget_hours: place.hours("budget_hours", record.budget_hours.as_ref())?,
                status: place
                    .choice("status", record.status.as_ref())?
                    .unwrap_or(TaskStatus::Active),
                is_billable: record.is_billable.unwrap_or(true),
                ..Task::default()
            };
            self.staffed.ledger.put_task(self.id(), &task)?;
            names.add(task.id, &[&task.name]);
        }
        Ok(names)
    }

    /// The invoices, which can only be written when the time on them is there.
    fn invoices(&mut self) -> Result<(Names<InvoiceKey>, Vec<Invoice>), LoadProblem> {
        let mut numbers = Names::of("invoice", "invoices of the project");
        let mut invoices = Vec::new();
        for (index, record) in self.record.invoices.iter().enumerate() {
            let place = self.place.item("invoices", index);
            let number = place.name("number", &record.number)?;
            if self.staffed.ledger.has_invoice_number(number)? || numbers.is_clear(number) {
                let problem = format!("another invoice has the number {number:?} already");
                return Err(place.problem("number", problem));
            }
            let status = place.choice("status", record.status.as_ref())?;
            let status = status.unwrap_or(InvoiceStatus::Sent);
            let is_open = !matches!(status, InvoiceStatus::Paid | InvoiceStatus::Void);
            let total = place
                .amount("total", Some(&record.total))?
                .unwrap_or_default();
            let date = place.day("date", &record.date)?;
            let due = record.due_date.as_ref();
            let balance = place.amount("balance", record.balance.as_ref())?;
            let created = place.moment("created", record.created.as_ref())?;
            let created = created.unwrap_or_else(|| self.staffed.ledger.timestamp());
            let modified = place.moment("modified", record.modified.as_ref())?;
            let (customer, project) = (&self.project.customer, &self.project);
            let invoice = Invoice {
                id: self.ids.of(&place, &record.id)?,
                project: project.id,
                project_name: project.name.clone(),
                customer: customer.id,
                customer_name: customer.name.clone(),
                customer_email: customer.email.clone(),
                currency: project.currency.clone(),
                created_by: String::new(),
                number: number.to_owned(),
                reference_number: record.reference_number.clone().unwrap_or_default(),
                status,
                date,
                due_date: match due {
                    Some(due) => place.day("due_date", due)?,
                    None => date.checked_add_days(Days::new(30)).unwrap_or(date),
                },
                total,
                balance: balance.unwrap_or(if is_open { total } else { Amount::ZERO }),
                created,
                modified: modified.unwrap_or(created),
            };
            numbers.add(invoice.id, &[number]);
            invoices.push(invoice);
        }
        Ok((numbers, invoices))
    }

    fn comments(&mut self) -> Result<(), LoadProblem> {
        for (index, record) in self.record.comments.iter().enumerate() {
            let place = self.place.item("comments", index);
            let ledger = &self.staffed.ledger;
            let created = place.moment("created", record.created.as_ref())?;
            ledger.add_comment(&Comment {
                id: self.ids.of(&place, &record.id)?,
                project: self.project.id,
                author: self
                    .staffed
                    .users
                    .find(&place.field("user"), &record.user)?,
                author_name: String::new(),
                description: place.name("text", &record.text)?.to_owned(),
                created: created.unwrap_or_else(|| ledger.timestamp()),
            })?;
        }
        Ok(())
    }

    fn expenses(&mut self) -> Result<(), LoadProblem> {
        for (index, record) in self.record.expenses.iter().enumerate() {
            let place = self.place.item("expenses", index);
            let id = self.ids.of(&place, &record.id)?;
            self.staffed.ledger.add_expense(id, self.project.id)?;
        }
        Ok(())
    }
}
