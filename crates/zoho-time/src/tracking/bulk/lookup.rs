//! Lookup of entries on the server.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

use futures::{StreamExt, TryStreamExt, stream};
use zoho_time_client::types::TimeEntry;
use zoho_time_types::{ProjectId, TimeEntryId, UserId};

use super::fingerprint::{EntryScope, Fingerprint, Match};
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
    // An entry that is skipped because others are deleted meanwhile would be logged twice.
    zoho.time_entries().list(query).consistently().all().await
}

/// The entries of a scope.
pub(super) async fn at(zoho: Client, scope: EntryScope) -> Result<Vec<TimeEntry>> {
    list(zoho, scope.project, scope.user, Days::of(scope.day)).await
}

/// The result of a lookup.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Found {
    Entry(TimeEntryId),
    Nothing,
    /// An entry that may be the item.
    Unclear,
}

/// Looks for an entry with a fingerprint that is not one of those that are known to be something else.
pub(super) fn find(
    fingerprint: &Fingerprint,
    entries: Vec<TimeEntry>,
    is_other: impl Fn(&TimeEntryId) -> bool,
) -> Found {
    let mut found = Found::Nothing;
    for entry in entries {
        if is_other(&entry.time_entry_id) {
            continue;
        }
        match fingerprint.compare(&entry) {
            Match::Same => return Found::Entry(entry.time_entry_id),
            Match::Unclear => found = Found::Unclear,
            Match::Different => {}
        }
    }
    found
}

/// The entries that are as like one of the fingerprints as is wanted, by the fingerprint: of each user of each project,
/// from the first to the last day.
pub(super) async fn everywhere(
    zoho: &Client,
    fingerprints: &[Fingerprint],
    concurrency: usize,
    wanted: impl Fn(Match) -> bool,
) -> Result<HashMap<Fingerprint, BTreeSet<TimeEntryId>>> {
    let mut spans: BTreeMap<(&ProjectId, &UserId), Days> = BTreeMap::new();
    let mut of_place: HashMap<&EntryScope, HashSet<&Fingerprint>> = HashMap::new();
    for fingerprint in fingerprints {
        let EntryScope { project, user, day } = &fingerprint.scope;
        let days = spans
            .entry((project, user))
            .or_insert_with(|| Days::of(*day));
        *days = Days::between(days.first().min(*day), days.last().max(*day));
        of_place
            .entry(&fingerprint.scope)
            .or_default()
            .insert(fingerprint);
    }
    // Collector, so that nothing borrowed is held while it is waited.
    let lists: Vec<_> = spans
        .into_iter()
        .map(|((project, user), days)| {
            let (zoho, scope) = (zoho.clone(), (project.clone(), user.clone()));
            async move {
                let entries = list(zoho, scope.0.clone(), scope.1.clone(), days).await?;
                Ok::<_, Error>((scope, entries))
            }
        })
        .collect();
    let lists: Vec<(_, Vec<TimeEntry>)> = stream::iter(lists)
        .buffer_unordered(concurrency)
        .try_collect()
        .await?;
    let mut found: HashMap<Fingerprint, BTreeSet<TimeEntryId>> = HashMap::new();
    for ((project, user), entries) in lists {
        for entry in entries {
            let Some(day) = entry.log_date else { continue };
            let scope = EntryScope {
                project: project.clone(),
                user: user.clone(),
                day,
            };
            for fingerprint in of_place.get(&scope).into_iter().flatten() {
                if wanted(fingerprint.compare(&entry)) {
                    let ids = found.entry((*fingerprint).clone()).or_default();
                    ids.insert(entry.time_entry_id.clone());
                }
            }
        }
    }
    Ok(found)
}

/// The entries of each of these scopes, where the list succeeds.
pub(super) async fn at_each(
    zoho: &Client,
    scopes: Vec<EntryScope>,
    concurrency: usize,
) -> Vec<(EntryScope, Result<Vec<TimeEntry>>)> {
    let lists: Vec<_> = scopes
        .into_iter()
        .map(|scope| {
            let zoho = zoho.clone();
            async move { (scope.clone(), at(zoho, scope).await) }
        })
        .collect();
    stream::iter(lists)
        .buffer_unordered(concurrency)
        .collect()
        .await
}
