//! Logging, changing and listing entries.

use zoho_time::chrono::{FixedOffset, TimeDelta, TimeZone, Utc};
use zoho_time::models::ListTimeEntriesQuery;
use zoho_time::tracking::{Calendar, Days, Totals, Work};
use zoho_time::{Error, Hours};
use zoho_time_sandbox::{Clock, Sandbox, WireStyle};
use zoho_time_tests::fixture::{Fixture, march};

#[tokio::test]
async fn errors_are_reported_before_anything_is_sent() {
    let fixture = Fixture::new().await;
    let entries = fixture.zoho.time_entries();
    let long = fixture.entry(march(4), 30).notes("a".repeat(501));
    let sent = fixture.sandbox.log().exchanges().len();
    let error = entries.log(&long).await.unwrap_err();
    assert!(matches!(error, Error::InvalidRequest { .. }), "{error}");
    assert!(error.to_string().contains("501 characters"), "{error}");
    assert!(!error.may_have_been_sent());
    assert_eq!(fixture.sandbox.log().exchanges().len(), sent);
}

#[tokio::test]
async fn an_edit_changes_one_thing_and_keeps_the_others() {
    for style in [WireStyle::Documented, WireStyle::Observed] {
        let fixture = Fixture::with(Sandbox::builder().style(style)).await;
        let entries = fixture.zoho.time_entries();
        let morning = Work::between("08:00".parse().unwrap(), "11:30".parse().unwrap()).unwrap();
        let mut new = fixture.entry(march(4), 1).notes("Boom").billable(false);
        new.work = morning;
        let logged = entries.log(&new).await.unwrap();
        let id = &logged.time_entry_id;

        let edited = entries
            .edit(id, |edit| edit.notes("Boom and mast"))
            .await
            .unwrap();
        assert_eq!(edited.notes.as_deref(), Some("Boom and mast"));
        let edited = entries.edit(id, |edit| edit.date(march(5))).await.unwrap();
        assert_eq!(edited.log_date, Some(march(5)));
        let task = fixture.task(1);
        let edited = entries
            .edit(id, |edit| edit.task(fixture.project(), task))
            .await
            .unwrap();
        assert_eq!(edited.task_id.as_ref(), Some(task));
        assert_eq!(edited.notes.as_deref(), Some("Boom and mast"));
        assert_eq!((edited.begin_time.zip(edited.end_time)), morning.span());
        assert_eq!(
            (edited.is_billable, edited.log_date),
            (Some(false), Some(march(5)))
        );

        // The other kind of time takes the place of the first.
        let hour = Work::lasting(Hours::from_hours(1)).unwrap();
        let edited = entries.edit(id, |edit| edit.work(hour)).await.unwrap();
        assert_eq!(
            (edited.log_time, edited.begin_time),
            (Some(hour.hours()), None)
        );
    }
}

#[tokio::test]
async fn an_entry_that_is_timed_is_not_edited() {
    let noon = Utc.with_ymd_and_hms(2026, 3, 4, 12, 0, 0).unwrap();
    let fixture = Fixture::with(Sandbox::builder().clock(Clock::frozen_at(noon))).await;
    let id = &fixture.sandbox.demo().time_entries[0];
    fixture.zoho.timer().start_request(id).await.unwrap();
    let entries = fixture.zoho.time_entries();
    let error = entries.edit(id, |edit| edit.notes("No")).await.unwrap_err();
    assert!(error.to_string().contains("stop it first"), "{error}");
    // After the timer, the time is that of the timer, not what was read while it ran.
    fixture.sandbox.clock().advance(TimeDelta::minutes(10));
    let stopped = fixture.zoho.timer().stop_request().await.unwrap();
    let edited = entries.edit(id, |edit| edit.notes("Now")).await.unwrap();
    assert_eq!(edited.log_time, stopped.log_time);
}

#[tokio::test]
async fn an_edit_whose_answer_was_lost_can_be_made_again() {
    let fixture = Fixture::new().await;
    let id = &fixture.sandbox.demo().time_entries[0];
    fixture
        .arm(
            "update_time_entry",
            zoho_time_sandbox::faults::Action::CommitThenReset,
        )
        .times(1);
    let entries = fixture.zoho.time_entries();
    let edited = entries.edit(id, |edit| edit.notes("Twice")).await.unwrap();
    assert_eq!(edited.notes.as_deref(), Some("Twice"));
}

#[tokio::test]
async fn today_is_a_day_of_the_organization() {
    // In this sandbox it is the 5th already, an hour after midnight.
    let late = Utc.with_ymd_and_hms(2026, 3, 4, 19, 30, 0).unwrap();
    let seed = tempfile::NamedTempFile::with_suffix(".yaml").unwrap();
    let text = r#"
organizations:
  - name: Lighthouse Board
    time_zone: "+05:30"
    users:
      - { name: Ada Keller, email: ada@lighthouse.example, role: admin }
    customers:
      - { name: Harbour Authority }
    projects:
      - name: Lamp
        customer: Harbour Authority
        billing_type: based_on_task_hours
        users:
          - { user: Ada Keller }
        tasks:
          - { name: Survey }
        time_entries:
          - { task: Survey, user: Ada Keller, date: 2026-03-04, time: "01:00" }
          - { task: Survey, user: Ada Keller, date: 2026-03-05, time: "02:00" }
          - { task: Survey, user: Ada Keller, date: 2026-02-28, time: "04:00" }
"#;
    std::fs::write(seed.path(), text).unwrap();
    let clock = Clock::frozen_at(late);
    let builder = Sandbox::builder()
        .clock(clock.clone())
        .seed_file(seed.path());
    let fixture = Fixture::with(builder).await;
    let calendar = |offset: &str| {
        let (clock, offset) = (clock.clone(), offset.parse::<FixedOffset>().unwrap());
        Calendar::new(offset).clock(zoho_time::Clock::from_fn(move || clock.now()))
    };
    let there = calendar("+05:30");
    // Days, and the time that was logged on them.
    let cases = [
        (Days::of(there.today()), 120),
        (Days::of(there.yesterday()), 60),
        (Days::of(calendar("+00:00").today()), 60),
        (there.this_week(), 180),
        (there.this_month(), 180),
        (there.last_month(), 240),
        (there.last_days(7), 420),
    ];
    for (days, minutes) in cases {
        let entries = fixture.zoho.time_entries().list(days.query()).items();
        let totals = Totals::of(entries).await.unwrap();
        assert_eq!(totals.all.total().minutes(), minutes, "{days}");
    }
}

#[tokio::test]
async fn totals_are_those_of_the_server() {
    let fixture = Fixture::new().await;
    for n in 0..450_i64 {
        let entry = fixture.entry(march(1 + n.unsigned_abs() % 28), 1 + n);
        let entry = entry.billable(n % 3 != 0);
        fixture.zoho.time_entries().log(&entry).await.unwrap();
    }
    let everything = Days::between(march(1), march(28)).query().per_page(100);
    let totals = Totals::of(fixture.zoho.time_entries().list(everything).items()).await;
    let totals = totals.unwrap();
    let project = fixture
        .zoho
        .projects()
        .get(fixture.project())
        .await
        .unwrap();
    let sum = totals.by_project.get(fixture.project()).unwrap();
    assert_eq!((totals.all.entries, totals.by_day.len()), (450, 28));
    assert_eq!(sum.total().minutes(), (1..=450).sum::<i64>());
    assert_eq!(
        sum.non_billable.minutes(),
        (0..450).step_by(3).map(|n| n + 1).sum::<i64>()
    );
    let on_project = project.total_hours.unwrap();
    let of_the_demo = fixture.sandbox.demo().time_entries.len();
    let all = ListTimeEntriesQuery::new().project_id(fixture.project());
    let all = Totals::of(fixture.zoho.time_entries().list(all).items())
        .await
        .unwrap();
    assert_eq!(all.all.entries, 450 + of_the_demo as u64);
    assert_eq!(all.all.total(), on_project);
}
