//! The fields of a time entry.

use super::fields::{Fields, Record};
use super::json::{NONE, OrEmpty};
use super::phrases::{billed_status, in_utc, zulu};
use crate::model::TimeEntry;
use crate::model::keys::InvoiceKey;

/// The part of a response that shows a time entry.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Part {
    /// The response to logging it.
    Logged,
    /// The other responses with one entry.
    Single,
    /// A list of entries.
    List,
}

/// Writes a time entry. A field that all responses have goes to the end, without a condition.
pub(super) fn write(f: &mut Fields<'_, '_>, entry: &TimeEntry, part: Part) {
    let is_observed = f.is_observed();
    let is_single = part != Part::List;
    let is_current = f.context.is_caller(entry.user);
    let is_invoiced = entry.invoice.is_some();
    let timer = entry.timer.as_ref();
    let started = timer.map(|timer| timer.started);
    let minutes = timer.map(|timer| timer.elapsed_minutes());
    let seconds = timer.map(|timer| timer.elapsed_seconds());
    f.id("time_entry_id", entry.id)
        .id("project_id", entry.project)
        .text("project_name", &entry.project_name)
        .id("customer_id", entry.customer)
        .text("customer_name", &entry.customer_name)
        .id("task_id", entry.task)
        .text("task_name", &entry.task_name)
        .id("user_id", entry.user)
        .text("user_name", &entry.user_name)
        .flag("is_current_user", is_current)
        .date("log_date", entry.log_date)
        .time("begin_time", entry.span.map(|(begin, _)| begin))
        .time("end_time", entry.span.map(|(_, end)| end))
        .hours("log_time", entry.log_time())
        .flag("is_billable", entry.is_billable)
        .text("billed_status", billed_status(entry))
        .id::<InvoiceKey>("invoice_id", entry.invoice)
        .text("notes", &entry.notes)
        .moment("timer_started_at", started);
    f.when(is_observed || is_single)
        .moment("timer_started_at_utc_time", started.map(in_utc));
    f.forms(
        "timer_duration_in_minutes",
        digits(minutes),
        OrEmpty(minutes),
    );
    f.when(is_observed || is_single)
        .forms(
            "timer_duration_in_seconds",
            digits(seconds),
            OrEmpty(seconds),
        )
        .forms("timesheet_custom_fields", "", NONE);
    f.observed()
        .flag("can_be_invoiced", entry.is_billable && !is_invoiced)
        .flag("can_continue_timer", timer.is_none() && !is_invoiced)
        .flag("can_create_client_approval", false)
        .flag("can_create_user_approval", false)
        .flag("is_client_approval_needed", false);
    if is_observed && part == Part::Logged {
        f.text("created_time", zulu(entry.created));
    } else {
        f.moment("created_time", entry.created);
    }
    f.books().amount("cost_rate", entry.cost_rate);
    f.books()
        .when(is_observed || !is_single)
        .amount("cost_amount", entry.cost_amount());
    f.observed()
        .when(part != Part::Logged)
        .text("invoice_number", &entry.invoice_number);
}

/// An entry as getting it shows it.
impl Record for TimeEntry {
    fn write(&self, f: &mut Fields<'_, '_>) {
        write(f, self, Part::Single);
    }
}

/// A number as text.
fn digits(number: Option<i64>) -> OrEmpty<String> {
    OrEmpty(number.map(|number| number.to_string()))
}
