//! New time entries.

use std::borrow::Borrow;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use zoho_time_client::operations as op;
use zoho_time_client::types::{LogTimeRequest, TimeEntry};
use zoho_time_types::{Amount, ProjectId, TaskId, UserId};

use super::invalid::check_notes;
use super::{InvalidEntry, Work};
#[cfg(doc)]
use crate::error::Error;
use crate::error::Result;
use crate::resources::TimeEntries;

/// A time entry to log: who worked on which task, on which day, and how long.
///
/// Unlike a [`LogTimeRequest`] it has either a duration or a start and an end, and it is checked before
/// anything is sent. It can be serialized with serde, with the field names of the API.
///
/// ```
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
/// # let sandbox = zoho_time_sandbox::Sandbox::start().await?;
/// # let zoho = zoho_time::Client::from_vars(sandbox.variables())?;
/// # let demo = sandbox.demo();
/// # let (project, task, user) = (&demo.projects[0], &demo.tasks[0], &demo.users[0]);
/// use zoho_time::Hours;
/// use zoho_time::tracking::{NewTimeEntry, Work};
///
/// let day = "2026-03-04".parse()?;
/// let survey = NewTimeEntry::new(project, task, user, day, Hours::from_minutes(150))
///     .notes("Measured the boom.")
///     .billable(false);
/// let logged = zoho.time_entries().log(survey).await?;
/// assert_eq!(logged.log_time, Some(Hours::from_minutes(150)));
///
/// let afternoon = Work::between("13:00".parse()?, "16:00".parse()?)?;
/// let drawing = NewTimeEntry::new(project, task, user, day, afternoon);
/// let logged = zoho.time_entries().log(drawing).await?;
/// assert_eq!(logged.end_time, Some("16:00".parse()?));
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct NewTimeEntry {
    /// The project.
    #[serde(rename = "project_id")]
    pub project: ProjectId,
    /// The task, which belongs to that project.
    #[serde(rename = "task_id")]
    pub task: TaskId,
    /// The user who worked.
    #[serde(rename = "user_id")]
    pub user: UserId,
    /// The day, in the time zone of the organization.
    #[serde(rename = "log_date")]
    pub date: NaiveDate,
    /// The duration, or the start and the end.
    #[serde(flatten)]
    pub work: Work,
    /// Notes on the work, with at most 500 characters.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub notes: Option<String>,
    /// Whether it is billable; by default as the task.
    #[serde(
        default,
        rename = "is_billable",
        skip_serializing_if = "Option::is_none"
    )]
    pub billable: Option<bool>,
    /// The cost of an hour. Zoho Books only.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cost_rate: Option<Amount>,
}

impl NewTimeEntry {
    /// An entry with the required fields. `work` is a number of [`Hours`](zoho_time_types::Hours) or a [`Work`].
    #[must_use]
    pub fn new(
        project: impl Into<ProjectId>,
        task: impl Into<TaskId>,
        user: impl Into<UserId>,
        date: NaiveDate,
        work: impl Into<Work>,
    ) -> Self {
        Self {
            project: project.into(),
            task: task.into(),
            user: user.into(),
            date,
            work: work.into(),
            notes: None,
            billable: None,
            cost_rate: None,
        }
    }

    /// Notes on the work, with at most 500 characters.
    #[must_use]
    pub fn notes(mut self, notes: impl Into<String>) -> Self {
        self.notes = Some(notes.into());
        self
    }

    /// Whether it is billable; by default as the task.
    #[must_use]
    pub fn billable(mut self, billable: bool) -> Self {
        self.billable = Some(billable);
        self
    }

    /// The cost of an hour. Zoho Books only.
    #[must_use]
    pub fn cost_rate(mut self, rate: Amount) -> Self {
        self.cost_rate = Some(rate);
        self
    }

    /// Builds the request that logs the entry.
    ///
    /// # Errors
    ///
    /// Fails with [`InvalidEntry::NoTime`] if the duration is not positive, and with
    /// [`InvalidEntry::NotesTooLong`].
    pub fn request(&self) -> Result<LogTimeRequest, InvalidEntry> {
        self.work.checked()?;
        check_notes(self.notes.as_deref())?;
        let mut request = LogTimeRequest::new(&self.project, &self.task, &self.user, self.date);
        request.log_time = self.work.log_time();
        (request.begin_time, request.end_time) = self.work.span().unzip();
        request.notes.clone_from(&self.notes);
        request.is_billable = self.billable;
        request.cost_rate = self.cost_rate;
        Ok(request)
    }
}

impl TimeEntries {
    /// Logs a time entry. It is checked first; [`log_request`](Self::log_request) sends any request.
    ///
    /// ```
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// # let sandbox = zoho_time_sandbox::Sandbox::start().await?;
    /// # let zoho = zoho_time::Client::from_vars(sandbox.variables())?;
    /// # let demo = sandbox.demo();
    /// # let (project, task, user) = (&demo.projects[0], &demo.tasks[0], &demo.users[0]);
    /// use zoho_time::Hours;
    /// use zoho_time::tracking::NewTimeEntry;
    ///
    /// let day = "2026-03-04".parse()?;
    /// let entry = NewTimeEntry::new(project, task, user, day, Hours::from_minutes(150));
    /// let logged = zoho.time_entries().log(entry).await?;
    /// println!("logged as {}", logged.time_entry_id);
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// Fails with [`Error::InvalidRequest`], and sends nothing, if the duration is not positive or the notes are
    /// too long. Fails with code 1002 if the project does not have the task. After an error for which
    /// [`Error::may_have_been_sent`] is true, logging the entry again may log it twice;
    /// [`bulk`](super::bulk) checks first.
    pub async fn log(&self, entry: impl Borrow<NewTimeEntry>) -> Result<TimeEntry> {
        let request = entry.borrow().request();
        let request = request.map_err(|invalid| invalid.of(&op::LOG_TIME_ENTRY))?;
        self.log_request(&request).await
    }
}
