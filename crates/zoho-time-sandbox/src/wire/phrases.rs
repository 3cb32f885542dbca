//! Phrases for people, and value formats shared by both styles.

use chrono::TimeDelta;
use zoho_time_types::{Hours, Timestamp};

use super::RenderContext;
use crate::model::TimeEntry;

/// `unbilled` or `invoiced`.
pub(super) const fn billed_status(entry: &TimeEntry) -> &'static str {
    match entry.invoice {
        Some(_) => "invoiced",
        None => "unbilled",
    }
}

/// A budget of time as text: whole hours as `16`, others as `10:30`, none as `0`.
pub(super) fn budget_hours(hours: Option<Hours>) -> String {
    let hours = hours.unwrap_or_default();
    if hours.minutes() % 60 == 0 {
        (hours.minutes() / 60).to_string()
    } else {
        hours.to_string()
    }
}

/// The time of day of a point in time: `6:52 PM`.
pub(super) fn clock_time(moment: Timestamp) -> String {
    moment.datetime().format("%-I:%M %p").to_string()
}

/// How long ago something was: `19 days ago`.
pub(super) fn ago(moment: Timestamp, view: &RenderContext) -> String {
    let elapsed: TimeDelta = view.now - moment.datetime().to_utc();
    let (count, unit) = match elapsed.num_minutes() {
        ..1 => return "a few seconds ago".to_owned(),
        1..60 => (elapsed.num_minutes(), "minute"),
        60..1440 => (elapsed.num_hours(), "hour"),
        _ => (elapsed.num_days(), "day"),
    };
    let plural = if count == 1 { "" } else { "s" };
    format!("{count} {unit}{plural} ago")
}

/// A point in time in UTC with `Z` for the offset.
pub(super) fn zulu(moment: Timestamp) -> String {
    let moment = moment.datetime().to_utc();
    moment.format("%Y-%m-%dT%H:%M:%SZ").to_string()
}

/// A point in time in UTC, in the format of timers.
pub(super) fn in_utc(moment: Timestamp) -> Timestamp {
    Timestamp::from(moment.datetime().to_utc())
}
