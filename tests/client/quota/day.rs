//! A day whose quota is used up.

use std::time::Duration;

use zoho_time::chrono::{DateTime, Utc};
use zoho_time::{CallOptions, Pacing, RetryPolicy};
use zoho_time_sandbox::limits::Plan;

use crate::quota::fixture::{Fixture, call};

#[tokio::test(start_paused = true)]
async fn a_used_up_quota_names_the_end_of_the_organizations_day() {
    let from: DateTime<Utc> = "2026-03-04T20:00:00Z".parse().unwrap();
    // The organization is an hour east of Greenwich.
    let midnight: DateTime<Utc> = "2026-03-04T23:00:00Z".parse().unwrap();
    let fixture = Fixture::set(Plan::Free, from).await;
    let pacing = Pacing::default().stop_at_quota(true);
    let patient = fixture.client().pacing(pacing).build().unwrap();
    let brief = |options: CallOptions| {
        options
            .retry(RetryPolicy::never())
            .total_timeout(Duration::from_secs(120))
    };
    let zoho = patient.with(brief);

    assert_eq!(zoho.quota(), None);
    let mut made = 0;
    let error = loop {
        match call(&zoho).await {
            Ok(()) => made += 1,
            Err(error) => break error,
        }
    };
    let until_midnight = (midnight - fixture.sandbox.clock().now()).to_std().unwrap();
    let wait = error.retry_after().unwrap();
    println!(
        "{made} calls made; then: {error}; the day ends in {} s",
        until_midnight.as_secs()
    );
    assert_eq!((made, error.code()), (1_000, Some(45)));
    assert!(wait >= until_midnight && wait <= until_midnight + Duration::from_secs(2));
    let quota = zoho.quota().unwrap();
    assert_eq!((quota.limit, quota.remaining), (Some(1_000), 0));
    let resets_in = quota.resets_in.unwrap();
    assert!(resets_in >= until_midnight && resets_in <= until_midnight + Duration::from_secs(2));
    assert_eq!(fixture.served(), (1_000, 0), "the last one was not sent");

    // Who has the time waits for the next day.
    call(&patient).await.unwrap();
    assert!(fixture.sandbox.clock().now() >= midnight);
    let (sent, over) = fixture.served();
    assert_eq!((sent, over), (1_001, 0));
}

#[tokio::test(start_paused = true)]
async fn by_default_the_day_is_over_with_the_first_refusal() {
    let from: DateTime<Utc> = "2026-03-04T20:00:00Z".parse().unwrap();
    let midnight: DateTime<Utc> = "2026-03-04T23:00:00Z".parse().unwrap();
    let fixture = Fixture::set(Plan::Free, from).await;
    let patient = fixture.client().build().unwrap();
    let brief = |options: CallOptions| {
        options
            .retry(RetryPolicy::never())
            .total_timeout(Duration::from_secs(120))
    };
    let zoho = patient.with(brief);
    let mut made = 0;
    let refused = loop {
        match call(&zoho).await {
            Ok(()) => made += 1,
            Err(error) => break error,
        }
    };
    assert_eq!((made, refused.code()), (1_000, Some(45)));
    assert!(refused.status().is_some(), "an API error: {refused}");
    assert_eq!(zoho.quota().unwrap().remaining, 0);
    for _ in 0..10 {
        let held_back = call(&zoho).await.unwrap_err();
        assert_eq!((held_back.code(), held_back.status()), (Some(45), None));
    }
    println!("{made} calls made; then: {refused}; 10 more were not sent");
    assert_eq!(fixture.served(), (1_001, 1));
    call(&patient).await.unwrap();
    assert!(fixture.sandbox.clock().now() >= midnight);
    assert_eq!(fixture.served(), (1_002, 1));
}
