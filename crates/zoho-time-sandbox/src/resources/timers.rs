//! Timers: a user has at most one, for one time entry.

use super::time_entries::{by_id, find, refuse_invoiced};
use super::{Call, Handler};
use crate::http::refusal::Refusal;
use crate::model::{TimeEntry, Timer};
use crate::wire::Output;
use crate::wire::success::Success;

/// The handlers of the operations in this file.
pub(super) const HANDLERS: &[(&str, Handler)] = &[
    ("start_timer", start),
    ("stop_timer", stop),
    ("get_running_timer", running),
];

/// Starts the timer of a time entry, which adds to its time.
fn start(call: &Call<'_>) -> Result<Output, Refusal> {
    let mut entry = find(call)?;
    refuse_invoiced(&entry)?;
    if entry.timer.is_some() {
        return Err(Refusal::AlreadyTimed);
    }
    run(call, &mut entry)?;
    call.ledger.put_time_entry(&entry)?;
    Ok(Output::TimeEntry(
        Success::TimerStarted,
        by_id(call, entry.id)?,
    ))
}

/// Stops the timer of the calling user and adds the elapsed time to its entry.
fn stop(call: &Call<'_>) -> Result<Output, Refusal> {
    let running = call.ledger.running_entry(call.caller)?;
    let mut entry = running.ok_or(Refusal::NoRunningTimer)?;
    halt(&mut entry);
    call.ledger.put_time_entry(&entry)?;
    Ok(Output::TimeEntry(Success::TimerStopped, entry))
}

/// Gets the entry of the calling user's timer, if it is running.
fn running(call: &Call<'_>) -> Result<Output, Refusal> {
    Ok(Output::RunningTimer(
        call.ledger.running_entry(call.caller)?,
    ))
}

/// Starts the timer on an entry. A running timer of the same user is stopped first, and its entry keeps the
/// time.
pub(super) fn run(call: &Call<'_>, entry: &mut TimeEntry) -> Result<(), Refusal> {
    if entry.user != call.caller {
        call.warn(format!(
            "the entry is {}'s, so the timer is theirs too: the caller can neither see it as running \
             nor stop it; whether the live server starts it is not known",
            entry.user_name
        ));
    }
    if let Some(mut other) = call.ledger.running_entry(entry.user)? {
        halt(&mut other);
        call.ledger.put_time_entry(&other)?;
    }
    entry.timer = Some(Timer::new(call.ledger.timestamp(), call.ledger.now()));
    Ok(())
}

/// Stops the timer of an entry and adds the elapsed time. Start and end no longer match the time then, so they
/// are removed.
fn halt(entry: &mut TimeEntry) {
    entry.logged = entry.log_time();
    if entry
        .timer
        .take()
        .is_some_and(|timer| timer.elapsed_minutes() > 0)
    {
        entry.span = None;
    }
}
