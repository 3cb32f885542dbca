//! Starting, stopping and switching the timer.
//!
//! A user has one timer, and the API's operation to stop it names no entry. So "which entry does it run
//! on" can always be asked, and that is how a lost answer is made up for.

use zoho_time_client::types::TimeEntry;
use zoho_time_types::TimeEntryId;

use super::NewTimer;
use crate::error::{Error, ErrorCode, Result};
use crate::resources::Timer;

/// What [`Timer::switch`] did.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct Switched {
    /// The entry that the timer ran on, with its time; absent when none ran, or when it ran on the right
    /// entry already.
    pub stopped: Option<TimeEntry>,
    /// The entry that the timer runs on now.
    pub started: TimeEntry,
}

/// Why switching failed, and how far it got.
#[derive(Debug, thiserror::Error)]
#[error("{}: {source}", if stopped.is_some() {
    "the timer was stopped, but not started again"
} else {
    "the timer was not switched"
})]
#[non_exhaustive]
pub struct SwitchError {
    /// The entry on which the timer was stopped, if that was done.
    pub stopped: Option<Box<TimeEntry>>,
    /// What went wrong.
    pub source: Error,
}

impl Timer {
    /// Starts the timer on a new time entry. [`switch`](Self::switch) does so too, and tells on which
    /// entry it ran before: the service stops that one, as far as is known.
    ///
    /// If the answer is lost, the timer is asked after: when it runs on another entry than before, for
    /// this work, then that is the new one. If it does not, the error is returned and nothing is sent
    /// again, for the entry may have been made and stopped by somebody else.
    ///
    /// # Errors
    ///
    /// Code 1002 when the task is not one of the project; otherwise any of [`Error`].
    pub async fn start_new(&self, timer: &NewTimer) -> Result<TimeEntry> {
        let before = self.running().await?;
        self.start_after(timer, before.as_ref()).await
    }

    /// Starts the timer on a new entry, after it ran on another one.
    pub(super) async fn start_after(
        &self,
        timer: &NewTimer,
        before: Option<&TimeEntry>,
    ) -> Result<TimeEntry> {
        let error = match self.zoho.time_entries().log(&timer.request()?).await {
            Ok(entry) => return Ok(entry),
            Err(error) => error,
        };
        if !error.may_have_been_sent() {
            return Err(error);
        }
        let before = before.map(|entry| &entry.time_entry_id);
        match self.running().await {
            Ok(Some(now)) if Some(&now.time_entry_id) != before && timer.is_like(&now) => Ok(now),
            _ => Err(error),
        }
    }

    /// Sees to it that the timer runs on an entry. Unlike [`start`](Self::start) it is content when it
    /// does so already, so a lost answer is made up for by asking again.
    ///
    /// # Errors
    ///
    /// Code 1002 when there is no such entry; otherwise any of [`Error`].
    pub async fn run_on(&self, entry: &TimeEntryId) -> Result<TimeEntry> {
        let error = match self.start(entry).await {
            Ok(entry) => return Ok(entry),
            Err(error) => error,
        };
        let runs_already = error.known_code() == Some(ErrorCode::AlreadyTimed);
        if !runs_already && !error.may_have_been_sent() {
            return Err(error);
        }
        match self.running().await {
            Ok(Some(running)) if running.time_entry_id == *entry => Ok(running),
            Ok(_) if !runs_already => self.start(entry).await,
            _ => Err(error),
        }
    }

    /// Stops the timer if it runs, and returns the entry with its time; none if it did not run.
    ///
    /// ```
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// # let sandbox = zoho_time_sandbox::Sandbox::start().await?;
    /// # let demo = sandbox.demo();
    /// # let zoho = zoho_time::Client::builder()
    /// #     .organization(demo.organization_id.clone())
    /// #     .access_token(demo.access_token.clone())
    /// #     .base_url(sandbox.base_url())
    /// #     .build()?;
    /// zoho.timer().start(&demo.time_entries[0]).await?;
    /// let stopped = zoho.timer().stop_running().await?;
    /// assert_eq!(stopped.unwrap().time_entry_id, demo.time_entries[0]);
    /// assert!(zoho.timer().stop_running().await?.is_none());
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// If the answer is lost, the timer is asked after, and stopped once more if it still runs on the
    /// same entry. Of two programs that stop it at the same time, both get the entry. The API stops
    /// whatever runs: if another program moves the timer on between the question and the stop, it is the
    /// other entry that is stopped, and that is the one returned.
    ///
    /// # Errors
    ///
    /// Any of [`Error`]. Doing it again does no harm.
    pub async fn stop_running(&self) -> Result<Option<TimeEntry>> {
        match self.running().await? {
            Some(running) => self.stop_on(&running.time_entry_id).await.map(Some),
            None => Ok(None),
        }
    }

    /// Stops the timer, which was seen to run on an entry.
    async fn stop_on(&self, entry: &TimeEntryId) -> Result<TimeEntry> {
        let error = match self.stop().await {
            Ok(stopped) => return Ok(stopped),
            Err(error) => error,
        };
        // A refusal may mean that somebody else was faster; its code is not known.
        let refused = matches!(error, Error::Api(_)) && !error.may_have_been_sent();
        if !refused && !error.may_have_been_sent() {
            return Err(error);
        }
        match self.running().await {
            Ok(Some(running)) if running.time_entry_id == *entry => {
                if refused {
                    Err(error)
                } else {
                    self.stop().await
                }
            }
            Ok(_) => self.zoho.time_entries().get(entry).await,
            Err(_) => Err(error),
        }
    }

    /// Stops the timer where it runs and starts it on a new entry for other work.
    ///
    /// ```
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// # let sandbox = zoho_time_sandbox::Sandbox::start().await?;
    /// # let demo = sandbox.demo();
    /// # let zoho = zoho_time::Client::builder()
    /// #     .organization(demo.organization_id.clone())
    /// #     .access_token(demo.access_token.clone())
    /// #     .base_url(sandbox.base_url())
    /// #     .build()?;
    /// # let (project, task, user) = (&demo.projects[0], &demo.tasks[0], &demo.users[0]);
    /// # let other_task = &demo.tasks[1];
    /// use zoho_time::chrono::FixedOffset;
    /// use zoho_time::tracking::{Calendar, NewTimer};
    ///
    /// let calendar = Calendar::new("+01:00".parse::<FixedOffset>()?);
    /// let survey = NewTimer::new(project, task, user, calendar.today());
    /// zoho.timer().switch(&survey).await?;
    ///
    /// let drawing = NewTimer::new(project, other_task, user, calendar.today());
    /// let switched = zoho.timer().switch(&drawing).await?;
    /// assert_eq!(switched.stopped.unwrap().task_id.as_ref(), Some(task));
    /// assert_eq!(switched.started.task_id.as_ref(), Some(other_task));
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// That starting a timer stops the other one is not documented, so it is stopped first. Each of the
    /// two steps makes up for a lost answer as [`stop_running`](Self::stop_running) and
    /// [`start_new`](Self::start_new) do. If the timer runs for this work already (same project, task, day
    /// and notes), nothing is done. So after an error, or when the future was dropped, it can be called
    /// again: the timer then runs on one entry for the work, and none is made beside it.
    ///
    /// # Errors
    ///
    /// [`SwitchError`], which tells whether the timer was stopped.
    pub async fn switch(&self, to: &NewTimer) -> Result<Switched, SwitchError> {
        // What is wrong with the new entry is better known before the timer is stopped.
        to.request().map_err(not_switched)?;
        let before = self.running().await.map_err(not_switched)?;
        if let Some(started) = before.clone().filter(|running| to.is_like(running)) {
            return Ok(Switched {
                stopped: None,
                started,
            });
        }
        let stopped = self.stop_before(before.as_ref()).await?;
        match self.start_after(to, before.as_ref()).await {
            Ok(started) => Ok(Switched { stopped, started }),
            Err(source) => Err(SwitchError {
                stopped: stopped.map(Box::new),
                source,
            }),
        }
    }

    /// Stops the timer where it runs and starts it on an entry that exists, on top of its time.
    ///
    /// # Errors
    ///
    /// As [`switch`](Self::switch).
    pub async fn switch_to(&self, entry: &TimeEntryId) -> Result<Switched, SwitchError> {
        let before = self.running().await.map_err(not_switched)?;
        if let Some(started) = before
            .clone()
            .filter(|running| running.time_entry_id == *entry)
        {
            return Ok(Switched {
                stopped: None,
                started,
            });
        }
        let stopped = self.stop_before(before.as_ref()).await?;
        match self.run_on(entry).await {
            Ok(started) => Ok(Switched { stopped, started }),
            Err(source) => Err(SwitchError {
                stopped: stopped.map(Box::new),
                source,
            }),
        }
    }

    async fn stop_before(
        &self,
        running: Option<&TimeEntry>,
    ) -> Result<Option<TimeEntry>, SwitchError> {
        match running {
            Some(running) => {
                let stopped = self.stop_on(&running.time_entry_id).await;
                stopped.map(Some).map_err(not_switched)
            }
            None => Ok(None),
        }
    }
}

fn not_switched(source: Error) -> SwitchError {
    SwitchError {
        stopped: None,
        source,
    }
}
