//! Edits of time entries.

use chrono::NaiveDate;
use zoho_time_client::operations as op;
use zoho_time_client::types::{TimeEntry, UpdateTimeEntryRequest};
use zoho_time_types::{Amount, ProjectId, TaskId, TimeEntryId, UserId};

use super::invalid::check_notes;
use super::{InvalidEntry, Work};
#[cfg(doc)]
use crate::error::Error;
use crate::error::Result;
use crate::resources::TimeEntries;

/// An edit of a time entry, based on the entry that was read. Used by [`TimeEntries::edit`].
///
/// The API documentation requires the project, task, user and day with every update. Updates of the notes
/// alone have been seen, but what happens to other fields that are left out is not known. So an edit repeats
/// the fields of the entry, and replaces those that are set here. Only the cost rate is left out unless it is
/// set: the API does not say whether the one in a response belongs to the entry or to the user.
///
/// A start and an end are repeated, unless a timer has added time since; then the duration is sent. An edit of
/// an entry that was read long ago reverts later changes; [`TimeEntries::edit`] reads the entry first.
///
/// ```
/// use zoho_time::models::TimeEntry;
/// use zoho_time::tracking::{InvalidEntry, TimeEntryEdit};
/// use zoho_time::Hours;
///
/// fn one_hour_longer(entry: &TimeEntry) -> Result<TimeEntryEdit, InvalidEntry> {
///     let hours = entry.log_time.unwrap_or_default() + Hours::from_hours(1);
///     Ok(TimeEntryEdit::of(entry)?.work(hours))
/// }
/// ```
#[derive(Clone, Debug, PartialEq)]
pub struct TimeEntryEdit {
    entry: TimeEntryId,
    request: UpdateTimeEntryRequest,
}

impl TimeEntryEdit {
    /// An edit that does not change anything yet.
    ///
    /// # Errors
    ///
    /// Fails with [`InvalidEntry::TimerRuns`] while the timer runs on the entry, because the update would
    /// overwrite the time that the timer adds when it stops, and with [`InvalidEntry::Incomplete`] if the
    /// entry lacks a field that has to be repeated.
    pub fn of(entry: &TimeEntry) -> Result<Self, InvalidEntry> {
        let id = &entry.time_entry_id;
        if entry.timer_started_at.is_some() {
            return Err(InvalidEntry::TimerRuns { entry: id.clone() });
        }
        let missing = |field| InvalidEntry::Incomplete {
            entry: id.clone(),
            field,
        };
        let mut request = UpdateTimeEntryRequest::new()
            .project_id(entry.project_id.as_ref().ok_or(missing("project_id"))?)
            .task_id(entry.task_id.as_ref().ok_or(missing("task_id"))?)
            .user_id(entry.user_id.as_ref().ok_or(missing("user_id"))?)
            .log_date(entry.log_date.ok_or(missing("log_date"))?);
        let span = entry.begin_time.zip(entry.end_time);
        match (span, entry.log_time) {
            (Some((begin, end)), logged) if logged.is_none() || begin.until(end) == logged => {
                request.begin_time = Some(begin);
                request.end_time = Some(end);
            }
            (_, Some(logged)) => request.log_time = Some(logged),
            (_, None) => return Err(missing("log_time")),
        }
        request.notes.clone_from(&entry.notes);
        request.is_billable = entry.is_billable;
        Ok(Self {
            entry: id.clone(),
            request,
        })
    }

    /// Moves the entry to another task, of the same or another project.
    #[must_use]
    pub fn task(mut self, project: impl Into<ProjectId>, task: impl Into<TaskId>) -> Self {
        self.request.project_id = Some(project.into());
        self.request.task_id = Some(task.into());
        self
    }

    /// The user who worked.
    #[must_use]
    pub fn user(mut self, user: impl Into<UserId>) -> Self {
        self.request.user_id = Some(user.into());
        self
    }

    /// The day, in the time zone of the organization.
    #[must_use]
    pub fn date(mut self, date: NaiveDate) -> Self {
        self.request.log_date = Some(date);
        self
    }

    /// The duration, or the start and the end.
    #[must_use]
    pub fn work(mut self, work: impl Into<Work>) -> Self {
        let work = work.into();
        self.request.log_time = work.log_time();
        (self.request.begin_time, self.request.end_time) = work.span().unzip();
        self
    }

    /// Notes on the work, with at most 500 characters; an empty text removes them.
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

    /// The cost of an hour. Zoho Books only.
    #[must_use]
    pub fn cost_rate(mut self, rate: Amount) -> Self {
        self.request.cost_rate = Some(rate);
        self
    }

    /// The id of the entry.
    #[must_use]
    pub fn entry(&self) -> &TimeEntryId {
        &self.entry
    }

    /// The request that updates the entry.
    ///
    /// # Errors
    ///
    /// Fails with [`InvalidEntry::NoTime`] if the duration is not positive, and with
    /// [`InvalidEntry::NotesTooLong`].
    pub fn request(&self) -> Result<&UpdateTimeEntryRequest, InvalidEntry> {
        if let Some(hours) = self.request.log_time {
            Work::lasting(hours)?;
        }
        check_notes(self.request.notes.as_deref())?;
        Ok(&self.request)
    }
}

impl TimeEntries {
    /// Reads a time entry and updates the fields that `change` sets.
    /// [`update_request`](Self::update_request) sends any request.
    ///
    /// ```
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// # let sandbox = zoho_time_sandbox::Sandbox::start().await?;
    /// # let zoho = zoho_time::Client::from_vars(sandbox.variables())?;
    /// # let id = &sandbox.demo().time_entries[0];
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
    /// The API has no conditional update: a change by another program between the two requests is overwritten.
    /// After an error, the edit can be repeated.
    ///
    /// # Errors
    ///
    /// Fails with [`Error::InvalidRequest`], and updates nothing, for the reasons of [`InvalidEntry`]. Fails with
    /// code 1002 if the entry does not exist.
    pub async fn edit(
        &self,
        entry: &TimeEntryId,
        change: impl FnOnce(TimeEntryEdit) -> TimeEntryEdit,
    ) -> Result<TimeEntry> {
        let invalid = |invalid: InvalidEntry| invalid.of(&op::UPDATE_TIME_ENTRY);
        let edit = change(TimeEntryEdit::of(&self.get(entry).await?).map_err(invalid)?);
        self.update_request(edit.entry(), edit.request().map_err(invalid)?)
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
    fn an_edit_repeats_the_fields_of_the_entry() {
        let kept = json!({
            "project_id": "1", "task_id": "2", "user_id": "3", "log_date": "2026-03-04",
            "notes": "Boom", "is_billable": true,
        });
        // Changed fields of the entry, and the time that is sent.
        let cases = [
            (json!({}), json!({ "log_time": "02:00" })),
            (
                json!({ "begin_time": "08:00", "end_time": "10:00" }),
                json!({ "begin_time": "08:00", "end_time": "10:00" }),
            ),
            // A timer has added time.
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
    fn an_entry_that_cannot_be_repeated_is_an_error() {
        let cases = [
            (json!({ "timer_started_at": "17:00" }), "stop it first"),
            (json!({ "project_id": "" }), "no project_id"),
            (json!({ "task_id": null }), "no task_id"),
            (json!({ "user_id": "" }), "no user_id"),
            (json!({ "log_date": "" }), "no log_date"),
            (json!({ "log_time": "" }), "no log_time"),
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
