//! Lookups before the first item is sent, and after the last one.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};
use std::io;

use zoho_time_types::TimeEntryId;

use super::fingerprint::{EntryScope, Fingerprint, Match};
use super::lookup;
use super::run::{Run, call};
use super::{JournalStep, State, Stopped, Summary};

impl<K> Run<'_, K>
where
    K: FnMut(&JournalStep) -> io::Result<()> + Send,
{
    /// Looks up existing entries before anything is sent, once for a journal.
    pub(super) async fn prepare(&mut self) -> Result<(), Stopped> {
        if self.journal.before().is_some() {
            return Ok(());
        }
        let mut before = BTreeSet::new();
        let has_markers = self.journal.marker(0).is_some();
        if self.journal.counts_existing() {
            // The step that says that it was looked comes last: without it, it is looked again.
            self.count_existing().await?;
        } else if !has_markers {
            let found = self.everywhere(|found| found != Match::Different).await?;
            before.extend(found.into_values().flatten());
        }
        let before = before.into_iter().collect();
        self.take(JournalStep::Begun { before })
    }

    /// Takes entries that are there for the items that they are like.
    async fn count_existing(&mut self) -> Result<(), Stopped> {
        let mut found = self.everywhere(|found| found == Match::Same).await?;
        for ids in found.values_mut() {
            ids.retain(|id| !self.ours.contains(id));
        }
        for item in 0..self.fingerprints.len() {
            if self.journal.items()[item].state() != &State::Open {
                continue;
            }
            let id = found
                .get_mut(&self.fingerprints[item])
                .and_then(BTreeSet::pop_first);
            if let Some(id) = id {
                self.done(item, id, false)?;
            }
        }
        Ok(())
    }

    async fn everywhere(
        &mut self,
        wanted: impl Fn(Match) -> bool + Send,
    ) -> Result<HashMap<Fingerprint, BTreeSet<TimeEntryId>>, Stopped> {
        let (zoho, concurrency) = (&self.bulk.zoho, self.bulk.concurrency);
        lookup::everywhere(zoho, &self.fingerprints, concurrency, wanted)
            .await
            .map_err(call)
    }

    /// Looks for entries that are there too often, where an item was sent more than once.
    pub(super) async fn end(&mut self) -> Summary {
        let mut repeated: BTreeMap<EntryScope, HashSet<&Fingerprint>> = BTreeMap::new();
        for (item, fingerprint) in self.journal.items().iter().zip(&self.fingerprints) {
            if item.sent() > 1 {
                let fingerprints = repeated.entry(fingerprint.scope.clone()).or_default();
                fingerprints.insert(fingerprint);
            }
        }
        self.looked += repeated.len() as u64;
        let scopes: Vec<EntryScope> = repeated.keys().cloned().collect();
        let lists = lookup::at_each(&self.bulk.zoho, scopes, self.bulk.concurrency).await;
        let before = self.journal.before();
        let (mut surplus, mut unchecked) = (Vec::new(), 0);
        for (scope, entries) in lists {
            let (Ok(entries), Some(fingerprints)) = (entries, repeated.get(&scope)) else {
                unchecked += 1;
                continue;
            };
            for entry in entries {
                let id = &entry.time_entry_id;
                let known = self.ours.contains(id) || before.is_some_and(|ids| ids.contains(id));
                let is_like =
                    |fingerprint: &&Fingerprint| fingerprint.compare(&entry) == Match::Same;
                if !known && fingerprints.iter().any(is_like) {
                    surplus.push(entry.time_entry_id);
                }
            }
        }
        Summary {
            surplus,
            unchecked,
            progress: self.journal.progress(),
            sent: self.sent,
            looked: self.looked,
        }
    }
}
