//! The timer.

use zoho_time_client::types::TimeEntry;
use zoho_time_types::TimeEntryId;

use crate::client::Client;
use crate::error::Result;

/// The timer of the user to whom the token belongs; each user has one. Returned by [`Client::timer`].
///
/// [`start`](Self::start), [`start_on`](Self::start_on), [`stop`](Self::stop), [`switch`](Self::switch) and
/// [`resume`](Self::resume) recover from a lost response: they ask on which entry the timer runs. The methods
/// whose names end in `_request` send the single request of the API and nothing else.
///
/// ```
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
/// # let sandbox = zoho_time_sandbox::Sandbox::start().await?;
/// # let zoho = zoho_time::Client::from_vars(sandbox.variables())?;
/// # let demo = sandbox.demo();
/// # let (project, task, user) = (&demo.projects[0], &demo.tasks[0], &demo.users[0]);
/// use zoho_time::chrono::FixedOffset;
/// use zoho_time::tracking::{Calendar, NewTimer};
///
/// let today = Calendar::new("+01:00".parse::<FixedOffset>()?).today();
/// let survey = NewTimer::new(project, task, user, today).notes("Measuring the boom.");
/// let started = zoho.timer().start(survey).await?;
///
/// let running = zoho.timer().running().await?.unwrap();
/// assert_eq!(running.time_entry_id, started.time_entry_id);
///
/// let stopped = zoho.timer().stop().await?.unwrap();
/// println!("{:?}", stopped.log_time);
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Debug)]
pub struct Timer {
    pub(crate) zoho: Client,
}

impl Timer {
    pub(super) fn new(zoho: Client) -> Self {
        Self { zoho }
    }

    /// Sends one request that starts the timer on a time entry, on top of the time it has. See
    /// [`start_on`](Self::start_on) for the method that recovers from a lost response.
    ///
    /// # Errors
    ///
    /// Fails with code 20050 if the timer runs on that entry already, and with code 1002 if the entry does not
    /// exist.
    pub async fn start_request(&self, entry: &TimeEntryId) -> Result<TimeEntry> {
        let response = self.zoho.raw().start_timer(entry).await?;
        Ok(response.time_entry)
    }

    /// Sends one request that stops the timer and adds the elapsed time to its entry. See
    /// [`stop`](Self::stop) for the method that recovers from a lost response.
    ///
    /// # Errors
    ///
    /// Fails if the timer does not run; Zoho does not document the code.
    pub async fn stop_request(&self) -> Result<TimeEntry> {
        let response = self.zoho.raw().stop_timer().await?;
        Ok(response.time_entry)
    }

    /// Returns the time entry on which the timer runs; `None` if it does not run.
    ///
    /// # Errors
    ///
    /// Fails with the errors of every call: see the [module](crate::resources).
    pub async fn running(&self) -> Result<Option<TimeEntry>> {
        let response = self.zoho.raw().get_running_timer().await?;
        Ok(response.time_entry)
    }
}
