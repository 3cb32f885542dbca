//! Bulk logging while the server does what it is asked and the answer is lost: every entry is there once.

mod audit;
mod interrupted;
mod plain;

use std::time::Instant;

use zoho_time::tracking::NewTimeEntry;
use zoho_time::tracking::bulk::Journal;
use zoho_time_harness::run::is_full;
use zoho_time_sandbox::faults::Action;
use zoho_time_sandbox::{Sandbox, WireStyle};
use zoho_time_tests::fixture::{Fixture, march};

use crate::ambiguous_writes::audit::Audit;

const LOG: &str = "log_time_entry";
const LIST: &str = "list_time_entries";

/// Six in ten entries are unique; the others come four times each.
fn entries(fixture: &Fixture, count: u32) -> Vec<NewTimeEntry> {
    let unique = count / 10 * 6;
    let different = (0..unique).map(|n: u32| {
        fixture
            .entry(march(1 + u64::from(n % 60)), 15 + i64::from(n % 7))
            .notes(format!("Part {n}"))
    });
    let alike = count - unique;
    let alike = (0..alike).map(|n| fixture.entry(march(1 + u64::from(n % (alike / 4))), 30));
    different.chain(alike).collect()
}

/// Logs `count` entries with `concurrency` requests at once, while three faults each hit this share of the lists.
async fn lose_every_response(count: u32, style: WireStyle, concurrency: usize, lists: f64) {
    let begun = Instant::now();
    let fixture = Fixture::with(Sandbox::builder().style(style)).await;
    let entries = entries(&fixture, count);
    let (number, unique) = (count as usize, count as usize / 10 * 6);
    // Entries similar to items, logged earlier by another client.
    let others = [
        &entries[0],
        &entries[1],
        &entries[unique],
        &entries[unique],
        &entries[unique + 1],
    ];
    for other in others {
        fixture.zoho.time_entries().log(other).await.unwrap();
    }
    let before = Audit::of(&fixture).await;

    // The request is not processed, without a response; or it is processed, once per entry.
    fixture
        .arm(LOG, Action::ResetBeforeHeaders)
        .sometimes(0.2, 1);
    fixture
        .arm(LOG, Action::Html { status: 502 })
        .sometimes(0.1, 2);
    fixture.arm(LOG, Action::CommitThenReset).times(number);
    fixture
        .arm(LIST, Action::ResetBeforeHeaders)
        .sometimes(lists, 3);
    fixture
        .arm(LIST, Action::Html { status: 503 })
        .sometimes(lists, 4);
    fixture
        .arm(LIST, Action::Truncate { bytes: 100 })
        .sometimes(lists, 5);

    let bulk = fixture.bulk(concurrency);
    let mut journal = Journal::new(entries.clone()).unwrap();
    let mut stops = 0;
    while let Err(stopped) = bulk.run(&mut journal).await {
        stops += 1;
        assert!(stops < 1000, "{stopped}: {:?}", journal.progress());
    }
    let faults = fixture.faults();
    let fired: Vec<u64> = faults.iter().map(|armed| armed.fired).collect();
    assert_eq!(
        fired[2],
        u64::from(count),
        "every entry was logged by a request whose answer was lost"
    );
    assert!(fired.iter().all(|fired| *fired > 0), "{fired:?}");

    // When all is well again, everything can be looked at.
    fixture.sandbox.faults().clear();
    let summary = bulk.run(&mut journal).await.unwrap();
    assert_eq!((summary.progress.done, summary.sent), (number, 0));
    assert_eq!((summary.surplus, summary.unchecked), (vec![], 0));

    let audit = Audit::of(&fixture).await.since(&before);
    let found = audit.compare(&journal);
    println!(
        "{style:?}, {concurrency} at once: {count} items, {} done and their answer lost, {} not done and \
         their answer lost, {} of {} lists failed, {stops} stops and new runs: {} double, {} missing, \
         {:.1} s",
        fired[2],
        fired[0] + fired[1],
        fired[3] + fired[4] + fired[5],
        faults[3].matched,
        found.double,
        found.missing,
        begun.elapsed().as_secs_f64(),
    );
    assert_eq!((found.double, found.missing), (0, 0));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn lost_responses_make_no_double_and_no_missing_entry() {
    // With fewer entries there are fewer lists, of which some have to fail.
    let (count, lists) = if is_full() { (1000, 0.02) } else { (200, 0.1) };
    lose_every_response(count, WireStyle::Documented, 8, 0.1).await;
    lose_every_response(count, WireStyle::Observed, 1, lists).await;
}
