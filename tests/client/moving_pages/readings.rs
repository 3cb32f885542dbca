//! Whole readings while the other client is at work.

use std::collections::BTreeSet;

use zoho_time::{ListProgress, TimeEntryId};
use zoho_time_harness::run::{is_full, rounds};
use zoho_time_sandbox::Sandbox;

use crate::moving_pages::fixture::{Proxy, client, entries, sandbox};
use crate::moving_pages::other_client::{HABITS, Habit, OtherClient};

/// The result of a reading.
#[derive(Debug, Default)]
struct Outcome {
    given: usize,
    twice: usize,
    /// How many entries were there all the time, and how many of them did not come.
    throughout: usize,
    missed: usize,
    requests: u64,
    extra: u64,
}

/// Reads all entries while the other client makes its changes.
async fn read(sandbox: &Sandbox, habit: Habit, seed: u64, per_page: u32, mode: Mode) -> Outcome {
    let other = OtherClient::new(sandbox, seed).await;
    let before = other.entries();
    let proxy = Proxy::start(sandbox, other.before_each_page(habit)).await;
    let progress = ListProgress::new();
    let list = entries(&client(sandbox, &proxy.url), per_page).watched_by(&progress);
    let list = match mode {
        Mode::Plain => list,
        Mode::Consistent => list.consistently(),
        Mode::ConsistentFarAhead => list.consistently().read_ahead(4),
    };
    let given = list
        .all()
        .await
        .unwrap_or_else(|error| panic!("{}, seed {seed}: {error}", habit.name));
    let unique: BTreeSet<TimeEntryId> = given
        .iter()
        .map(|entry| entry.time_entry_id.clone())
        .collect();
    let deleted = other.deleted();
    let throughout: Vec<_> = before.difference(&deleted).collect();
    Outcome {
        given: given.len(),
        twice: given.len() - unique.len(),
        missed: throughout.iter().filter(|id| !unique.contains(id)).count(),
        throughout: throughout.len(),
        requests: progress.requests(),
        extra: progress.extra_requests(),
    }
}

#[derive(Clone, Copy, Debug)]
enum Mode {
    Plain,
    Consistent,
    ConsistentFarAhead,
}

/// Reads with each habit and seed, plainly and consistently, and reports.
async fn compare(habits: &[Habit], records: u32, per_page: u32, seeds: u64, consistent: Mode) {
    let mut missed_in_all = 0;
    for (number, &habit) in habits.iter().enumerate() {
        let (mut plain, mut sure) = (Outcome::default(), Outcome::default());
        for seed in 0..seeds {
            let seed = seed * 100 + number as u64;
            for (mode, sum) in [(Mode::Plain, &mut plain), (consistent, &mut sure)] {
                let sandbox = sandbox(records as usize).await;
                let outcome = read(&sandbox, habit, seed, per_page, mode).await;
                assert_eq!(outcome.twice, 0, "{}, seed {seed}, {mode:?}", habit.name);
                if !matches!(mode, Mode::Plain) {
                    assert_eq!(outcome.missed, 0, "{}, seed {seed}, {mode:?}", habit.name);
                }
                sum.given += outcome.given;
                sum.throughout += outcome.throughout;
                sum.missed += outcome.missed;
                sum.requests += outcome.requests;
                sum.extra += outcome.extra;
            }
        }
        missed_in_all += plain.missed;
        println!(
            "{}: {seeds} readings of {records} in pages of {per_page}, {consistent:?}: {} given, \
             0 twice, {} of {} missed, {} requests, {} of them extra ({:.1} %); plainly: {} of {} missed, {} requests",
            habit.name,
            sure.given,
            sure.missed,
            sure.throughout,
            sure.requests,
            sure.extra,
            100.0 * sure.extra as f64 / (sure.requests - sure.extra) as f64,
            plain.missed,
            plain.throughout,
            plain.requests,
        );
    }
    // If a plain reading missed nothing, a consistent one would prove nothing.
    assert!(missed_in_all > 0, "the other client did no harm");
}

#[tokio::test]
async fn fifty_pages_of_many_entries() {
    // 10,000 entries in full: the largest page that the API has.
    let per_page = if is_full() { 200 } else { 40 };
    let seeds = rounds(1, 1);
    compare(&HABITS, 50 * per_page, per_page, seeds, Mode::Consistent).await;
}

#[tokio::test]
async fn a_thousand_entries_in_fifty_pages_over_many_seeds() {
    compare(&HABITS, 1_000, 20, rounds(1, 3), Mode::Consistent).await;
}

#[tokio::test]
async fn a_thousand_entries_with_several_pages_under_way() {
    compare(
        &HABITS[..2],
        1_000,
        20,
        rounds(1, 2),
        Mode::ConsistentFarAhead,
    )
    .await;
}

#[tokio::test]
async fn a_list_at_rest_costs_what_the_documentation_says() {
    let sandbox = sandbox(10_000).await;
    let zoho = client(&sandbox, sandbox.base_url());
    for (per_page, pages) in [(200, 50), (100, 100)] {
        let progress = ListProgress::new();
        let list = entries(&zoho, per_page).watched_by(&progress);
        assert_eq!(list.clone().all().await.unwrap().len(), 10_000);
        assert_eq!((progress.requests(), progress.extra_requests()), (pages, 0));
        let progress = ListProgress::new();
        let list = list.watched_by(&progress).consistently();
        assert_eq!(list.all().await.unwrap().len(), 10_000);
        println!(
            "10,000 at rest in pages of {per_page}: {} requests, {} extra",
            progress.requests(),
            progress.extra_requests()
        );
        assert!(progress.extra_requests() * 5 <= pages, "at most a fifth");
    }
}
