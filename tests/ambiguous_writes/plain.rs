//! What happens without looking: the same faults, and requests that are simply sent again, or not.

use zoho_time::tracking::NewTimeEntry;
use zoho_time_sandbox::faults::Action;
use zoho_time_tests::desk::{Desk, march};

use crate::LOG;
use crate::audit::{Audit, Found};

/// A desk where one request in five is lost and half of the answers, what was there before, and what to log.
async fn faulty_desk() -> (Desk, Audit, Vec<NewTimeEntry>) {
    let desk = Desk::new().await;
    let before = Audit::of(&desk).await;
    desk.arm(LOG, Action::ResetBeforeHeaders).sometimes(0.2, 1);
    desk.arm(LOG, Action::CommitThenReset).sometimes(0.5, 2);
    let entries = (1..=200).map(|n| desk.entry(march(n), 30)).collect();
    (desk, before, entries)
}

#[tokio::test]
async fn sending_again_without_looking_makes_double_entries() {
    let (desk, before, entries) = faulty_desk().await;
    for entry in &entries {
        while let Err(error) = desk.zoho.time_entries().add(entry).await {
            assert!(error.may_have_been_sent(), "{error}");
        }
    }
    let lost = usize::try_from(desk.faults()[1].fired).unwrap();
    let found = Audit::of(&desk).await.since(&before).count(entries.iter());
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
    let (desk, before, entries) = faulty_desk().await;
    for entry in &entries {
        let _ = desk.zoho.time_entries().add(entry).await;
    }
    let lost = usize::try_from(desk.faults()[0].fired).unwrap();
    let found = Audit::of(&desk).await.since(&before).count(entries.iter());
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
