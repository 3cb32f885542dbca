//! Changing one thing of a time entry.

use chrono::NaiveDate;
use zoho_time_client::operations as op;
use zoho_time_client::types::{TimeEntry, UpdateTimeEntryRequest};
use zoho_time_types::{Amount, ProjectId, TaskId, TimeEntryId, UserId};

use super::invalid::check_notes;
use super::{InvalidEntry, Work};
use crate::error::{Error, Result};
use crate::resources::TimeEntries;

/// A change of a time entry, made from the entry as it is.
///
/// The documents require project, task, user and day with every change. Clients have changed the notes
/// alone, but it is not known what happens to other fields that are left out. So an edit repeats what the
/// entry has, and replaces what is set here. The cost rate alone is left out unless it is set: the API
/// does not say whether the one that it shows belongs to the entry or to the user.
///
/// Time that was logged by begin and end is repeated so, unless a timer has run on top of it since; then
/// the duration is what counts. Made from an entry that was read long ago, an edit puts back what others
/// have changed since; [`TimeEntries::edit`] reads it afresh.
#[derive(Clone, Debug, PartialEq)]
pub struct TimeEntryEdit {
    entry: TimeEntryId,
    request: UpdateTimeEntryRequest,
}

impl TimeEntryEdit {
    /// An edit that changes nothing yet.
    ///
    /// # Errors
    ///
    /// [`InvalidEntry::TimerRuns`] while the timer runs: its time so far would be written over what it
    /// has when it stops. [`InvalidEntry::Incomplete`] if the entry came without a field that has to be
    /// repeated.
    pub fn of(entry: &TimeEntry) -> Result<Self, InvalidEntry> {
        let id = &entry.time_entry_id;
        if entry.timer_started_at.is_some() {
            return Err(InvalidEntry::TimerRuns { entry: id.clone() });
        }
        let lacks = |field| InvalidEntry::Incomplete {
            entry: id.clone(),
            field,
        };
        let mut request = UpdateTimeEntryRequest::new()
            .project_id(entry.project_id.as_ref().ok_or(lacks("project_id"))?)
            .task_id(entry.task_id.as_ref().ok_or(lacks("task_id"))?)
            .user_id(entry.user_id.as_ref().ok_or(lacks("user_id"))?)
            .log_date(entry.log_date.ok_or(lacks("log_date"))?);
        let span = entry.begin_time.zip(entry.end_time);
        match (span, entry.log_time) {
            (Some((begin, end)), logged) if logged.is_none() || begin.until(end) == logged => {
                request.begin_time = Some(begin);
                request.end_time = Some(end);
            }
            (_, Some(logged)) => request.log_time = Some(logged),
            (_, None) => return Err(lacks("log_time")),
        }
        request.notes.clone_from(&entry.notes);
        request.is_billable = entry.is_billable;
        Ok(Self {
            entry: id.clone(),
            request,
        })
    }

    /// Moves it to another task, of the same project or of another one.
    #[must_use]
    pub fn task(mut self, project: impl Into<ProjectId>, task: impl Into<TaskId>) -> Self {
        self.request.project_id = Some(project.into());
        self.request.task_id = Some(task.into());
        self
    }

    /// Whose time it is.
    #[must_use]
    pub fn user(mut self, user: impl Into<UserId>) -> Self {
        self.request.user_id = Some(user.into());
        self
    }

    /// The day.
    #[must_use]
    pub fn date(mut self, date: NaiveDate) -> Self {
        self.request.log_date = Some(date);
        self
    }

    /// How long, or from when to when.
    #[must_use]
    pub fn work(mut self, work: Work) -> Self {
        self.request.log_time = work.log_time();
        (self.request.begin_time, self.request.end_time) = work.span().unzip();
        self
    }

    /// What was done: 500 characters at most; an empty text takes the notes away.
    #[must_use]
    pub fn notes(mut self, notes: impl Into<String>) -> Self {
        self.request.notes = Some(notes.into());
        self
    }

    /// Whether it is billable.
    #[must_use]
    pub fn billable(mut self, billable: bool) -> Self {
        self.request.is_billable = Some(billable);
        self
    }

    /// What an hour of it costs. Zoho Books only.
    #[must_use]
    pub fn cost_rate(mut self, rate: Amount) -> Self {
        self.request.cost_rate = Some(rate);
        self
    }

    /// The entry to change.
    #[must_use]
    pub fn entry(&self) -> &TimeEntryId {
        &self.entry
    }

    /// The request that makes the change.
    ///
    /// # Errors
    ///
    /// [`InvalidEntry::NotesTooLong`].
    pub fn request(&self) -> Result<&UpdateTimeEntryRequest, InvalidEntry> {
        check_notes(self.request.notes.as_deref())?;
        Ok(&self.request)
    }
}

impl TimeEntries {
    /// Reads a time entry and changes it.
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
    /// # let id = &demo.time_entries[0];
    /// # let before = zoho.time_entries().get(id).await?;
    /// let entry = zoho
    ///     .time_entries()
    ///     .edit(id, |edit| edit.notes("Measured the boom, twice."))
    ///     .await?;
    /// assert_eq!(entry.notes.as_deref(), Some("Measured the boom, twice."));
    /// assert_eq!(entry.log_time, before.log_time);
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// The API has no way to say "unless it has changed": what somebody else changes between the reading
    /// and the writing is lost. Doing it again after an error does no harm.
    ///
    /// # Errors
    ///
    /// [`Error::InvalidRequest`], and nothing was changed, for what [`InvalidEntry`] lists; otherwise any
    /// of [`Error`].
    pub async fn edit(
        &self,
        entry: &TimeEntryId,
        change: impl FnOnce(TimeEntryEdit) -> TimeEntryEdit,
    ) -> Result<TimeEntry> {
        let invalid = |invalid: InvalidEntry| Error::InvalidRequest {
            operation: op::UPDATE_TIME_ENTRY.id,
            reason: invalid.to_string(),
        };
        let edit = change(TimeEntryEdit::of(&self.get(entry).await?).map_err(invalid)?);
        self.update(edit.entry(), edit.request().map_err(invalid)?)
            .await
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;

    fn entry(changes: Value) -> TimeEntry {
        let mut entry = json!({
            "time_entry_id": "4", "project_id": "1", "task_id": "2", "user_id": "3",
            "log_date": "2026-03-04", "log_time": "02:00", "notes": "Boom", "is_billable": true,
        });
        let fields = entry.as_object_mut().unwrap();
        for (name, value) in changes.as_object().unwrap() {
            fields.insert(name.clone(), value.clone());
        }
        serde_json::from_value(entry).unwrap()
    }

    #[test]
    fn an_edit_repeats_what_the_entry_has() {
        let kept = json!({
            "project_id": "1", "task_id": "2", "user_id": "3", "log_date": "2026-03-04",
            "notes": "Boom", "is_billable": true,
        });
        // What the entry has besides, and with what time the change is sent.
        let cases = [
            (json!({}), json!({ "log_time": "02:00" })),
            (
                json!({ "begin_time": "08:00", "end_time": "10:00" }),
                json!({ "begin_time": "08:00", "end_time": "10:00" }),
            ),
            // A timer has run on top of it.
            (
                json!({ "begin_time": "08:00", "end_time": "09:30" }),
                json!({ "log_time": "02:00" }),
            ),
            (
                json!({ "begin_time": "08:00", "end_time": "" }),
                json!({ "log_time": "02:00" }),
            ),
            (
                json!({ "begin_time": "08:00", "end_time": "10:00", "log_time": "" }),
                json!({ "begin_time": "08:00", "end_time": "10:00" }),
            ),
        ];
        for (changes, time) in cases {
            let edit = TimeEntryEdit::of(&entry(changes)).unwrap();
            let mut expected = kept.clone();
            for (name, value) in time.as_object().unwrap() {
                expected[name] = value.clone();
            }
            assert_eq!(
                serde_json::to_value(edit.request().unwrap()).unwrap(),
                expected
            );
        }
    }

    #[test]
    fn what_cannot_be_repeated_is_an_error() {
        let cases = [
            (json!({ "timer_started_at": "17:00" }), "stop it first"),
            (json!({ "project_id": "" }), "without project_id"),
            (json!({ "task_id": null }), "without task_id"),
            (json!({ "user_id": "" }), "without user_id"),
            (json!({ "log_date": "" }), "without log_date"),
            (json!({ "log_time": "" }), "without log_time"),
        ];
        for (changes, words) in cases {
            let error = TimeEntryEdit::of(&entry(changes)).unwrap_err().to_string();
            assert!(error.contains(words), "{error}");
            assert!(error.contains("time entry 4"), "{error}");
        }
    }

    #[test]
    fn the_time_that_is_set_replaces_the_other_kind() {
        let span = json!({ "begin_time": "08:00", "end_time": "10:00" });
        let hour = Work::lasting("01:00".parse().unwrap()).unwrap();
        let edit = TimeEntryEdit::of(&entry(span)).unwrap().work(hour);
        let request = edit.request().unwrap();
        assert_eq!((request.begin_time, request.end_time), (None, None));
        assert_eq!(request.log_time, Some(hour.hours()));
    }

    #[test]
    fn notes_are_measured_in_characters() {
        let edit = TimeEntryEdit::of(&entry(json!({}))).unwrap();
        assert!(edit.clone().notes("ü".repeat(500)).request().is_ok());
        let error = edit.notes("ü".repeat(501)).request().unwrap_err();
        assert_eq!(error, InvalidEntry::NotesTooLong { characters: 501 });
    }
}
