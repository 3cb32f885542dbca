//! Bulk logging that is interrupted at any point, and goes on from its journal's file.

use std::io::{self, Write};
use std::path::Path;
use std::time::Duration;

use zoho_time::chrono::NaiveDate;
use zoho_time::tracking::NewTimeEntry;
use zoho_time::tracking::bulk::{Journal, JournalFile, State, Stopped};
use zoho_time_harness::run::is_full;
use zoho_time_sandbox::faults::Action;
use zoho_time_tests::fixture::{Fixture, march};

use crate::ambiguous_writes::audit::Audit;
use crate::ambiguous_writes::{LIST, LOG};

/// Half of the entries are there three times. All are of one day, so that each has all the others to be
/// mixed up with.
fn entries(fixture: &Fixture, day: NaiveDate) -> Vec<NewTimeEntry> {
    let different = (0..12).map(|n| fixture.entry(day, 10 + n));
    let alike = (0..12).map(|n| fixture.entry(day, 60 + n % 4).notes("The same again"));
    different.chain(alike).collect()
}

/// The fate of a pending request when the program ends.
#[derive(Clone, Copy, Debug)]
enum Fate {
    /// It is done.
    Done,
    /// It is never done.
    NotDone,
}

/// Faults of every kind.
fn break_things(fixture: &Fixture, seed: u64) {
    fixture
        .arm(LOG, Action::ResetBeforeHeaders)
        .sometimes(0.2, seed);
    fixture
        .arm(LOG, Action::CommitThenReset)
        .sometimes(0.5, seed + 1);
    fixture
        .arm(LIST, Action::Html { status: 503 })
        .sometimes(0.2, seed + 2);
}

/// Runs until `at` requests have got through and as many as can be under way hang; then drops the run.
async fn drop_at(fixture: &Fixture, file: &Path, concurrency: usize, at: usize, fate: Fate) {
    fixture.sandbox.faults().clear();
    let hang = match fate {
        Fate::Done => Action::StallBody {
            after_bytes: 0,
            ms: None,
        },
        Fate::NotDone => Action::StallBefore { ms: None },
    };
    fixture.arm(LOG, hang).after(at).times(concurrency);
    fixture
        .arm(LOG, Action::CommitThenReset)
        .sometimes(0.5, at as u64);
    let (mut journal, mut kept) = JournalFile::open(file).unwrap();
    let bulk = fixture.bulk(concurrency);
    let run = bulk.run_keeping(&mut journal, |step| kept.keep(step));
    let all_hang = async {
        while fixture.faults()[0].fired < concurrency as u64 {
            tokio::time::sleep(Duration::from_millis(1)).await;
        }
    };
    tokio::select! {
        outcome = run => panic!("not interrupted at {at}: {outcome:?}"),
        () = all_hang => {}
    }
    let in_doubt = journal.progress().in_doubt;
    assert_eq!(in_doubt, concurrency, "what was under way is in doubt");
    // What a crash leaves of a line that was being written.
    let mut torn = std::fs::OpenOptions::new().append(true).open(file).unwrap();
    torn.write_all(br#"{"step":"send"#).unwrap();
}

/// Runs, each time from the file, until there is nothing left to do.
async fn finish(fixture: &Fixture, file: &Path) -> Journal {
    for _ in 0..1000 {
        let (mut journal, mut kept) = JournalFile::open(file).unwrap();
        let bulk = fixture.bulk(3);
        if let Ok(summary) = bulk.run_keeping(&mut journal, |step| kept.keep(step)).await {
            assert_eq!(summary.surplus, []);
            return journal;
        }
    }
    panic!("it makes no progress")
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_run_that_is_dropped_goes_on_from_its_journal() {
    let folder = tempfile::tempdir().unwrap();
    let fixture = Fixture::new().await;
    let (mut points, mut day, mut in_doubt) = (0, 0, 0);
    // In full after each number of requests.
    let step = if is_full() { 1 } else { 4 };
    for concurrency in [1, 4] {
        for fate in [Fate::Done, Fate::NotDone] {
            for at in (0..=12).step_by(step) {
                day += 1;
                let file = folder.path().join(day.to_string());
                let journal = Journal::new(entries(&fixture, march(day))).unwrap();
                JournalFile::create(&file, journal).unwrap();
                let before = Audit::of(&fixture).await;
                // Interrupted twice, the second time with what the first left in doubt.
                drop_at(&fixture, &file, concurrency, at, fate).await;
                drop_at(&fixture, &file, concurrency, at / 8, fate).await;
                points += 2;
                in_doubt += concurrency;
                fixture.sandbox.faults().clear();
                break_things(&fixture, day);
                let journal = finish(&fixture, &file).await;
                let found = Audit::of(&fixture).await.since(&before).compare(&journal);
                assert_eq!(
                    (found.double, found.missing),
                    (0, 0),
                    "{concurrency} at once, {fate:?}, after {at}"
                );
            }
        }
    }
    println!(
        "{points} interruptions with 1 or 4 requests under way, of {} runs of 24 items: 0 double, 0 \
         missing; {in_doubt} items in doubt",
        points / 2
    );
    assert!(points >= 100 / step);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_run_whose_journal_cannot_be_kept_goes_on_from_what_was() {
    let folder = tempfile::tempdir().unwrap();
    let fixture = Fixture::new().await;
    let mut points = 0;
    // In full at each step.
    let step = if is_full() { 1 } else { 7 };
    for at in (0..).step_by(step) {
        let file = folder.path().join(at.to_string());
        let journal = Journal::new(entries(&fixture, march(at + 1))).unwrap();
        let (mut journal, mut kept) = JournalFile::create(&file, journal).unwrap();
        let before = Audit::of(&fixture).await;
        break_things(&fixture, at);
        let bulk = fixture.bulk(3);
        let mut steps = 0;
        let outcome = bulk
            .run_keeping(&mut journal, |step| {
                steps += 1;
                if steps > at {
                    return Err(io::Error::other("the disk is full"));
                }
                kept.keep(step)
            })
            .await;
        let full = matches!(outcome, Err(Stopped::NotKept(_)));
        let open = |item: &zoho_time::tracking::bulk::Item| item.state() == &State::Open;
        if full && at == 0 {
            assert!(
                journal.items().iter().all(open),
                "nothing is sent that is not kept"
            );
        }
        drop(kept);
        let journal = finish(&fixture, &file).await;
        let found = Audit::of(&fixture).await.since(&before).compare(&journal);
        assert_eq!((found.double, found.missing), (0, 0), "after {at} steps");
        if !full && outcome.is_ok() {
            break;
        }
        points += u64::from(full);
    }
    println!("{points} runs that ended because a step could not be kept: 0 double, 0 missing");
    assert!(points > 20 / step as u64);
}
