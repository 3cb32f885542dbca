//! Time entries.

use zoho_time_types::Hours;

use super::time_entry_filter;
use super::time_entry_input::{Assignment, EntryInput, Time};
use super::timers;
use super::{Call, Handler};
use crate::http::parameters::SortOrder;
use crate::http::refusal::{Kind, Refusal};
use crate::model::keys::{Key, TimeEntryKey};
use crate::model::{Listing, TimeEntry};
use crate::store::EntrySort;
use crate::wire::Output;
use crate::wire::success::Success;

/// The handlers of the operations in this file.
pub(super) const HANDLERS: &[(&str, Handler)] = &[
    ("log_time_entry", log),
    ("list_time_entries", list),
    ("delete_time_entries", delete_several),
    ("get_time_entry", get),
    ("update_time_entry", update),
    ("delete_time_entry", delete),
];

/// Logs time, and starts the timer on request.
fn log(call: &Call<'_>) -> Result<Output, Refusal> {
    let body = call.body()?;
    let input = EntryInput::read(call, &body)?;
    let project = body.need("project_id", input.project)?;
    let task = body.need("task_id", input.task)?;
    let user = body.need("user_id", input.user)?;
    let log_date = body.need("log_date", input.log_date)?;
    let place = Assignment::find(call, project, task, user)?;
    if input.time.is_none() && !input.start_timer {
        return Err(Refusal::invalid("log_time"));
    }
    let mut entry = TimeEntry {
        id: call.ledger.next_id()?,
        project: place.project,
        project_name: place.project_name,
        customer: place.customer,
        customer_name: place.customer_name,
        task: place.task,
        task_name: place.task_name,
        user: place.user,
        user_name: place.user_name,
        log_date,
        span: None,
        logged: Hours::ZERO,
        is_billable: input.is_billable.unwrap_or(place.is_billable),
        notes: String::new(),
        cost_rate: input.cost_rate.or(place.cost_rate),
        invoice: None,
        invoice_number: String::new(),
        timer: None,
        created: call.ledger.timestamp(),
    };
    apply(&input, &mut entry);
    save(call, &input, &mut entry)?;
    Ok(Output::TimeEntry(Success::TimeLogged, entry))
}

/// Lists time entries.
fn list(call: &Call<'_>) -> Result<Output, Refusal> {
    let (filter, applied) = time_entry_filter::read(call)?;
    let selection = call
        .query
        .selection(EntrySort::Date, SortOrder::Descending)?;
    let (items, has_more) = call.ledger.time_entries(filter, selection)?;
    let mut page = selection.info("Time Entries", has_more);
    page.applied_filter = Some(applied);
    Ok(Output::TimeEntries(Listing { items, page }))
}

/// Gets one time entry.
fn get(call: &Call<'_>) -> Result<Output, Refusal> {
    Ok(Output::record("time_entry", find(call)?))
}

/// Changes the fields that are in the body, unless the timer of the entry is running or it has been invoiced.
fn update(call: &Call<'_>) -> Result<Output, Refusal> {
    let mut entry = find(call)?;
    refuse_invoiced(&entry)?;
    if entry.timer.is_some() {
        return Err(Refusal::BeingTimed);
    }
    let input = EntryInput::read(call, &call.body()?)?;
    if input.project.is_some() || input.task.is_some() || input.user.is_some() {
        let place = Assignment::find(
            call,
            input.project.unwrap_or(entry.project),
            input.task.unwrap_or(entry.task),
            input.user.unwrap_or(entry.user),
        )?;
        entry.project = place.project;
        entry.task = place.task;
        entry.user = place.user;
    }
    entry.log_date = input.log_date.unwrap_or(entry.log_date);
    entry.is_billable = input.is_billable.unwrap_or(entry.is_billable);
    apply(&input, &mut entry);
    save(call, &input, &mut entry)?;
    let updated = by_id(call, entry.id)?;
    Ok(Output::TimeEntry(Success::TimeEntryUpdated, updated))
}

/// Deletes a time entry that has not been invoiced, and its timer.
fn delete(call: &Call<'_>) -> Result<Output, Refusal> {
    let entry = find(call)?;
    refuse_invoiced(&entry)?;
    call.ledger.delete_time_entry(entry.id)?;
    Ok(Output::Done(Success::Message(
        "The time entry has been deleted.",
    )))
}

/// Deletes the named time entries: all of them or, if one cannot be deleted, none.
fn delete_several(call: &Call<'_>) -> Result<Output, Refusal> {
    const IDS: &str = "time_entry_ids";
    let mut ids: Vec<TimeEntryKey> = Vec::new();
    for text in call.query.all(IDS).flat_map(|list| list.split(',')) {
        ids.push(Key::parse(text.trim()).ok_or_else(|| Refusal::invalid(IDS))?);
    }
    if ids.is_empty() {
        return Err(Refusal::invalid(IDS));
    }
    ids.sort_unstable();
    ids.dedup();
    for id in ids {
        let entry = call.ledger.time_entry(id)?;
        let entry = entry.ok_or(Refusal::NotFound(Kind::TimeEntry))?;
        refuse_invoiced(&entry)?;
        call.ledger.delete_time_entry(id)?;
    }
    Ok(Output::Done(Success::Message(
        "The selected timesheet entries have been deleted",
    )))
}

/// The time entry in the path.
pub(super) fn find(call: &Call<'_>) -> Result<TimeEntry, Refusal> {
    by_id(call, call.id("time_entry_id", Kind::TimeEntry)?)
}

/// The time entry with this id.
pub(super) fn by_id(call: &Call<'_>, id: TimeEntryKey) -> Result<TimeEntry, Refusal> {
    let entry = call.ledger.time_entry(id)?;
    entry.ok_or(Refusal::NotFound(Kind::TimeEntry))
}

/// An invoiced entry cannot change.
pub(super) fn refuse_invoiced(entry: &TimeEntry) -> Result<(), Refusal> {
    match entry.invoice {
        Some(_) => Err(Refusal::EntryInvoiced),
        None => Ok(()),
    }
}

/// Fills in the fields that the body does not have.
fn apply(input: &EntryInput, entry: &mut TimeEntry) {
    if let Some(Time { logged, span }) = input.time {
        entry.logged = logged;
        entry.span = span;
    }
    if let Some(notes) = &input.notes {
        entry.notes.clone_from(notes);
    }
}

fn save(call: &Call<'_>, input: &EntryInput, entry: &mut TimeEntry) -> Result<(), Refusal> {
    if input.start_timer {
        timers::run(call, entry)?;
    }
    call.ledger.put_time_entry(entry)?;
    if input.time.is_some() || input.log_date.is_some() || input.user.is_some() {
        warn_of_implausible(call, entry)?;
    }
    if let Some(rate) = input.cost_rate {
        call.ledger.put_cost_rate(entry.id, rate)?;
    }
    Ok(())
}

/// Warns of likely mistakes. Whether live servers accept them is not known.
fn warn_of_implausible(call: &Call<'_>, entry: &TimeEntry) -> Result<(), Refusal> {
    const DAY: i64 = 24 * 60;
    let today = call.ledger.today();
    if entry.log_date > today {
        call.warn(format!(
            "the entry is dated {}, and today is {today} where the organization is",
            entry.log_date
        ));
    }
    let minutes = call.ledger.minutes_on(entry.user, entry.log_date)?;
    if minutes > DAY {
        call.warn(format!(
            "{} has logged {} on {}, which is more than 24 hours",
            entry.user_name,
            Hours::from_minutes(minutes),
            entry.log_date
        ));
    }
    Ok(())
}
