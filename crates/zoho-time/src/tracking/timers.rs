//! Starting, stopping and switching the timer.
//!
//! A user has one timer, and the API returns the entry on which it runs. That is how these methods recover from
//! a lost response.

use std::borrow::Borrow;

use zoho_time_client::types::TimeEntry;
use zoho_time_types::TimeEntryId;

use super::NewTimer;
use crate::error::{Error, ErrorCode, Result};
use crate::resources::Timer;

/// The result of [`Timer::switch`] and [`Timer::switch_to`], which have an example.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct Switched {
    /// The entry on which the timer was stopped, with its time; `None` if the timer did not run, or ran on the
    /// requested entry already.
    pub stopped: Option<TimeEntry>,
    /// The entry on which the timer runs now.
    pub started: TimeEntry,
}

/// The reason why switching failed, and the entry if the timer was stopped.
#[derive(Debug, thiserror::Error)]
#[error("{}", if stopped.is_some() {
    "the timer was stopped, but not started again"
} else {
    "the timer was not switched"
})]
#[non_exhaustive]
pub struct SwitchError {
    /// The entry on which the timer was stopped, if it was.
    pub stopped: Option<Box<TimeEntry>>,
    /// The error of the failed call.
    pub source: Error,
}

impl Timer {
    /// Logs a new time entry and starts the timer on it. [`switch`](Self::switch) also returns the entry on
    /// which the timer ran before, which the server stops as far as is known.
    ///
    /// If the response is lost, the client asks on which entry the timer runs. If that is a new entry for this
    /// work, it is returned. Otherwise the error is returned and nothing is sent again, because another program
    /// may have stopped the timer meanwhile.
    ///
    /// ```
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// # let sandbox = zoho_time_sandbox::Sandbox::start().await?;
    /// # let zoho = zoho_time::Client::from_vars(sandbox.variables())?;
    /// # let demo = sandbox.demo();
    /// # let (project, task, user) = (&demo.projects[0], &demo.tasks[0], &demo.users[0]);
    /// use zoho_time::tracking::NewTimer;
    ///
    /// let survey = NewTimer::new(project, task, user, "2026-03-04".parse()?);
    /// let entry = zoho.timer().start(survey).await?;
    /// assert!(entry.timer_started_at.is_some());
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// Fails with code 1002 if the project does not have the task.
    pub async fn start(&self, timer: impl Borrow<NewTimer>) -> Result<TimeEntry> {
        let before = self.running().await?;
        self.start_after(timer.borrow(), before.as_ref()).await
    }

    /// Starts the timer on a new entry, after it ran on the entry `before`.
    pub(super) async fn start_after(
        &self,
        timer: &NewTimer,
        before: Option<&TimeEntry>,
    ) -> Result<TimeEntry> {
        let error = match self
            .zoho
            .time_entries()
            .log_request(&timer.request()?)
            .await
        {
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

    /// Ensures that the timer runs on an entry, on top of the time that the entry has. Unlike
    /// [`start_request`](Self::start_request) it succeeds if the timer runs on that entry already, and recovers
    /// from a lost response.
    ///
    /// ```
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// # let sandbox = zoho_time_sandbox::Sandbox::start().await?;
    /// # let zoho = zoho_time::Client::from_vars(sandbox.variables())?;
    /// # let demo = sandbox.demo();
    /// let entry = &demo.time_entries[0];
    /// zoho.timer().start_on(entry).await?;
    /// assert_eq!(zoho.timer().running().await?.unwrap().time_entry_id, *entry);
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// Fails with code 1002 if the entry does not exist.
    pub async fn start_on(&self, entry: &TimeEntryId) -> Result<TimeEntry> {
        let error = match self.start_request(entry).await {
            Ok(entry) => return Ok(entry),
            Err(error) => error,
        };
        let runs_already = error.known_code() == Some(ErrorCode::AlreadyTimed);
        if !runs_already && !error.may_have_been_sent() {
            return Err(error);
        }
        match self.running().await {
            Ok(Some(running)) if running.time_entry_id == *entry => Ok(running),
            Ok(_) if !runs_already => self.start_request(entry).await,
            _ => Err(error),
        }
    }

    /// Stops the timer, and returns the entry with the added time; `None` if the timer did not run.
    ///
    /// ```
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// # let sandbox = zoho_time_sandbox::Sandbox::start().await?;
    /// # let zoho = zoho_time::Client::from_vars(sandbox.variables())?;
    /// # let demo = sandbox.demo();
    /// zoho.timer().start_on(&demo.time_entries[0]).await?;
    /// let stopped = zoho.timer().stop().await?;
    /// assert_eq!(stopped.unwrap().time_entry_id, demo.time_entries[0]);
    /// assert!(zoho.timer().stop().await?.is_none());
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// If the response is lost, the client asks on which entry the timer runs, and stops it again if that is the
    /// same entry. If two programs stop it at the same time, both get the entry. The API stops the timer on
    /// whichever entry it runs: if another program switches it between the two requests, the other entry is
    /// stopped and returned.
    ///
    /// # Errors
    ///
    /// Fails with the errors of every call: see [`resources`](crate::resources). It can be repeated.
    pub async fn stop(&self) -> Result<Option<TimeEntry>> {
        match self.running().await? {
            Some(running) => self.stop_on(&running.time_entry_id).await.map(Some),
            None => Ok(None),
        }
    }

    /// Stops the timer, which runs on `entry`.
    async fn stop_on(&self, entry: &TimeEntryId) -> Result<TimeEntry> {
        let error = match self.stop_request().await {
            Ok(stopped) => return Ok(stopped),
            Err(error) => error,
        };
        // The server may refuse because another program stopped it first; the code is not known.
        let refused = matches!(error, Error::Api(_)) && !error.may_have_been_sent();
        if !refused && !error.may_have_been_sent() {
            return Err(error);
        }
        match self.running().await {
            Ok(Some(running)) if running.time_entry_id == *entry => {
                if refused {
                    Err(error)
                } else {
                    self.stop_request().await
                }
            }
            Ok(_) => self.zoho.time_entries().get(entry).await,
            Err(_) => Err(error),
        }
    }

    /// Stops the timer, and starts it on a new entry.
    ///
    /// ```
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// # let sandbox = zoho_time_sandbox::Sandbox::start().await?;
    /// # let zoho = zoho_time::Client::from_vars(sandbox.variables())?;
    /// # let demo = sandbox.demo();
    /// # let (project, task, user) = (&demo.projects[0], &demo.tasks[0], &demo.users[0]);
    /// # let other_task = &demo.tasks[1];
    /// use zoho_time::chrono::FixedOffset;
    /// use zoho_time::tracking::{Calendar, NewTimer};
    ///
    /// let calendar = Calendar::new("+01:00".parse::<FixedOffset>()?);
    /// let survey = NewTimer::new(project, task, user, calendar.today());
    /// zoho.timer().switch(survey).await?;
    ///
    /// let drawing = NewTimer::new(project, other_task, user, calendar.today());
    /// let switched = zoho.timer().switch(drawing).await?;
    /// assert_eq!(switched.stopped.unwrap().task_id.as_ref(), Some(task));
    /// assert_eq!(switched.started.task_id.as_ref(), Some(other_task));
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// The API does not document that starting a timer stops the other one, so it is stopped first. Both steps
    /// recover from a lost response, as [`stop`](Self::stop) and [`start`](Self::start) do. If the timer runs
    /// for this work already (same project, task, day and notes), nothing is sent. So it can be called again
    /// after an error, or after the future was dropped, without creating a second entry for the work.
    ///
    /// # Errors
    ///
    /// Fails with a [`SwitchError`], which has the entry if the timer was stopped.
    pub async fn switch(&self, to: impl Borrow<NewTimer>) -> Result<Switched, SwitchError> {
        let to = to.borrow();
        // Checks the new entry before the timer is stopped.
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

    /// Stops the timer, and starts it on an existing entry, on top of its time.
    ///
    /// # Errors
    ///
    /// Those of [`switch`](Self::switch).
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
        match self.start_on(entry).await {
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
