//! Loading of a project's time entries.

use zoho_time_types::{Hours, TimeOfDay};

use super::document::TimeEntry as Record;
use super::load::LoadProblem;
use super::load_project::Loading;
use super::names::Names;
use super::values::FieldPath;
use crate::model::keys::{InvoiceKey, TaskKey, TimeEntryKey};
use crate::model::{TimeEntry, Timer};

impl Loading<'_, '_> {
    /// Writes the time entries, and returns which of them are on which invoice.
    pub(super) fn time_entries(
        &mut self,
        tasks: &Names<TaskKey>,
        invoices: &Names<InvoiceKey>,
    ) -> Result<Vec<(TimeEntryKey, InvoiceKey)>, LoadProblem> {
        let ledger = &self.staffed.ledger;
        let mut billed = Vec::new();
        for (index, record) in self.record.time_entries.iter().enumerate() {
            let place = self.place.item("time_entries", index);
            let entry = self.time_entry(record, &place, tasks)?;
            ledger.put_time_entry(&entry)?;
            if let Some(rate) = place.amount("cost_rate", record.cost_rate.as_ref())? {
                ledger.put_cost_rate(entry.id, rate)?;
            }
            if let Some(number) = &record.invoice {
                billed.push((entry.id, invoices.find(&place.field("invoice"), number)?));
            }
        }
        Ok(billed)
    }

    fn time_entry(
        &mut self,
        record: &Record,
        place: &FieldPath,
        tasks: &Names<TaskKey>,
    ) -> Result<TimeEntry, LoadProblem> {
        let user = self
            .staffed
            .users
            .find(&place.field("user"), &record.user)?;
        if !self.members.contains(&user) {
            let problem = format!(
                "{:?} is not one of the users of the project; add them there",
                record.user
            );
            return Err(place.problem("user", problem));
        }
        let (span, logged) = worked_time(record, place)?;
        let ledger = &self.staffed.ledger;
        let started = place.moment("timer_started", record.timer_started.as_ref())?;
        if started.is_some() && ledger.running_entry(user)?.is_some() {
            let problem = format!(
                "another timer of {:?} is running already, and only one can",
                record.user
            );
            return Err(place.problem("timer_started", problem));
        }
        let created = place.moment("created", record.created.as_ref())?;
        Ok(TimeEntry {
            id: self.ids.of(place, &record.id)?,
            project: self.project.id,
            project_name: String::new(),
            customer: self.project.customer.id,
            customer_name: String::new(),
            task: tasks.find(&place.field("task"), &record.task)?,
            task_name: String::new(),
            user,
            user_name: String::new(),
            log_date: place.day("date", &record.date)?,
            span,
            logged,
            is_billable: record.is_billable.unwrap_or(true),
            notes: record.notes.clone().unwrap_or_default(),
            cost_rate: None,
            invoice: None,
            invoice_number: String::new(),
            timer: started.map(|started| Timer::new(started, ledger.now())),
            created: created.unwrap_or_else(|| ledger.timestamp()),
        })
    }
}

/// Start, end and duration of a time entry.
fn worked_time(
    record: &Record,
    place: &FieldPath,
) -> Result<(Option<(TimeOfDay, TimeOfDay)>, Hours), LoadProblem> {
    let begin = place.time_of_day("begin", record.begin.as_ref())?;
    let end = place.time_of_day("end", record.end.as_ref())?;
    let time = place.hours("time", record.time.as_ref())?;
    let span = begin.zip(end);
    if span.is_none() && (begin.is_some() || end.is_some()) {
        let missing = if begin.is_some() { "end" } else { "begin" };
        return Err(place.problem(
            missing,
            "it is missing; write both `begin` and `end`, or neither",
        ));
    }
    let between = span.and_then(|(begin, end)| begin.until(end));
    let logged = time.or(between);
    logged.map(|logged| (span, logged)).ok_or_else(|| {
        place.problem(
            "time",
            "it is missing; write the duration, or `begin` and `end`",
        )
    })
}
