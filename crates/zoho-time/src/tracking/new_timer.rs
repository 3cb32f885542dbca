//! New time entries on which the timer is started.

use chrono::NaiveDate;
use zoho_time_client::operations as op;
use zoho_time_client::types::{LogTimeRequest, TimeEntry};
use zoho_time_types::{ProjectId, TaskId, UserId};

use super::InvalidEntry;
use super::invalid::check_notes;
use crate::error::Result;
#[cfg(doc)]
use crate::resources::Timer;

/// A new time entry on which the timer is started: see [`Timer::start`] and [`Timer::switch`].
///
/// ```
/// use zoho_time::chrono::FixedOffset;
/// use zoho_time::tracking::{Calendar, NewTimer};
/// use zoho_time::{ProjectId, TaskId, UserId};
///
/// let today = Calendar::new("+01:00".parse::<FixedOffset>()?).today();
/// let (project, task, user) = (ProjectId::from(17), TaskId::from(18), UserId::from(19));
/// let survey = NewTimer::new(project, task, user, today).notes("Measuring the boom.");
/// # let _ = survey;
/// # Ok::<(), zoho_time::chrono::ParseError>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct NewTimer {
    /// The project.
    pub project: ProjectId,
    /// The task, which belongs to that project.
    pub task: TaskId,
    /// The user to whom the token belongs.
    pub user: UserId,
    /// The day, in the time zone of the organization; see [`Calendar::today`](super::Calendar::today).
    pub date: NaiveDate,
    /// Notes on the work, with at most 500 characters.
    pub notes: Option<String>,
    /// Whether it is billable; by default as the task.
    pub billable: Option<bool>,
}

impl NewTimer {
    /// An entry with the required fields. [`Timer`] is about the timer of the user to whom the token belongs, so
    /// pass that user.
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

    pub(super) fn request(&self) -> Result<LogTimeRequest> {
        check_notes(self.notes.as_deref()).map_err(|invalid| invalid.of(&op::LOG_TIME_ENTRY))?;
        let mut request = LogTimeRequest::new(&self.project, &self.task, &self.user, self.date);
        request.notes.clone_from(&self.notes);
        request.is_billable = self.billable;
        request.start_timer = Some(true);
        Ok(request)
    }

    /// Whether an entry is for the same work: same project, task, day and notes.
    pub(super) fn is_like(&self, entry: &TimeEntry) -> bool {
        entry.project_id.as_ref() == Some(&self.project)
            && entry.task_id.as_ref() == Some(&self.task)
            && entry.log_date == Some(self.date)
            && entry.notes.as_deref().unwrap_or_default().trim()
                == self.notes.as_deref().unwrap_or_default().trim()
    }

    /// A new entry for the work of an existing one, on another day.
    pub(super) fn again(entry: &TimeEntry, user: &UserId, date: NaiveDate) -> Result<Self> {
        let missing = |field| {
            let entry = entry.time_entry_id.clone();
            InvalidEntry::Incomplete { entry, field }.of(&op::LOG_TIME_ENTRY)
        };
        Ok(Self {
            project: entry
                .project_id
                .clone()
                .ok_or_else(|| missing("project_id"))?,
            task: entry.task_id.clone().ok_or_else(|| missing("task_id"))?,
            user: user.clone(),
            date,
            notes: entry.notes.clone(),
            billable: entry.is_billable,
        })
    }
}
