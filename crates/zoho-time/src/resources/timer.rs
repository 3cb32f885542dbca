//! The timer that turns a time entry into a running one.

use zoho_time_client::operations as op;
use zoho_time_client::types::TimeEntry;
use zoho_time_types::TimeEntryId;

use crate::answer::finish;
use crate::client::Client;
use crate::error::Result;

/// The timer of the user whom the token belongs to; a user has one at most. Had from
/// [`Client::timer`].
#[derive(Clone, Debug)]
pub struct Timer {
    pub(crate) zoho: Client,
}

impl Timer {
    pub(crate) fn new(zoho: Client) -> Self {
        Self { zoho }
    }

    /// Starts the timer on a time entry, on top of the time it has.
    ///
    /// # Errors
    ///
    /// Code 20050 when it runs on that entry already, 1002 when there is no such entry; otherwise any
    /// of [`Error`](crate::Error).
    pub async fn start(&self, entry: &TimeEntryId) -> Result<TimeEntry> {
        let outcome = self.zoho.raw().start_timer(entry).await;
        Ok(finish(&op::START_TIMER, outcome)?.time_entry)
    }

    /// Stops the timer and adds the elapsed time to its entry.
    ///
    /// # Errors
    ///
    /// Any of [`Error`](crate::Error); one of them when no timer runs, with a code that is not known.
    pub async fn stop(&self) -> Result<TimeEntry> {
        let outcome = self.zoho.raw().stop_timer().await;
        Ok(finish(&op::STOP_TIMER, outcome)?.time_entry)
    }

    /// The time entry that the timer runs on, if it runs.
    ///
    /// # Errors
    ///
    /// Any of [`Error`](crate::Error).
    pub async fn running(&self) -> Result<Option<TimeEntry>> {
        let outcome = self.zoho.raw().get_running_timer().await;
        Ok(finish(&op::GET_RUNNING_TIMER, outcome)?.time_entry)
    }
}
