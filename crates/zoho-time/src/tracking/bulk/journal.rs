//! What is known of the entries to log.

use std::collections::BTreeSet;

use serde::de::Error as _;
use serde::{Deserialize, Deserializer, Serialize};
use zoho_time_types::TimeEntryId;

use super::state::{JournalStep, State};
use crate::tracking::invalid::NOTES_LIMIT;
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

/// The entries to log, and what is known of each: which are done, and with which id, which are open, and
/// which are in doubt.
///
/// It can be written down and read again with serde, at any time, and with a
/// [`JournalFile`](super::JournalFile) step by step.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Journal {
    /// The version of the form. A later program may add fields without changing it. It changes when this one
    /// could no longer run the journal.
    #[serde(default = "current", deserialize_with = "known")]
    version: u64,
    /// What the markers of this journal have in common, if it has markers.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    marker: Option<String>,
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    count_existing: bool,
    /// Entries like the items that were there before the first of them was sent; absent until it was
    /// looked.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    before: Option<BTreeSet<TimeEntryId>>,
    /// Whether an answer showed something else than what was sent.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    altered: bool,
    items: Vec<Item>,
}

/// An entry to log, and what is known of it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Item {
    entry: NewTimeEntry,
    #[serde(flatten)]
    state: State,
    /// How many times it was sent, or about to be.
    #[serde(default)]
    sent: u32,
}

impl Item {
    /// The entry.
    #[must_use]
    pub fn entry(&self) -> &NewTimeEntry {
        &self.entry
    }

    /// How far it is.
    #[must_use]
    pub fn state(&self) -> &State {
        &self.state
    }

    /// How many times it was sent, or about to be.
    #[must_use]
    pub fn sent(&self) -> u32 {
        self.sent
    }
}

/// An entry that cannot be logged, or a step of an item that there is not.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum InvalidItem {
    /// The entry cannot be sent as it is.
    #[error("item {item} (counted from 0) cannot be logged: {source}")]
    Entry {
        /// The item, counted from 0.
        item: usize,
        /// What is wrong with it.
        source: InvalidEntry,
    },
    /// The step belongs to another journal.
    #[error("there is no item {item} (counted from 0): the step is one of another journal")]
    Unknown {
        /// The item, counted from 0.
        item: usize,
    },
}

/// How many items are how far.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct BulkProgress {
    /// Not logged yet.
    pub open: usize,
    /// Sent, and what came of it is not known.
    pub in_doubt: usize,
    /// Logged.
    pub done: usize,
    /// Refused by the service.
    pub refused: usize,
}

impl Journal {
    /// A journal of entries, none of which has been logged. Entries that are alike are meant so: each of
    /// them is logged.
    ///
    /// # Errors
    ///
    /// [`InvalidItem::Entry`] if one of them cannot be sent.
    pub fn new(entries: impl IntoIterator<Item = NewTimeEntry>) -> Result<Self, InvalidItem> {
        Self::checked(entries, None)
    }

    /// A journal that puts a marker such as `[9f86d081884c7d65-12]` at the end of each entry's notes, by
    /// which it is told from all others, whoever logs the like. People see it too, and notes may have 26
    /// characters fewer.
    ///
    /// # Errors
    ///
    /// [`InvalidItem::Entry`] if one of the entries cannot be sent.
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

    /// Whether entries that are there before the first run count against the number that should be there.
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
    /// use zoho_time::tracking::bulk::{BulkLog, Journal};
    /// use zoho_time::tracking::{NewTimeEntry, Work};
    ///
    /// let hour = Work::lasting("01:00".parse()?)?;
    /// let day = "2026-03-04".parse()?;
    /// // Five entries of which two are there already.
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
    /// An import of the same entries can then be repeated without its journal: an item that is like an
    /// entry is taken to be that entry, and as many are logged as are missing. Items that are meant to be
    /// like entries that others have logged are lost that way, so it is off by default. It is without
    /// effect in a journal with markers, and once the first run has begun.
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

    /// How many items are how far.
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

    /// Takes a step that was kept, to bring a journal that was read up to date.
    ///
    /// # Errors
    ///
    /// [`InvalidItem::Unknown`], and nothing changes.
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

    /// What was there before the first item was sent, if it has been looked.
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

    /// An item as it is sent, with its marker.
    pub(super) fn to_send(&self, item: usize) -> Result<NewTimeEntry, InvalidEntry> {
        let mut entry = self.items[item].entry.clone();
        if let Some(marker) = self.marker(item) {
            entry.notes = Some(match entry.notes.as_deref() {
                None | Some("") => marker,
                Some(notes) => format!("{notes} {marker}"),
            });
        }
        match entry.notes.as_deref().map(|notes| notes.chars().count()) {
            Some(characters) if characters > NOTES_LIMIT => {
                Err(InvalidEntry::NotesTooLong { characters })
            }
            _ => Ok(entry),
        }
    }
}
