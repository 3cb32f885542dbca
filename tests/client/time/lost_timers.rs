//! The timer, when answers are lost.

use zoho_time::tracking::NewTimer;
use zoho_time_sandbox::WireStyle;
use zoho_time_sandbox::faults::Action;
use zoho_time_tests::fixture::{Fixture, march};

use crate::time::timers::{at_noon, work};
use crate::time::{LOG, RUNNING, START, STOP};

/// The fault: its operation, the number of requests before it, and its action.
type Wrong = (&'static str, usize, Action);

const DONE: Action = Action::CommitThenReset;
const NOT_DONE: Action = Action::ResetBeforeHeaders;
const PAGE: Action = Action::Html { status: 502 };

/// Switches from the first task to the second while something goes wrong, as often as it takes.
async fn switch(wrong: &[Wrong]) -> (Fixture, usize) {
    let fixture = at_noon(WireStyle::Documented).await;
    let timer = fixture.zoho.timer();
    timer.start(&work(&fixture, 0)).await.unwrap();
    for (operation, after, action) in wrong {
        let fault = fixture.arm(operation, action.clone()).after(*after);
        fault.times(1);
    }
    let to: NewTimer = work(&fixture, 1);
    let mut calls = 1;
    while let Err(error) = timer.switch(&to).await {
        assert!(calls < 5, "{error}");
        assert!(error.source.may_have_been_sent(), "{error}");
        calls += 1;
    }
    (fixture, calls)
}

#[tokio::test]
async fn a_switch_ends_with_one_entry_for_the_work_whatever_answer_is_lost() {
    // What goes wrong, and how many calls it takes.
    let cases: &[(&[Wrong], usize)] = &[
        (&[], 1),
        (&[(STOP, 0, DONE)], 1),
        (&[(STOP, 0, NOT_DONE)], 1),
        (&[(STOP, 0, PAGE)], 1),
        (&[(STOP, 0, NOT_DONE), (STOP, 0, NOT_DONE)], 2),
        (&[(STOP, 0, NOT_DONE), (STOP, 0, DONE)], 2),
        (&[(LOG, 0, DONE)], 1),
        (&[(LOG, 0, NOT_DONE)], 2),
        (&[(LOG, 0, PAGE)], 2),
        (&[(STOP, 0, DONE), (LOG, 0, DONE)], 1),
        (&[(STOP, 0, DONE), (LOG, 0, NOT_DONE)], 2),
        (&[(LOG, 0, DONE), (RUNNING, 1, NOT_DONE)], 1),
        (&[(STOP, 0, DONE), (RUNNING, 1, NOT_DONE)], 1),
    ];
    for (wrong, calls) in cases {
        let (fixture, made) = switch(wrong).await;
        assert_eq!(made, *calls, "{wrong:?}");
        let running = fixture.zoho.timer().running().await.unwrap().unwrap();
        assert_eq!(running.task_id.as_ref(), Some(fixture.task(1)), "{wrong:?}");
        assert_eq!(fixture.on(march(4)).await.len(), 2 + 2, "{wrong:?}");
    }
    println!("{} ways for a switch to go wrong", cases.len());
}

#[tokio::test]
async fn a_timer_whose_start_was_lost_is_taken_only_if_it_is_the_new_one() {
    let fixture = at_noon(WireStyle::Documented).await;
    let timer = fixture.zoho.timer();
    // It runs for the same work already, and the new entry is never made.
    timer.start(&work(&fixture, 0)).await.unwrap();
    fixture.arm(LOG, NOT_DONE).times(1);
    let error = timer.start(&work(&fixture, 0)).await.unwrap_err();
    assert!(error.may_have_been_sent(), "{error}");
    fixture.arm(LOG, DONE).times(1);
    let second = timer.start(&work(&fixture, 0)).await.unwrap();
    let running = timer.running().await.unwrap().unwrap();
    assert_eq!(second.time_entry_id, running.time_entry_id);
    assert_eq!(fixture.on(march(4)).await.len(), 2 + 2);
}

#[tokio::test]
async fn the_timer_of_an_entry_runs_whatever_answer_is_lost() {
    let cases: [&[Action]; 5] = [&[], &[DONE], &[NOT_DONE], &[PAGE], &[Action::MalformedJson]];
    for wrong in cases {
        let fixture = at_noon(WireStyle::Documented).await;
        let id = &fixture.sandbox.demo().time_entries[0];
        for action in wrong {
            fixture.arm(START, action.clone()).times(1);
        }
        let timer = fixture.zoho.timer();
        let started = timer.start_on(id).await.unwrap();
        assert_eq!(started.time_entry_id, *id, "{wrong:?}");
        assert!(started.timer_started_at.is_some(), "{wrong:?}");
        // Again, with the same result.
        assert_eq!(timer.start_on(id).await.unwrap().time_entry_id, *id);
        let switched = timer.switch_to(id).await.unwrap();
        assert_eq!(switched.stopped, None);
    }
    let fixture = at_noon(WireStyle::Documented).await;
    let error = fixture
        .zoho
        .timer()
        .start_on(&999.into())
        .await
        .unwrap_err();
    assert!(error.is_not_found(), "{error}");
}

#[tokio::test]
async fn a_lost_stop_is_recovered_and_a_race_is_not_an_error() {
    for action in [DONE, NOT_DONE, PAGE, Action::MalformedJson] {
        let fixture = at_noon(WireStyle::Documented).await;
        let timer = fixture.zoho.timer();
        let started = timer.start(&work(&fixture, 0)).await.unwrap();
        fixture.arm(STOP, action.clone()).times(1);
        let stopped = timer.stop().await.unwrap().unwrap();
        assert_eq!(stopped.time_entry_id, started.time_entry_id, "{action:?}");
        assert_eq!(timer.running().await.unwrap(), None);
    }
    // Ten programs stop it at once: each gets the entry, or an error that no timer is running.
    let fixture = at_noon(WireStyle::Documented).await;
    let timer = fixture.zoho.timer();
    let started = timer.start(&work(&fixture, 0)).await.unwrap();
    let stops = futures::future::join_all((0..10).map(|_| timer.stop())).await;
    let mut got = 0;
    for stopped in stops {
        if let Some(stopped) = stopped.unwrap() {
            assert_eq!(stopped.time_entry_id, started.time_entry_id);
            got += 1;
        }
    }
    println!("10 stops at once: {got} got the entry");
    assert!(got >= 1);
}
