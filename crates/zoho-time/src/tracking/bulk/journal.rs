//! The journal: the entries to log, and their states.

use std::collections::BTreeSet;

use serde::de::Error as _;
use serde::{Deserialize, Deserializer, Serialize};
use zoho_time_types::TimeEntryId;

use super::state::{JournalStep, State};
use crate::tracking::invalid::check_notes;
use crate::tracking::{InvalidEntry, NewTimeEntry};

/// The version of the form of a journal.
const VERSION: u64 = 1;

/// The version of a journal that does not name one.
fn current() -> u64 {
    VERSION
}

/// Reads a version that this program knows.
fn known<'de, D: Deserializer<'de>>(deserializer: D) -> Result<u64, D::Error> {
    let version = u64::deserialize(deserializer)?;
    if version > VERSION {
        return Err(D::Error::custom(format_args!(
            "the journal has version {version}, and this program knows version {VERSION} only: update it"
        )));
    }
    Ok(version)
}

/// The entries to log, and the state of each: done with its id, open, in doubt or refused.
///
/// It can be serialized with serde at any time, and stored step by step with a [`JournalFile`](super::JournalFile).
/// The [module](super) has an example.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Journal {
    /// The version of the form. A later program may add fields without changing it. It changes when this one
    /// could no longer run the journal.
    #[serde(default = "current", deserialize_with = "known")]
    version: u64,
    /// The common part of the markers of this journal, if it has markers.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    marker: Option<String>,
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    count_existing: bool,
    /// The entries identical to items that existed before the first item was sent; absent until they were looked up.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    before: Option<BTreeSet<TimeEntryId>>,
    /// Whether a response differed from the request.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    altered: bool,
    items: Vec<Item>,
}

/// An entry to log, and its state.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Item {
    entry: NewTimeEntry,
    #[serde(flatten)]
    state: State,
    /// How many times it was sent, or about to be sent.
    #[serde(default)]
    sent: u32,
}

impl Item {
    /// The entry.
    #[must_use]
    pub fn entry(&self) -> &NewTimeEntry {
        &self.entry
    }

    /// The state.
    #[must_use]
    pub fn state(&self) -> &State {
        &self.state
    }

    /// How many times it was sent, or about to be sent.
    #[must_use]
    pub fn sent(&self) -> u32 {
        self.sent
    }
}

/// An entry that cannot be logged, or a step of an unknown item.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum InvalidItem {
    /// The entry is invalid.
    #[error("item {item} (counted from 0) cannot be logged")]
    Entry {
        /// The item, counted from 0.
        item: usize,
        /// The reason why it is invalid.
        source: InvalidEntry,
    },
    /// The step belongs to another journal.
    #[error("there is no item {item} (counted from 0): the step belongs to another journal")]
    Unknown {
        /// The item, counted from 0.
        item: usize,
    },
}

/// The number of items in each state.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct BulkProgress {
    /// Not logged yet.
    pub open: usize,
    /// Sent, with an unknown result.
    pub in_doubt: usize,
    /// Logged.
    pub done: usize,
    /// Refused by the service.
    pub refused: usize,
}

impl Journal {
    /// A journal of entries, none of which has been logged. Identical entries are intended: each of them is logged.
    ///
    /// # Errors
    ///
    /// Fails with [`InvalidItem::Entry`] if an entry is invalid.
    pub fn new(entries: impl IntoIterator<Item = NewTimeEntry>) -> Result<Self, InvalidItem> {
        Self::checked(entries, None)
    }

    /// A journal that appends a marker such as `[9f86d081884c7d65-12]` to the notes of each entry, which
    /// distinguishes it from identical entries of other programs. Users see the marker too, and the notes may have
    /// 26 characters fewer.
    ///
    /// # Errors
    ///
    /// Fails with [`InvalidItem::Entry`] if an entry is invalid.
    pub fn with_markers(
        entries: impl IntoIterator<Item = NewTimeEntry>,
    ) -> Result<Self, InvalidItem> {
        Self::checked(entries, Some(format!("{:016x}", fastrand::u64(..))))
    }

    fn checked(
        entries: impl IntoIterator<Item = NewTimeEntry>,
        marker: Option<String>,
    ) -> Result<Self, InvalidItem> {
        let items = entries.into_iter().map(|entry| Item {
            entry,
            state: State::Open,
            sent: 0,
        });
        let journal = Self {
            version: VERSION,
            marker,
            count_existing: false,
            before: None,
            altered: false,
            items: items.collect(),
        };
        for item in 0..journal.items.len() {
            let entry = journal.to_send(item);
            entry
                .and_then(|entry| entry.request().map(drop))
                .map_err(|source| InvalidItem::Entry { item, source })?;
        }
        Ok(journal)
    }

    /// Whether entries that exist before the first run count as logged.
    ///
    /// ```
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// # let sandbox = zoho_time_sandbox::Sandbox::start().await?;
    /// # let zoho = zoho_time::Client::from_vars(sandbox.variables())?;
    /// # let demo = sandbox.demo();
    /// # let (project, task, user) = (&demo.projects[0], &demo.tasks[0], &demo.users[0]);
    /// use zoho_time::tracking::bulk::{BulkLog, Journal};
    /// use zoho_time::tracking::{NewTimeEntry, Work};
    ///
    /// let hour = Work::lasting("01:00".parse()?)?;
    /// let day = "2026-03-04".parse()?;
    /// // Five entries, two of which exist already.
    /// let hours = vec![NewTimeEntry::new(project, task, user, day, hour); 5];
    /// zoho.time_entries().log(&hours[0]).await?;
    /// zoho.time_entries().log(&hours[1]).await?;
    ///
    /// let mut journal = Journal::new(hours)?.count_existing(true);
    /// let summary = BulkLog::new(&zoho).run(&mut journal).await?;
    /// assert_eq!((summary.sent, summary.progress.done), (3, 5));
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// An import of the same entries can then be repeated without its journal: an item that is identical to an
    /// existing entry counts as that entry, and only the missing ones are logged. Items that are intentionally
    /// identical to entries of others are lost that way, so it is off by default. It has no effect in a journal
    /// with markers, or after the first run has started.
    #[must_use]
    pub fn count_existing(mut self, count: bool) -> Self {
        self.count_existing = count;
        self
    }

    /// The items, in the order in which the entries were given.
    #[must_use]
    pub fn items(&self) -> &[Item] {
        &self.items
    }

    /// Returns the number of items in each state.
    #[must_use]
    pub fn progress(&self) -> BulkProgress {
        let mut progress = BulkProgress::default();
        for item in &self.items {
            *match item.state {
                State::Open => &mut progress.open,
                State::InDoubt => &mut progress.in_doubt,
                State::Done { .. } => &mut progress.done,
                State::Refused(_) => &mut progress.refused,
            } += 1;
        }
        progress
    }

    /// Whether every item is done or refused.
    #[must_use]
    pub fn is_finished(&self) -> bool {
        let progress = self.progress();
        progress.open == 0 && progress.in_doubt == 0
    }

    /// Applies a stored step, to update a journal that was read.
    ///
    /// # Errors
    ///
    /// Fails with [`InvalidItem::Unknown`], and changes nothing.
    pub fn apply(&mut self, step: &JournalStep) -> Result<(), InvalidItem> {
        let (item, state) = match step {
            JournalStep::Begun { before } => {
                self.before = Some(before.iter().cloned().collect());
                return Ok(());
            }
            JournalStep::Sending { item } => (*item, State::InDoubt),
            JournalStep::Done { item, id, .. } => (*item, State::Done { id: id.clone() }),
            JournalStep::Refused { item, rejection } => (*item, State::Refused(rejection.clone())),
            JournalStep::Reopened { item } => (*item, State::Open),
        };
        let found = self
            .items
            .get_mut(item)
            .ok_or(InvalidItem::Unknown { item })?;
        found.state = state;
        found.sent += u32::from(matches!(step, JournalStep::Sending { .. }));
        self.altered |= matches!(step, JournalStep::Done { altered: true, .. });
        Ok(())
    }

    /// The entries that existed before the first item was sent, if they were looked up.
    pub(super) fn before(&self) -> Option<&BTreeSet<TimeEntryId>> {
        self.before.as_ref()
    }

    pub(super) fn is_altered(&self) -> bool {
        self.altered
    }

    pub(super) fn counts_existing(&self) -> bool {
        self.count_existing && self.marker.is_none()
    }

    /// The marker of an item, if there are markers.
    pub(super) fn marker(&self, item: usize) -> Option<String> {
        let marker = self.marker.as_ref()?;
        Some(format!("[{marker}-{item}]"))
    }

    /// An item to send, with its marker.
    pub(super) fn to_send(&self, item: usize) -> Result<NewTimeEntry, InvalidEntry> {
        let mut entry = self.items[item].entry.clone();
        if let Some(marker) = self.marker(item) {
            entry.notes = Some(match entry.notes.as_deref() {
                None | Some("") => marker,
                Some(notes) => format!("{notes} {marker}"),
            });
        }
        check_notes(entry.notes.as_deref())?;
        Ok(entry)
    }
}
