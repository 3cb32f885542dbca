//! Bulk logging: what is refused, what stops it, and what it takes for its own.

use std::time::{Duration, Instant};

use zoho_time::models::ListTimeEntriesQuery;
use zoho_time::tracking::bulk::{
    BulkLog, InvalidItem, Journal, JournalFile, JournalFileError, JournalStep, State, Stopped,
};
use zoho_time::tracking::{NewTimeEntry, NewTimer, Totals, Work};
use zoho_time::{Client, Error, Pacing, TaskId};
use zoho_time_sandbox::faults::Action;
use zoho_time_sandbox::limits::Code;
use zoho_time_tests::fixture::{Fixture, march};

use crate::time::{LIST, LOG};

fn days(fixture: &Fixture, count: u64) -> Vec<NewTimeEntry> {
    (1..=count)
        .map(|day| fixture.entry(march(day), 30))
        .collect()
}

#[tokio::test]
async fn what_the_service_refuses_does_not_stop_the_others() {
    let fixture = Fixture::new().await;
    let mut entries = days(&fixture, 5);
    entries[1].task = TaskId::from(77);
    let mut journal = Journal::new(entries).unwrap();
    let summary = fixture.bulk(2).run(&mut journal).await.unwrap();
    assert_eq!((summary.progress.done, summary.progress.refused), (4, 1));
    assert!(journal.is_finished());
    let State::Refused(refusal) = journal.items()[1].state() else {
        panic!("{:?}", journal.items()[1]);
    };
    assert_eq!(refusal.code, Some(1002), "{refusal}");

    // It is not sent again unless that is asked for.
    let summary = fixture.bulk(2).run(&mut journal).await.unwrap();
    assert_eq!(summary.sent, 0);
    let summary = fixture
        .bulk(2)
        .retry_refused(true)
        .run(&mut journal)
        .await
        .unwrap();
    assert_eq!((summary.sent, summary.progress.refused), (1, 1));
}

#[tokio::test]
async fn what_has_nothing_to_do_with_an_entry_stops_the_run() {
    let day = Action::RateLimited {
        code: Code::PerDay,
        retry_after: None,
    };
    let unprocessed = Action::Status {
        status: 401,
        code: 57,
        message: "No".to_owned(),
    };
    let elsewhere = Action::Status {
        status: 404,
        code: 5,
        message: "Invalid URL".to_owned(),
    };
    let proxy = Action::Html { status: 403 };
    for action in [day, unprocessed, elsewhere, proxy] {
        let fixture = Fixture::new().await;
        let mut journal = Journal::new(days(&fixture, 20)).unwrap();
        fixture.arm(LOG, action.clone()).after(5).always();
        let stopped = fixture.bulk(1).run(&mut journal).await.unwrap_err();
        let Stopped::Call(error) = &stopped else {
            panic!("{stopped}")
        };
        assert!(!error.may_have_been_sent(), "{error}");
        assert!(stopped.to_string().contains("run it again"), "{stopped}");
        let progress = journal.progress();
        assert_eq!((progress.done, progress.in_doubt), (5, 0), "{action:?}");
        assert_eq!(progress.open, 15, "{action:?}");
        fixture.sandbox.faults().clear();
        let summary = fixture.bulk(1).run(&mut journal).await.unwrap();
        assert_eq!(
            (summary.progress.done, summary.sent),
            (20, 15),
            "{action:?}"
        );
    }
}

#[tokio::test]
async fn nothing_is_sent_before_it_is_known_what_is_there() {
    let fixture = Fixture::new().await;
    fixture.arm(LIST, Action::Html { status: 503 }).always();
    fixture.arm(LOG, Action::CommitThenReset).always();
    let mut journal = Journal::new(days(&fixture, 3)).unwrap();
    fixture.bulk(1).run(&mut journal).await.unwrap_err();
    assert_eq!(journal.progress().open, 3);
    assert_eq!(fixture.faults()[1].matched, 0);
}

#[tokio::test]
async fn an_item_whose_answer_stays_lost_stops_the_run_and_stays_in_doubt() {
    let fixture = Fixture::new().await;
    fixture.arm(LOG, Action::ResetBeforeHeaders).always();
    let mut journal = Journal::new(days(&fixture, 3)).unwrap();
    let stopped = fixture.bulk(1).run(&mut journal).await.unwrap_err();
    let Stopped::Call(error) = stopped else {
        panic!("{stopped}")
    };
    assert!(matches!(*error, Error::Transport { .. }), "{error}");
    assert_eq!(journal.progress().in_doubt, 1);
    assert_eq!(fixture.faults()[0].matched, 4, "sent four times in a run");
}

#[tokio::test]
async fn entries_that_are_there_count_if_that_is_asked_for() {
    let fixture = Fixture::new().await;
    let alike = || (0..5).map(|_| fixture.entry(march(1), 30).notes("Alike"));
    for entry in alike().take(3) {
        fixture.zoho.time_entries().log(&entry).await.unwrap();
    }
    // Three are there, five should be; then all are there.
    for sent in [2, 0] {
        let mut journal = Journal::new(alike()).unwrap().count_existing(true);
        let summary = fixture.bulk(4).run(&mut journal).await.unwrap();
        assert_eq!((summary.sent, summary.progress.done), (sent, 5));
        assert_eq!(fixture.on(march(1)).await.len(), 5);
    }
    // Otherwise they belong to another client.
    let mut journal = Journal::new(alike()).unwrap();
    let summary = fixture.bulk(4).run(&mut journal).await.unwrap();
    assert_eq!(summary.sent, 5);
    assert_eq!(fixture.on(march(1)).await.len(), 10);
}

#[tokio::test]
async fn with_markers_the_like_of_others_is_not_taken_for_ones_own() {
    for (markers, own) in [(true, 1), (false, 0)] {
        let fixture = Fixture::new().await;
        let entry = fixture.entry(march(1), 30).notes("The boom");
        let entries = [entry.clone()];
        let mut journal = if markers {
            Journal::with_markers(entries).unwrap()
        } else {
            Journal::new(entries).unwrap()
        };
        // The request is not processed and its response is lost, and another client logs an identical entry at
        // the same time.
        fixture.arm(LOG, Action::ResetBeforeHeaders).times(1);
        fixture
            .arm(LIST, Action::ResetBeforeHeaders)
            .after(usize::from(!markers))
            .times(3);
        fixture.bulk(1).run(&mut journal).await.unwrap_err();
        assert_eq!(journal.progress().in_doubt, 1);
        fixture.zoho.time_entries().log(&entry).await.unwrap();
        let summary = fixture.bulk(1).run(&mut journal).await.unwrap();
        assert_eq!(summary.progress.done, 1);
        let found = fixture.on(march(1)).await;
        assert_eq!(found.len(), 1 + own, "markers: {markers}");
        let marked = found.iter().filter(|entry| {
            let notes = entry.notes.as_deref().unwrap_or_default();
            notes.starts_with("The boom [") && notes.ends_with("-0]")
        });
        assert_eq!(marked.count(), own);
    }
}

#[tokio::test]
async fn markers_make_lost_answers_harmless_for_entries_that_are_alike() {
    let fixture = Fixture::new().await;
    let alike = (0..20).map(|_| fixture.entry(march(1), 30));
    let mut journal = Journal::with_markers(alike).unwrap();
    fixture
        .arm(LOG, Action::ResetBeforeHeaders)
        .sometimes(0.2, 7);
    fixture.arm(LOG, Action::CommitThenReset).sometimes(0.7, 8);
    while fixture.bulk(8).run(&mut journal).await.is_err() {}
    assert_eq!(journal.progress().done, 20);
    assert_eq!(fixture.on(march(1)).await.len(), 20);
    let long = fixture.entry(march(1), 30).notes("a".repeat(490));
    let error = Journal::with_markers([long]).unwrap_err();
    assert!(
        matches!(error, InvalidItem::Entry { item: 0, .. }),
        "{error}"
    );
}

#[tokio::test]
async fn what_was_done_after_it_was_given_up_is_found() {
    let fixture = Fixture::new().await;
    let entry = fixture.entry(march(1), 30);
    let mut journal = Journal::new([entry.clone()]).unwrap();
    fixture.arm(LOG, Action::ResetBeforeHeaders).times(3);
    let summary = fixture.bulk(1).run(&mut journal).await.unwrap();
    assert_eq!((summary.sent, summary.surplus), (4, vec![]));
    // Now one of the three comes through.
    let late = fixture.zoho.time_entries().log(&entry).await.unwrap();
    let summary = fixture.bulk(1).run(&mut journal).await.unwrap();
    assert_eq!(summary.surplus, [late.time_entry_id]);
    // As long as the lookup fails, an error reports it.
    fixture.arm(LIST, Action::Html { status: 404 }).always();
    let summary = fixture.bulk(1).run(&mut journal).await.unwrap();
    assert_eq!((summary.surplus, summary.unchecked), (vec![], 1));
}

#[tokio::test]
async fn a_second_look_comes_after_the_time_to_settle() {
    let fixture = Fixture::new().await;
    let mut journal = Journal::new(days(&fixture, 1)).unwrap();
    fixture.arm(LOG, Action::ResetBeforeHeaders).times(1);
    let begun = Instant::now();
    let bulk = fixture.bulk(1).settle(Duration::from_millis(300));
    let summary = bulk.run(&mut journal).await.unwrap();
    assert_eq!(summary.sent, 2);
    assert!(begun.elapsed() >= Duration::from_millis(300));
}

#[tokio::test]
async fn a_journal_in_a_file_says_what_is_wrong_with_it() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("journal");
    let fixture = Fixture::new().await;
    let journal = || Journal::new(days(&fixture, 2)).unwrap();
    let (journal_of_two, mut kept) = JournalFile::create(&file, journal()).unwrap();
    assert!(matches!(
        JournalFile::create(&file, journal()),
        Err(JournalFileError::Io { .. })
    ));
    kept.keep(&JournalStep::Sending { item: 1 }).unwrap();
    let error = JournalFile::open(&file).unwrap_err().to_string();
    assert!(error.ends_with("is in use"), "{error}");
    drop(kept);
    let (read, mut kept) = JournalFile::open(&file).unwrap();
    assert_ne!(read, journal_of_two);
    assert_eq!(read.items()[1].state(), &State::InDoubt);
    kept.keep(&JournalStep::Sending { item: 2 }).unwrap();
    drop(kept);
    let error = JournalFile::open(&file).unwrap_err().to_string();
    assert!(error.contains("line 3: there is no item 2"), "{error}");
    std::fs::write(&file, "{}\n").unwrap();
    let error = JournalFile::open(&file).unwrap_err().to_string();
    assert!(error.contains("line 1: missing field `items`"), "{error}");
    std::fs::write(&file, r#"{"items":"#).unwrap();
    let error = JournalFile::open(&file).unwrap_err().to_string();
    assert!(error.contains("nothing was sent"), "{error}");
}

#[tokio::test]
async fn an_entry_that_cannot_be_sent_is_not_an_item() {
    let fixture = Fixture::new().await;
    let mut entries = days(&fixture, 3);
    entries[2].notes = Some("a".repeat(501));
    let error = Journal::new(entries).unwrap_err();
    assert!(
        error.to_string().starts_with("item 2 (counted from 0)"),
        "{error}"
    );
}

#[tokio::test]
async fn limits_hold_requests_back_and_leave_nothing_in_doubt() {
    let fixture = Fixture::new().await;
    let demo = fixture.sandbox.demo();
    let zoho = Client::builder()
        .organization(demo.organization_id.clone())
        .access_token(demo.access_token.clone())
        .base_url(fixture.sandbox.base_url())
        .pacing(Pacing::default().per_minute(6).wait(false))
        .build()
        .unwrap();
    let mut journal = Journal::new(days(&fixture, 20)).unwrap();
    let stopped = BulkLog::new(&zoho).run(&mut journal).await.unwrap_err();
    let Stopped::Call(error) = stopped else {
        panic!("{stopped}")
    };
    assert!(matches!(*error, Error::RateLimited(_)), "{error}");
    assert!(error.retry_after().is_some(), "{error}");
    let progress = journal.progress();
    // One request was to look what is there.
    assert_eq!((progress.done, progress.in_doubt), (5, 0));
    assert_eq!(progress.open, 15);
}

#[tokio::test]
async fn counting_what_is_there_can_be_interrupted_too() {
    let fixture = Fixture::new().await;
    for at in 0.. {
        let alike = || (0..5).map(|_| fixture.entry(march(at + 1), 30));
        for entry in alike().take(3) {
            fixture.zoho.time_entries().log(&entry).await.unwrap();
        }
        let mut journal = Journal::new(alike()).unwrap().count_existing(true);
        let mut kept = journal.clone();
        let mut steps = 0;
        let keep = |step: &JournalStep| {
            steps += 1;
            if steps > at {
                return Err(std::io::Error::other("the disk is full"));
            }
            kept.apply(step).unwrap();
            Ok(())
        };
        let outcome = fixture.bulk(1).run_keeping(&mut journal, keep).await;
        let summary = fixture.bulk(1).run(&mut kept).await.unwrap();
        assert_eq!((summary.progress.done, summary.surplus), (5, vec![]));
        assert_eq!(fixture.on(march(at + 1)).await.len(), 5, "after {at} steps");
        if outcome.is_ok() {
            assert_eq!(
                at,
                3 + 1 + 2 * 2,
                "three there, that it was looked, two sent and done"
            );
            break;
        }
    }
}

#[tokio::test]
async fn a_journal_survives_being_written_down_in_every_state() {
    let fixture = Fixture::new().await;
    let mut entries = days(&fixture, 4);
    entries[0].task = TaskId::from(77);
    entries[1] = entries[1].clone().notes("Boom").billable(true);
    entries[1].cost_rate = Some("12.50".parse().unwrap());
    entries[2].work = Work::between("08:00".parse().unwrap(), "09:30".parse().unwrap()).unwrap();
    for markers in [false, true] {
        let mut journal = if markers {
            Journal::with_markers(entries.clone()).unwrap()
        } else {
            Journal::new(entries.clone()).unwrap()
        };
        // Refused, done, in doubt, open.
        fixture
            .arm(LOG, Action::ResetBeforeHeaders)
            .after(2)
            .times(4);
        fixture.bulk(1).run(&mut journal).await.unwrap_err();
        let states: Vec<_> = journal.items().iter().map(|item| item.state()).collect();
        assert!(
            matches!(
                states[..],
                [
                    State::Refused(_),
                    State::Done { .. },
                    State::InDoubt,
                    State::Open
                ]
            ),
            "{states:?}"
        );
        let text = serde_json::to_string(&journal).unwrap();
        assert_eq!(serde_json::from_str::<Journal>(&text).unwrap(), journal);
        fixture.sandbox.faults().clear();
    }
}

#[tokio::test]
async fn what_takes_long_can_be_spawned() {
    fn can_be_spawned(_: impl Future<Output: Send> + Send) {}

    let fixture = Fixture::new().await;
    let mut journal = Journal::new(days(&fixture, 1)).unwrap();
    can_be_spawned(fixture.bulk(1).run(&mut journal));
    can_be_spawned(fixture.bulk(1).run_keeping(&mut journal, |_| Ok(())));
    let entries = fixture.zoho.time_entries();
    can_be_spawned(Totals::of(
        entries.list(ListTimeEntriesQuery::new()).items(),
    ));
    can_be_spawned(entries.edit(&1.into(), |edit| edit.notes("")));
    let timer = fixture.zoho.timer();
    can_be_spawned(timer.resume(fixture.user(), march(1)));
    can_be_spawned(timer.stop());
    let work = NewTimer::new(1, 2, 3, march(1));
    can_be_spawned(timer.switch(&work));
}

#[tokio::test]
async fn whatever_a_proxy_says_of_its_failure_leaves_it_in_doubt() {
    for status in [500, 502, 503, 504, 520, 522, 524, 599] {
        let fixture = Fixture::new().await;
        let mut journal = Journal::new(days(&fixture, 3)).unwrap();
        fixture.arm(LOG, Action::Html { status }).times(1);
        let summary = fixture.bulk(1).run(&mut journal).await.unwrap();
        assert_eq!((summary.sent, summary.progress.done), (4, 3), "{status}");
        // Twice before it was sent again, and once in the end.
        assert_eq!(summary.looked, 3, "{status}");
    }
}
