//! Matching entries on the server with entries that were sent.

use chrono::NaiveDate;
use zoho_time_client::types::TimeEntry;
use zoho_time_types::{Hours, ProjectId, TaskId, UserId};

use crate::tracking::NewTimeEntry;

/// The scope of a lookup: the entries of a user in a project, on a day.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) struct EntryScope {
    pub(super) project: ProjectId,
    pub(super) user: UserId,
    pub(super) day: NaiveDate,
}

/// The identity of an entry. Items with the same fingerprint are logged one after the other, so that they cannot be
/// confused.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(super) struct Fingerprint {
    pub(super) scope: EntryScope,
    task: TaskId,
    time: Hours,
    notes: String,
    /// The text in the notes that only this item has.
    marker: Option<String>,
}

/// The result of comparing an entry with an item.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Match {
    Same,
    Different,
    /// The entry lacks a field that is needed to decide.
    Unclear,
}

impl Fingerprint {
    /// The fingerprint of an entry to send.
    pub(super) fn new(entry: &NewTimeEntry, marker: Option<String>) -> Self {
        Self {
            scope: EntryScope {
                project: entry.project.clone(),
                user: entry.user.clone(),
                day: entry.date,
            },
            task: entry.task.clone(),
            time: entry.work.hours(),
            notes: words(entry.notes.as_deref()),
            marker,
        }
    }

    /// Compares an entry on the server with it.
    pub(super) fn compare(&self, entry: &TimeEntry) -> Match {
        if let Some(marker) = &self.marker {
            let found = entry
                .notes
                .as_ref()
                .is_some_and(|notes| notes.contains(marker));
            return if found { Match::Same } else { Match::Different };
        }
        let fields = [
            same(entry.project_id.as_ref(), &self.scope.project),
            same(entry.user_id.as_ref(), &self.scope.user),
            same(entry.log_date.as_ref(), &self.scope.day),
            same(entry.task_id.as_ref(), &self.task),
            same(entry.log_time.as_ref(), &self.time),
            // Empty notes are left out.
            Some(words(entry.notes.as_deref()) == self.notes),
        ];
        if fields.contains(&Some(false)) {
            Match::Different
        } else if fields.contains(&None) {
            Match::Unclear
        } else {
            Match::Same
        }
    }
}

/// Whether a field is as expected, if it is there.
fn same<T: PartialEq>(found: Option<&T>, expected: &T) -> Option<bool> {
    found.map(|found| found == expected)
}

/// Notes with single spaces: Zoho does not guarantee that whitespace is preserved.
fn words(notes: Option<&str>) -> String {
    let words: Vec<_> = notes.unwrap_or_default().split_whitespace().collect();
    words.join(" ")
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;
    use crate::tracking::Work;

    fn compare(changes: Value, marker: Option<&str>) -> Match {
        let work = Work::between("08:00".parse().unwrap(), "10:00".parse().unwrap()).unwrap();
        let day = "2026-03-04".parse().unwrap();
        let sent = NewTimeEntry::new(1, 2, 3, day, work).notes("The  boom,\r\nand more ");
        let mut entry = json!({
            "time_entry_id": "4", "project_id": "1", "task_id": "2", "user_id": "3",
            "log_date": "2026-03-04", "log_time": "02:00", "notes": "The boom,\nand more",
        });
        for (name, value) in changes.as_object().unwrap() {
            entry[name] = value.clone();
        }
        let entry = serde_json::from_value(entry).unwrap();
        Fingerprint::new(&sent, marker.map(str::to_owned)).compare(&entry)
    }

    #[test]
    fn an_entry_is_compared_by_six_fields() {
        use Match::{Different, Same, Unclear};
        let cases = [
            (json!({}), Same),
            (json!({ "begin_time": "08:00", "end_time": "10:00" }), Same),
            (json!({ "begin_time": "09:00", "end_time": "11:00" }), Same),
            (
                json!({ "is_billable": false, "billed_status": "invoiced" }),
                Same,
            ),
            (json!({ "project_id": "9" }), Different),
            (json!({ "task_id": "9" }), Different),
            (json!({ "user_id": "9" }), Different),
            (json!({ "log_date": "2026-03-05" }), Different),
            (json!({ "log_time": "02:01" }), Different),
            (json!({ "notes": "The boom and more" }), Different),
            (json!({ "notes": "" }), Different),
            (json!({ "task_id": "" }), Unclear),
            (json!({ "log_time": null }), Unclear),
            (json!({ "log_time": null, "task_id": "9" }), Different),
        ];
        for (changes, expected) in cases {
            assert_eq!(compare(changes.clone(), None), expected, "{changes}");
        }
    }

    #[test]
    fn a_marker_matches_whatever_else_has_changed() {
        let cases = [
            ("boom [5a-1]", "02:00", Match::Same),
            ("[5a-1]", "09:00", Match::Same),
            ("boom [5a-12]", "02:00", Match::Different),
            ("The boom, and more", "02:00", Match::Different),
        ];
        for (notes, time, expected) in cases {
            let changes = json!({ "notes": notes, "log_time": time });
            assert_eq!(compare(changes, Some("[5a-1]")), expected, "{notes}");
        }
    }
}
