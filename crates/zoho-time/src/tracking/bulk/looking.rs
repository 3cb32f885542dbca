//! Looking what is there.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

use futures::{StreamExt, TryStreamExt, stream};
use zoho_time_client::types::TimeEntry;
use zoho_time_types::{ProjectId, TimeEntryId, UserId};

use super::likeness::{Key, Likeness, Place};
use crate::client::Client;
use crate::error::{Error, Result};
use crate::tracking::Days;

/// Entries of a user in a project.
async fn list(
    zoho: Client,
    project: ProjectId,
    user: UserId,
    days: Days,
) -> Result<Vec<TimeEntry>> {
    let query = days.query().project_id(project).user_id(user);
    // Somebody may delete meanwhile, and an entry that is not seen would be logged twice.
    zoho.time_entries().list(query).consistently().all().await
}

/// The entries of a place.
pub(super) async fn at(zoho: Client, place: Place) -> Result<Vec<TimeEntry>> {
    list(zoho, place.project, place.user, Days::of(place.day)).await
}

/// What looking for an entry comes to.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Found {
    Entry(TimeEntryId),
    Nothing,
    /// There is an entry that may be the one.
    Unclear,
}

/// Looks for an entry with a key that is not one of those that are known to be something else.
pub(super) fn find(
    key: &Key,
    entries: Vec<TimeEntry>,
    is_other: impl Fn(&TimeEntryId) -> bool,
) -> Found {
    let mut found = Found::Nothing;
    for entry in entries {
        if is_other(&entry.time_entry_id) {
            continue;
        }
        match key.compare(&entry) {
            Likeness::Like => return Found::Entry(entry.time_entry_id),
            Likeness::Unclear => found = Found::Unclear,
            Likeness::Unlike => {}
        }
    }
    found
}

/// The entries that are as like one of the keys as is wanted, by the key: of each user of each project,
/// from the first to the last day.
pub(super) async fn everywhere(
    zoho: &Client,
    keys: &[Key],
    concurrency: usize,
    wanted: impl Fn(Likeness) -> bool,
) -> Result<HashMap<Key, BTreeSet<TimeEntryId>>> {
    let mut spans: BTreeMap<(&ProjectId, &UserId), Days> = BTreeMap::new();
    let mut of_place: HashMap<&Place, HashSet<&Key>> = HashMap::new();
    for key in keys {
        let Place { project, user, day } = &key.place;
        let days = spans
            .entry((project, user))
            .or_insert_with(|| Days::of(*day));
        *days = Days::between(days.first().min(*day), days.last().max(*day));
        of_place.entry(&key.place).or_default().insert(key);
    }
    // Collector, so that nothing borrowed is held while it is waited.
    let lists: Vec<_> = spans
        .into_iter()
        .map(|((project, user), days)| {
            let (zoho, place) = (zoho.clone(), (project.clone(), user.clone()));
            async move {
                let entries = list(zoho, place.0.clone(), place.1.clone(), days).await?;
                Ok::<_, Error>((place, entries))
            }
        })
        .collect();
    let lists: Vec<(_, Vec<TimeEntry>)> = stream::iter(lists)
        .buffer_unordered(concurrency)
        .try_collect()
        .await?;
    let mut found: HashMap<Key, BTreeSet<TimeEntryId>> = HashMap::new();
    for ((project, user), entries) in lists {
        for entry in entries {
            let Some(day) = entry.log_date else { continue };
            let place = Place {
                project: project.clone(),
                user: user.clone(),
                day,
            };
            for key in of_place.get(&place).into_iter().flatten() {
                if wanted(key.compare(&entry)) {
                    let ids = found.entry((*key).clone()).or_default();
                    ids.insert(entry.time_entry_id.clone());
                }
            }
        }
    }
    Ok(found)
}

/// The entries of each of these places, as far as they can be had.
pub(super) async fn at_each(
    zoho: &Client,
    places: Vec<Place>,
    concurrency: usize,
) -> Vec<(Place, Result<Vec<TimeEntry>>)> {
    let lists: Vec<_> = places
        .into_iter()
        .map(|place| {
            let zoho = zoho.clone();
            async move { (place.clone(), at(zoho, place).await) }
        })
        .collect();
    stream::iter(lists)
        .buffer_unordered(concurrency)
        .collect()
        .await
}
