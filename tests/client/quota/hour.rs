//! An hour with more calls than it allows.

use std::sync::Arc;
use std::time::Duration;

use tokio::task::JoinSet;
use tokio::time::sleep;
use zoho_time::limits::LocalBudget;
use zoho_time::{Error, Pacing};
use zoho_time_sandbox::limits::Plan;

use crate::quota::fixture::{Fixture, call};

const HOUR: Duration = Duration::from_secs(3600);

/// How many calls want to be made.
const CALLS: usize = 10_000;

/// How many the plan allows in an hour: 100 a minute.
const ALLOWED: usize = 6_000;

#[tokio::test(start_paused = true)]
async fn an_hour_is_used_to_the_full_and_no_call_is_refused() {
    let fixture = Fixture::set(Plan::Premium, "2026-03-04T08:00:00Z".parse().unwrap()).await;
    let zoho = fixture.client().build().unwrap();
    let mut calls = JoinSet::new();
    for _ in 0..CALLS {
        let zoho = zoho.clone();
        calls.spawn(async move { call(&zoho).await });
    }
    let (mut made, mut refused) = (0, 0);
    while let Some(outcome) = calls.join_next().await {
        if fixture.passed() > HOUR {
            break;
        }
        match outcome.unwrap() {
            Ok(()) => made += 1,
            Err(error) => {
                println!("{error}");
                refused += 1;
            }
        }
    }
    println!(
        "{CALLS} calls wanted in an hour: {made} made, {:.1} % of the {ALLOWED} allowed; {refused} refused",
        made as f64 / ALLOWED as f64 * 100.0,
    );
    assert_eq!(refused, 0);
    assert_eq!(fixture.served().1, 0, "the service refused none either");
    assert!((ALLOWED * 98 / 100..=ALLOWED).contains(&made));
}

#[tokio::test(start_paused = true)]
async fn without_an_account_most_calls_are_refused() {
    // What the test above would see if the client did nothing.
    let fixture = Fixture::set(Plan::Premium, "2026-03-04T08:00:00Z".parse().unwrap()).await;
    let zoho = fixture.client().pacing(Pacing::off()).build().unwrap();
    let mut refused = 0;
    for _ in 0..150 {
        match call(&zoho).await {
            Ok(()) => {}
            Err(error) => {
                assert_eq!(error.code(), Some(44));
                refused += 1;
            }
        }
        sleep(Duration::from_millis(100)).await;
    }
    println!("150 calls in 15 s without an account: {refused} refused");
    assert!(refused >= 50);
}

#[tokio::test(start_paused = true)]
async fn clients_with_one_account_share_the_minute() {
    let fixture = Fixture::set(Plan::Premium, "2026-03-04T08:00:00Z".parse().unwrap()).await;
    let account = Arc::new(LocalBudget::default());
    let mut calls = JoinSet::new();
    for _ in 0..3 {
        let zoho = fixture
            .client()
            .rate_budget(account.clone())
            .build()
            .unwrap();
        for _ in 0..100 {
            let zoho = zoho.clone();
            calls.spawn(async move { call(&zoho).await });
        }
    }
    while let Some(outcome) = calls.join_next().await {
        outcome.unwrap().unwrap();
    }
    let (sent, over) = fixture.served();
    println!(
        "three clients with one account: {sent} requests in {} s, {over} over the limit",
        fixture.passed().as_secs()
    );
    assert_eq!((sent, over), (300, 0));
    assert!(fixture.passed() >= Duration::from_secs(120));
}

#[tokio::test(start_paused = true)]
async fn a_client_that_does_not_wait_learns_the_time_of_the_next_attempt() {
    let fixture = Fixture::set(Plan::Premium, "2026-03-04T08:00:00Z".parse().unwrap()).await;
    let pacing = Pacing::default().wait(false);
    let zoho = fixture.client().pacing(pacing).build().unwrap();
    for _ in 0..100 {
        call(&zoho).await.unwrap();
    }
    let error = call(&zoho).await.unwrap_err();
    assert!(matches!(&error, Error::RateLimited(limited) if limited.status.is_none()));
    assert_eq!(error.code(), Some(44));
    assert_eq!(fixture.served(), (100, 0), "it was not sent");
    sleep(error.retry_after().unwrap()).await;
    call(&zoho).await.unwrap();
}
