//! Baseline without a lookup: the same faults, with requests that are simply repeated, or not.

use zoho_time::tracking::NewTimeEntry;
use zoho_time_sandbox::faults::Action;
use zoho_time_tests::fixture::{Fixture, march};

use crate::ambiguous_writes::LOG;
use crate::ambiguous_writes::audit::{Audit, Found};

/// A fixture in which one request in five is lost and half of the answers, what was there before, and what to log.
async fn faulty_fixture() -> (Fixture, Audit, Vec<NewTimeEntry>) {
    let fixture = Fixture::new().await;
    let before = Audit::of(&fixture).await;
    fixture
        .arm(LOG, Action::ResetBeforeHeaders)
        .sometimes(0.2, 1);
    fixture.arm(LOG, Action::CommitThenReset).sometimes(0.5, 2);
    let entries = (1..=200).map(|n| fixture.entry(march(n), 30)).collect();
    (fixture, before, entries)
}

#[tokio::test]
async fn sending_again_without_looking_makes_double_entries() {
    let (fixture, before, entries) = faulty_fixture().await;
    for entry in &entries {
        while let Err(error) = fixture.zoho.time_entries().log(entry).await {
            assert!(error.may_have_been_sent(), "{error}");
        }
    }
    let lost = usize::try_from(fixture.faults()[1].fired).unwrap();
    let found = Audit::of(&fixture)
        .await
        .since(&before)
        .count(entries.iter());
    println!("sent again until answered: 200 entries, {lost} lost answers: {found:?}");
    assert!(lost > 100);
    assert_eq!(
        found,
        Found {
            double: lost,
            missing: 0
        }
    );
}

#[tokio::test]
async fn not_sending_again_loses_entries() {
    let (fixture, before, entries) = faulty_fixture().await;
    for entry in &entries {
        let _ = fixture.zoho.time_entries().log(entry).await;
    }
    let lost = usize::try_from(fixture.faults()[0].fired).unwrap();
    let found = Audit::of(&fixture)
        .await
        .since(&before)
        .count(entries.iter());
    println!("sent once: 200 entries, {lost} not done: {found:?}");
    assert!(lost > 20);
    assert_eq!(
        found,
        Found {
            double: 0,
            missing: lost
        }
    );
}
