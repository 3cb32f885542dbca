//! A time entry, and its timer.

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
    /// Start and end of the work, if they were logged.
    pub(crate) span: Option<(TimeOfDay, TimeOfDay)>,
    /// The time, excluding a running timer.
    pub(crate) logged: Hours,
    pub(crate) is_billable: bool,
    pub(crate) notes: String,
    /// The cost of an hour: that of the entry, or else of the user in this project.
    pub(crate) cost_rate: Option<Amount>,
    pub(crate) invoice: Option<InvoiceKey>,
    pub(crate) invoice_number: String,
    /// The timer, if it is running.
    pub(crate) timer: Option<Timer>,
    pub(crate) created: Timestamp,
}

impl TimeEntry {
    /// The time so far, including a running timer.
    pub(crate) fn log_time(&self) -> Hours {
        let running = self.timer.map(|timer| timer.elapsed_hours());
        self.logged + running.unwrap_or_default()
    }

    /// The cost of the work.
    pub(crate) fn cost_amount(&self) -> Amount {
        let mut sum = super::HourlySum::default();
        sum.add(self.log_time(), self.cost_rate);
        sum.amount()
    }
}

/// A running timer at a given time.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Timer {
    /// Start time, in the time zone of the organization.
    pub(crate) started: Timestamp,
    /// Time since the start.
    elapsed: TimeDelta,
}

impl Timer {
    /// A timer started at one time and viewed at another. A start in the future, possible after the clock was
    /// set back, counts as zero.
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

    /// The whole minutes since the start.
    pub(crate) fn elapsed_hours(&self) -> Hours {
        Hours::from_minutes(self.elapsed_minutes())
    }
}
