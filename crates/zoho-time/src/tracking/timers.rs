//! Starting, stopping, switching and resuming the timer.
//!
//! A user has one timer, and the API's operation to stop it names no entry. So "which entry does it run
//! on" can always be asked, and that is how a lost answer is made up for.

use chrono::{Days as Count, NaiveDate};
use futures::TryStreamExt;
use zoho_time_client::enums::BilledStatus;
use zoho_time_client::operations as op;
use zoho_time_client::types::{LogTimeRequest, TimeEntry};
use zoho_time_types::{ProjectId, TaskId, TimeEntryId, UserId};

use super::invalid::check_notes;
use super::{Days, InvalidEntry};
use crate::error::{Error, Meaning, Result};
use crate::resources::Timer;

/// How far back the last entry is looked for.
const LOOK_BACK: Count = Count::new(31);

/// A time entry to start the timer on.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct NewTimer {
    /// The project to work on.
    pub project: ProjectId,
    /// The task to work on, one of that project.
    pub task: TaskId,
    /// The user whom the token belongs to.
    pub user: UserId,
    /// The day, in the time zone of the organisation; see [`Calendar::today`](super::Calendar::today).
    pub date: NaiveDate,
    /// What is done: 500 characters at most.
    pub notes: Option<String>,
    /// Whether it is billable; left to the task if it is not said.
    pub billable: Option<bool>,
}

impl NewTimer {
    /// An entry to start the timer on, with what is required. The timer that [`Timer`] stops and looks
    /// at is that of the user whom the token belongs to, so name that user.
    #[must_use]
    pub fn new(
        project: impl Into<ProjectId>,
        task: impl Into<TaskId>,
        user: impl Into<UserId>,
        date: NaiveDate,
    ) -> Self {
        Self {
            project: project.into(),
            task: task.into(),
            user: user.into(),
            date,
            notes: None,
            billable: None,
        }
    }

    /// What is done: 500 characters at most.
    #[must_use]
    pub fn notes(mut self, notes: impl Into<String>) -> Self {
        self.notes = Some(notes.into());
        self
    }

    /// Whether it is billable; left to the task if it is not said.
    #[must_use]
    pub fn billable(mut self, billable: bool) -> Self {
        self.billable = Some(billable);
        self
    }

    fn request(&self) -> Result<LogTimeRequest> {
        check_notes(self.notes.as_deref()).map_err(invalid)?;
        let mut request = LogTimeRequest::new(&self.project, &self.task, &self.user, self.date);
        request.notes.clone_from(&self.notes);
        request.is_billable = self.billable;
        request.start_timer = Some(true);
        Ok(request)
    }

    /// Whether an entry is for the same work.
    fn is_like(&self, entry: &TimeEntry) -> bool {
        entry.project_id.as_ref() == Some(&self.project)
            && entry.task_id.as_ref() == Some(&self.task)
            && entry.log_date == Some(self.date)
            && entry.notes.as_deref().unwrap_or_default().trim()
                == self.notes.as_deref().unwrap_or_default().trim()
    }

    /// Another entry for the work of one, on another day.
    fn again(entry: &TimeEntry, user: &UserId, date: NaiveDate) -> Result<Self> {
        let lacks = |field| {
            invalid(InvalidEntry::Incomplete {
                entry: entry.time_entry_id.clone(),
                field,
            })
        };
        Ok(Self {
            project: entry
                .project_id
                .clone()
                .ok_or_else(|| lacks("project_id"))?,
            task: entry.task_id.clone().ok_or_else(|| lacks("task_id"))?,
            user: user.clone(),
            date,
            notes: entry.notes.clone(),
            billable: entry.is_billable,
        })
    }
}

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
    async fn start_after(&self, timer: &NewTimer, before: Option<&TimeEntry>) -> Result<TimeEntry> {
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
        let runs_already = error.meaning() == Some(Meaning::AlreadyTimed);
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
    /// # let zoho = zoho_time::ZohoTime::builder()
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
    /// # let zoho = zoho_time::ZohoTime::builder()
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

    /// Goes on with what the user worked on last: returns the entry that the timer runs on now, or none if
    /// there is nothing to go on with.
    ///
    /// That is the entry that the timer runs on, if it runs; or else the user's last entry of the 31 days
    /// up to `today`. If that is one of today that is not on an invoice, the timer is started on it, on
    /// top of its time. Otherwise it is started on a new entry of today for the same work: the time of
    /// today does not belong to another day. `user` is the one whom the token belongs to.
    ///
    /// The last entry is that of the last day, and of several the one that was made last. The API does
    /// not tell when the timer was last stopped on an entry.
    ///
    /// # Errors
    ///
    /// Any of [`Error`]. Doing it again does no harm.
    pub async fn resume(&self, user: &UserId, today: NaiveDate) -> Result<Option<TimeEntry>> {
        if let Some(running) = self.running().await? {
            return Ok(Some(running));
        }
        let first = today.checked_sub_days(LOOK_BACK).unwrap_or(today);
        let query = Days::between(first, today).query().user_id(user);
        let entries = self.zoho.time_entries().list(query).items();
        let last = entries
            .try_fold(None, async |last: Option<TimeEntry>, entry| {
                Ok(match last {
                    Some(last) if made(&last) >= made(&entry) => Some(last),
                    _ => Some(entry),
                })
            })
            .await?;
        let Some(last) = last else { return Ok(None) };
        let started = if last.log_date == Some(today) && !is_invoiced(&last) {
            self.run_on(&last.time_entry_id).await?
        } else {
            let again = NewTimer::again(&last, user, today)?;
            self.start_after(&again, None).await?
        };
        Ok(Some(started))
    }
}

/// What the order of entries follows from: the day, the moment at which it was made, and the id.
fn made(entry: &TimeEntry) -> impl Ord + use<'_> {
    let moment = entry.created_time.map(|time| time.datetime().to_utc());
    (entry.log_date, moment, &entry.time_entry_id)
}

fn is_invoiced(entry: &TimeEntry) -> bool {
    entry.invoice_id.is_some() || entry.billed_status == Some(BilledStatus::Invoiced)
}

fn not_switched(source: Error) -> SwitchError {
    SwitchError {
        stopped: None,
        source,
    }
}

fn invalid(invalid: InvalidEntry) -> Error {
    Error::InvalidRequest {
        operation: op::LOG_TIME_ENTRY.id,
        reason: invalid.to_string(),
    }
}
