//! Comparison of the server's entries with the expected ones.

use std::collections::{BTreeMap, HashSet};

use zoho_time::TimeEntryId;
use zoho_time::models::TimeEntry;
use zoho_time::tracking::NewTimeEntry;
use zoho_time::tracking::bulk::{Journal, State};
use zoho_time_tests::fixture::Fixture;

/// The key that distinguishes intended entries.
type Kind = (String, i64, String);

/// The entries on the server.
pub(crate) struct Audit(Vec<TimeEntry>);

/// The differences.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct Found {
    pub(crate) double: usize,
    pub(crate) missing: usize,
}

impl Audit {
    pub(crate) async fn of(fixture: &Fixture) -> Self {
        Self(fixture.everything().await)
    }

    /// The entries that have come since.
    pub(crate) fn since(mut self, before: &Self) -> Self {
        let old: HashSet<_> = before.0.iter().map(|entry| &entry.time_entry_id).collect();
        self.0.retain(|entry| !old.contains(&entry.time_entry_id));
        self
    }

    /// Counts the entries that are there too often or not often enough, and checks that each item has an
    /// entry of its own.
    pub(crate) fn compare(&self, journal: &Journal) -> Found {
        let by_id: BTreeMap<_, _> = self
            .0
            .iter()
            .map(|entry| (&entry.time_entry_id, entry))
            .collect();
        let mut taken: HashSet<&TimeEntryId> = HashSet::new();
        for item in journal.items() {
            let State::Done { id } = item.state() else {
                panic!("{:?}", item.state())
            };
            assert!(taken.insert(id), "two items have the entry {id}");
            let entry = by_id
                .get(id)
                .unwrap_or_else(|| panic!("the entry {id} of an item is not on the server"));
            assert_eq!(found(entry), wanted(item.entry()));
        }
        self.count(journal.items().iter().map(|item| item.entry()))
    }

    /// Counts the entries that are there too often or not often enough.
    pub(crate) fn count<'a>(&self, entries: impl Iterator<Item = &'a NewTimeEntry>) -> Found {
        let mut balance: BTreeMap<Kind, i64> = BTreeMap::new();
        for entry in &self.0 {
            *balance.entry(found(entry)).or_default() += 1;
        }
        for entry in entries {
            *balance.entry(wanted(entry)).or_default() -= 1;
        }
        let sum = |sign: i64| {
            let counts = balance.values().map(|count| (count * sign).max(0));
            usize::try_from(counts.sum::<i64>()).unwrap()
        };
        Found {
            double: sum(1),
            missing: sum(-1),
        }
    }
}

fn found(entry: &TimeEntry) -> Kind {
    let notes = entry.notes.clone().unwrap_or_default();
    let day = entry.log_date.unwrap().to_string();
    (day, entry.log_time.unwrap().minutes(), notes)
}

fn wanted(entry: &NewTimeEntry) -> Kind {
    let notes = entry.notes.clone().unwrap_or_default();
    (entry.date.to_string(), entry.work.hours().minutes(), notes)
}
