//! Work to start the timer on.

use chrono::NaiveDate;
use zoho_time_client::operations as op;
use zoho_time_client::types::{LogTimeRequest, TimeEntry};
use zoho_time_types::{ProjectId, TaskId, UserId};

use super::InvalidEntry;
use super::invalid::check_notes;
use crate::error::{Error, Result};
#[cfg(doc)]
use crate::resources::Timer;

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

    pub(super) fn request(&self) -> Result<LogTimeRequest> {
        check_notes(self.notes.as_deref()).map_err(invalid)?;
        let mut request = LogTimeRequest::new(&self.project, &self.task, &self.user, self.date);
        request.notes.clone_from(&self.notes);
        request.is_billable = self.billable;
        request.start_timer = Some(true);
        Ok(request)
    }

    /// Whether an entry is for the same work.
    pub(super) fn is_like(&self, entry: &TimeEntry) -> bool {
        entry.project_id.as_ref() == Some(&self.project)
            && entry.task_id.as_ref() == Some(&self.task)
            && entry.log_date == Some(self.date)
            && entry.notes.as_deref().unwrap_or_default().trim()
                == self.notes.as_deref().unwrap_or_default().trim()
    }

    /// Another entry for the work of one, on another day.
    pub(super) fn again(entry: &TimeEntry, user: &UserId, date: NaiveDate) -> Result<Self> {
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

fn invalid(invalid: InvalidEntry) -> Error {
    Error::InvalidRequest {
        operation: op::LOG_TIME_ENTRY.id,
        reason: invalid.to_string(),
    }
}
