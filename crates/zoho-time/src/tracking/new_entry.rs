//! Logging time.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use zoho_time_client::operations as op;
use zoho_time_client::types::{LogTimeRequest, TimeEntry};
use zoho_time_types::{Amount, ProjectId, TaskId, UserId};

use super::invalid::check_notes;
use super::{InvalidEntry, Work};
use crate::error::{Error, Result};
use crate::resources::TimeEntries;

/// Time to log: who worked on what, when and how long.
///
/// Unlike a bare [`LogTimeRequest`] it cannot be put together wrongly: the time is a [`Work`], and the
/// notes are measured before anything is sent. It can be written down and read again with serde, under
/// the names that the API has for its fields.
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
/// use zoho_time::tracking::{NewTimeEntry, Work};
///
/// let day = "2026-03-04".parse()?;
/// let survey = NewTimeEntry::new(project, task, user, day, Work::lasting("02:30".parse()?)?)
///     .notes("Measured the boom.")
///     .billable(false);
/// let logged = zoho.time_entries().add(&survey).await?;
/// assert_eq!(logged.log_time, Some("02:30".parse()?));
///
/// let lunch_to_four = Work::between("13:00".parse()?, "16:00".parse()?)?;
/// let drawing = NewTimeEntry::new(project, task, user, day, lunch_to_four);
/// let logged = zoho.time_entries().add(&drawing).await?;
/// assert_eq!(logged.end_time, Some("16:00".parse()?));
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct NewTimeEntry {
    /// The project worked on.
    #[serde(rename = "project_id")]
    pub project: ProjectId,
    /// The task worked on, one of that project.
    #[serde(rename = "task_id")]
    pub task: TaskId,
    /// The user who worked.
    #[serde(rename = "user_id")]
    pub user: UserId,
    /// The day, in the time zone of the organisation.
    #[serde(rename = "log_date")]
    pub date: NaiveDate,
    /// How long, or from when to when.
    #[serde(flatten)]
    pub work: Work,
    /// What was done: 500 characters at most.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub notes: Option<String>,
    /// Whether it is billable; left to the task if it is not said.
    #[serde(
        default,
        rename = "is_billable",
        skip_serializing_if = "Option::is_none"
    )]
    pub billable: Option<bool>,
    /// What an hour of it costs. Zoho Books only.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cost_rate: Option<Amount>,
}

impl NewTimeEntry {
    /// Time to log, with what is required.
    #[must_use]
    pub fn new(
        project: impl Into<ProjectId>,
        task: impl Into<TaskId>,
        user: impl Into<UserId>,
        date: NaiveDate,
        work: Work,
    ) -> Self {
        Self {
            project: project.into(),
            task: task.into(),
            user: user.into(),
            date,
            work,
            notes: None,
            billable: None,
            cost_rate: None,
        }
    }

    /// What was done: 500 characters at most.
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

    /// What an hour of it costs. Zoho Books only.
    #[must_use]
    pub fn cost_rate(mut self, rate: Amount) -> Self {
        self.cost_rate = Some(rate);
        self
    }

    /// The request that logs it.
    ///
    /// # Errors
    ///
    /// [`InvalidEntry::NotesTooLong`].
    pub fn request(&self) -> Result<LogTimeRequest, InvalidEntry> {
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
    /// Logs time that was put together as a [`NewTimeEntry`].
    ///
    /// # Errors
    ///
    /// [`Error::InvalidRequest`], and nothing was sent, if the notes are too long; code 1002 when the task
    /// is not one of the project; otherwise any of [`Error`]. After an error that says that the request
    /// [may have been sent](Error::may_have_been_sent), adding it again may log it twice;
    /// [`bulk`](super::bulk) looks before it does.
    pub async fn add(&self, entry: &NewTimeEntry) -> Result<TimeEntry> {
        let request = entry.request().map_err(|invalid| Error::InvalidRequest {
            operation: op::LOG_TIME_ENTRY.id,
            reason: invalid.to_string(),
        })?;
        self.log(&request).await
    }
}
