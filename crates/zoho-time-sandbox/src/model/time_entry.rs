//! A time entry, and the timer that may run on it.

use chrono::{DateTime, NaiveDate, TimeDelta, Utc};
use zoho_time_types::{Amount, Hours, TimeOfDay, Timestamp};

use crate::model::keys::{CustomerKey, InvoiceKey, ProjectKey, TaskKey, TimeEntryKey, UserKey};

/// Time of a user on a task on one day.
#[derive(Debug, Clone)]
pub(crate) struct TimeEntry {
    pub(crate) id: TimeEntryKey,
    pub(crate) project: ProjectKey,
    pub(crate) project_name: String,
    pub(crate) customer: CustomerKey,
    pub(crate) customer_name: String,
    pub(crate) task: TaskKey,
    pub(crate) task_name: String,
    pub(crate) user: UserKey,
    pub(crate) user_name: String,
    pub(crate) log_date: NaiveDate,
    /// When the work began and ended, if it was logged so.
    pub(crate) span: Option<(TimeOfDay, TimeOfDay)>,
    /// The time without what a running timer adds to it.
    pub(crate) logged: Hours,
    pub(crate) is_billable: bool,
    pub(crate) notes: String,
    /// What an hour costs: as the entry says, or else as the user does in this project.
    pub(crate) cost_rate: Option<Amount>,
    pub(crate) invoice: Option<InvoiceKey>,
    pub(crate) invoice_number: String,
    /// The timer, while it runs.
    pub(crate) timer: Option<Timer>,
    pub(crate) created: Timestamp,
}

impl TimeEntry {
    /// The time so far, with what a running timer adds to it.
    pub(crate) fn log_time(&self) -> Hours {
        let running = self.timer.map(|timer| timer.elapsed_hours());
        self.logged + running.unwrap_or_default()
    }

    /// What the work costs.
    pub(crate) fn cost_amount(&self) -> Amount {
        let mut sum = super::HourlySum::default();
        sum.add(self.log_time(), self.cost_rate);
        sum.amount()
    }
}

/// A running timer at one moment.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Timer {
    /// When it was started, in the time zone of the organisation.
    pub(crate) started: Timestamp,
    /// How long ago that is.
    elapsed: TimeDelta,
}

impl Timer {
    /// A timer that was started at one moment and is looked at in another. One that was started
    /// in the future, which happens when the clock was set back, has not run yet.
    pub(crate) fn new(started: Timestamp, now: DateTime<Utc>) -> Self {
        let elapsed = now - started.datetime().to_utc();
        Self {
            started,
            elapsed: elapsed.max(TimeDelta::zero()),
        }
    }

    pub(crate) fn elapsed_minutes(&self) -> i64 {
        self.elapsed.num_minutes()
    }

    pub(crate) fn elapsed_seconds(&self) -> i64 {
        self.elapsed.num_seconds()
    }

    /// The whole minutes that it has run.
    pub(crate) fn elapsed_hours(&self) -> Hours {
        Hours::from_minutes(self.elapsed_minutes())
    }
}
