//! The timer, while all is well.

use zoho_time::Hours;
use zoho_time::chrono::{TimeDelta, TimeZone, Utc};
use zoho_time::tracking::NewTimer;
use zoho_time_sandbox::{Clock, Sandbox, WireStyle};
use zoho_time_tests::fixture::{Fixture, march};

/// A fixture at noon of the 4th of March.
pub(crate) async fn at_noon(style: WireStyle) -> Fixture {
    let noon = Utc.with_ymd_and_hms(2026, 3, 4, 12, 0, 0).unwrap();
    let clock = Clock::frozen_at(noon);
    Fixture::with(Sandbox::builder().style(style).clock(clock)).await
}

pub(crate) fn work(fixture: &Fixture, task: usize) -> NewTimer {
    NewTimer::new(
        fixture.project(),
        fixture.task(task),
        fixture.user(),
        march(4),
    )
}

#[tokio::test]
async fn a_timer_is_started_switched_and_stopped() {
    for style in [WireStyle::Documented, WireStyle::Observed] {
        let fixture = at_noon(style).await;
        let timer = fixture.zoho.timer();
        assert_eq!(timer.running().await.unwrap(), None);
        assert_eq!(timer.stop().await.unwrap(), None);

        let survey = work(&fixture, 0).notes("The boom").billable(true);
        let switched = timer.switch(&survey).await.unwrap();
        assert_eq!(switched.stopped, None);
        let first = switched.started.time_entry_id.clone();
        // To the same work: there is nothing to do.
        let again = timer.switch(&survey).await.unwrap();
        assert_eq!(
            (again.stopped, again.started.time_entry_id),
            (None, first.clone())
        );

        fixture.sandbox.clock().advance(TimeDelta::minutes(25));
        let switched = timer.switch(&work(&fixture, 1)).await.unwrap();
        let stopped = switched.stopped.unwrap();
        assert_eq!(stopped.time_entry_id, first);
        assert_eq!(stopped.log_time, Some(Hours::from_minutes(25)));
        let second = switched.started.time_entry_id;

        // Back to the first, on top of its time.
        fixture.sandbox.clock().advance(TimeDelta::minutes(5));
        let switched = timer.switch_to(&first).await.unwrap();
        assert_eq!(switched.stopped.unwrap().time_entry_id, second);
        let same = timer.switch_to(&first).await.unwrap();
        assert_eq!(
            (same.stopped, same.started.time_entry_id),
            (None, first.clone())
        );
        fixture.sandbox.clock().advance(TimeDelta::minutes(10));
        let stopped = timer.stop().await.unwrap().unwrap();
        assert_eq!(stopped.time_entry_id, first);
        assert_eq!(stopped.log_time, Some(Hours::from_minutes(35)));
        assert_eq!(timer.stop().await.unwrap(), None);
        assert_eq!(
            fixture.on(march(4)).await.len(),
            2 + 2,
            "two of the demo, two of the timer"
        );
    }
}

#[tokio::test]
async fn a_switch_that_cannot_be_done_leaves_the_timer_or_reports_that_it_was_stopped() {
    let fixture = at_noon(WireStyle::Documented).await;
    let timer = fixture.zoho.timer();
    let survey = timer.start(&work(&fixture, 0)).await.unwrap();

    let long = work(&fixture, 1).notes("a".repeat(501));
    let error = timer.switch(&long).await.unwrap_err();
    assert!(error.stopped.is_none());
    assert!(error.to_string().contains("was not switched"), "{error}");
    let running = timer.running().await.unwrap().unwrap();
    assert_eq!(running.time_entry_id, survey.time_entry_id);

    // The task is one of another project.
    let error = timer.switch(&work(&fixture, 2)).await.unwrap_err();
    assert_eq!(
        error.stopped.as_ref().unwrap().time_entry_id,
        survey.time_entry_id
    );
    assert!(
        error.to_string().contains("stopped, but not started"),
        "{error}"
    );
    assert_eq!(error.source.code(), Some(1002));
    assert_eq!(timer.running().await.unwrap(), None);
}

#[tokio::test]
async fn resuming_goes_on_with_the_last_entry_and_today_stays_today() {
    for style in [WireStyle::Documented, WireStyle::Observed] {
        let fixture = at_noon(style).await;
        let (timer, user) = (fixture.zoho.timer(), fixture.user());
        // A user who has not worked in the last month.
        let long_ago = timer.resume(user, march(1).pred_opt().unwrap() - TimeDelta::days(365));
        assert_eq!(long_ago.await.unwrap(), None);

        let yesterday = fixture
            .entry(march(9), 60)
            .notes("The mast")
            .billable(false);
        let yesterday = fixture.zoho.time_entries().log(&yesterday).await.unwrap();
        // An entry of the future is not the last one.
        let planned = fixture.entry(march(20), 60).notes("Planned");
        fixture.zoho.time_entries().log(&planned).await.unwrap();

        let resumed = timer.resume(user, march(10)).await.unwrap().unwrap();
        assert_ne!(resumed.time_entry_id, yesterday.time_entry_id);
        assert_eq!(resumed.log_date, Some(march(10)));
        assert_eq!(resumed.notes.as_deref(), Some("The mast"));
        assert_eq!(resumed.is_billable, Some(false));
        assert_eq!(resumed.task_id, yesterday.task_id);

        // It runs: that is it.
        let same = timer.resume(user, march(10)).await.unwrap().unwrap();
        assert_eq!(same.time_entry_id, resumed.time_entry_id);

        // It is of today: on top of its time.
        fixture.sandbox.clock().advance(TimeDelta::minutes(7));
        timer.stop().await.unwrap();
        let same = timer.resume(user, march(10)).await.unwrap().unwrap();
        assert_eq!(same.time_entry_id, resumed.time_entry_id);
        timer.stop().await.unwrap();

        // It has been invoiced: another one for the same work.
        let entries = fixture.zoho.time_entries();
        let billable = entries.edit(&resumed.time_entry_id, |edit| edit.billable(true));
        billable.await.unwrap();
        let ids = vec![resumed.time_entry_id.clone()];
        let invoiced = fixture.sandbox.invoice(fixture.project(), &ids).await;
        invoiced.unwrap();
        let other = timer.resume(user, march(10)).await.unwrap().unwrap();
        assert_ne!(other.time_entry_id, resumed.time_entry_id);
        assert_eq!(other.notes, resumed.notes);
    }
}
