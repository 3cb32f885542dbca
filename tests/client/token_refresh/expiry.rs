//! A token that expires while many want it.

use std::time::Duration;

use futures::future::join_all;
use zoho_time::auth::{AuthError, MemoryTokenStore};
use zoho_time::chrono::TimeDelta;
use zoho_time::{CallOptions, Client, Clock, Error};

use crate::token_refresh::fixture::{Fixture, call};

const TASKS: usize = 1000;

/// All of these calls, each in a task of its own; how many of them ended well.
async fn calls(zoho: &Client, tasks: usize) -> usize {
    let one = |zoho: Client| tokio::spawn(async move { call(&zoho).await });
    let outcomes = join_all((0..tasks).map(|_| one(zoho.clone()))).await;
    let failed: Vec<_> = outcomes
        .iter()
        .filter_map(|outcome| outcome.as_ref().unwrap().as_ref().err())
        .collect();
    assert!(failed.is_empty(), "{} failed: {}", failed.len(), failed[0]);
    outcomes.len()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_thousand_tasks_that_meet_an_expired_token_make_one_request() {
    let fixture = Fixture::set().await;
    let zoho = fixture.client().build().unwrap();
    call(&zoho).await.unwrap();
    fixture.wait(TimeDelta::hours(1));
    let before = fixture.token_requests();
    let done = calls(&zoho, TASKS).await;
    let requests = fixture.token_requests() - before;
    println!("expired by the clock: {done} calls, {requests} token request");
    assert_eq!((before, requests), (1, 1));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_thousand_tasks_whose_token_is_refused_make_one_request() {
    let fixture = Fixture::set().await;
    // A client whose clock has stopped finds out from the service.
    let noon = fixture.sandbox.clock().now();
    let zoho = fixture.client().clock(Clock::from_fn(move || noon));
    let zoho = zoho.build().unwrap();
    call(&zoho).await.unwrap();
    fixture.wait(TimeDelta::hours(1));
    let before = fixture.token_requests();
    let done = calls(&zoho, TASKS).await;
    let requests = fixture.token_requests() - before;
    println!("refused by the service: {done} calls, {requests} token request");
    assert_eq!((before, requests), (1, 1));
}

#[tokio::test]
async fn a_caller_that_gives_up_does_not_cancel_the_others() {
    let fixture = Fixture::set().await;
    let zoho = fixture.client().build().unwrap();
    fixture.accounts.close();
    let first = tokio::spawn({
        let zoho = zoho.clone();
        async move { call(&zoho).await }
    });
    fixture.accounts.until(1).await;
    let second = tokio::spawn({
        let zoho = zoho.clone();
        async move { call(&zoho).await }
    });
    first.abort();
    assert!(first.await.unwrap_err().is_cancelled());
    fixture.accounts.open();
    second.await.unwrap().unwrap();
    call(&zoho).await.unwrap();
    println!(
        "caller cancelled: {} token request",
        fixture.token_requests()
    );
    assert_eq!(fixture.token_requests(), 1);
}

#[tokio::test]
async fn a_call_does_not_wait_for_a_token_longer_than_it_has_time() {
    let fixture = Fixture::set().await;
    let zoho = fixture.client().build().unwrap();
    fixture.accounts.close();
    let options = |options: CallOptions| options.total_timeout(Duration::from_millis(50));
    let error = call(&zoho.with(options)).await.unwrap_err();
    let Error::Auth { source, .. } = error else {
        panic!("{error}")
    };
    assert!(matches!(*source, AuthError::NotInTime), "{source}");
    fixture.accounts.open();
    call(&zoho).await.unwrap();
    assert_eq!(fixture.token_requests(), 1, "the request goes on");
}

#[tokio::test]
async fn a_token_is_renewed_ahead_of_its_end_while_calls_go_on_with_it() {
    let fixture = Fixture::set().await;
    let ahead = Duration::from_secs(600);
    let zoho = fixture.client().refresh_ahead(ahead).build().unwrap();
    call(&zoho).await.unwrap();
    // Its first 50 minutes.
    fixture.wait(TimeDelta::seconds(2999));
    call(&zoho).await.unwrap();
    assert_eq!(fixture.token_requests(), 1);
    // Its last 10 minutes, while the accounts server does not answer.
    fixture.wait(TimeDelta::seconds(1));
    fixture.accounts.close();
    let during = 100;
    for _ in 0..during {
        call(&zoho).await.unwrap();
    }
    fixture.accounts.until(2).await;
    assert_eq!(fixture.token_requests(), 2);
    fixture.accounts.open();
    // What follows is the new token, for the old one is dead by then.
    fixture.wait(TimeDelta::seconds(595));
    call(&zoho).await.unwrap();
    fixture.wait(TimeDelta::seconds(10));
    call(&zoho).await.unwrap();
    println!(
        "renewed ahead: {during} calls went on without waiting, {} token requests in all",
        fixture.token_requests()
    );
    assert_eq!(fixture.token_requests(), 2);
}

#[tokio::test]
async fn a_renewal_ahead_that_fails_is_tried_again_a_minute_later() {
    let fixture = Fixture::set().await;
    let zoho = fixture.client().build().unwrap();
    call(&zoho).await.unwrap();
    // The last five minutes, while the accounts server is broken.
    fixture.wait(TimeDelta::minutes(55));
    fixture.accounts.break_down();
    for _ in 0..4 {
        for _ in 0..10 {
            call(&zoho).await.unwrap();
        }
        fixture.accounts.until(2).await;
        fixture.wait(TimeDelta::minutes(1));
    }
    let failed = fixture.token_requests() - 1;
    assert!((1..=4).contains(&failed), "{failed} in four minutes");
    fixture.accounts.open();
    call(&zoho).await.unwrap();
    fixture.wait(TimeDelta::minutes(1));
    call(&zoho).await.unwrap();
    assert_eq!(fixture.token_requests(), 1 + failed + 1);
    println!("accounts server broken: 40 calls went on, {failed} token requests failed");
}

#[tokio::test]
async fn clients_that_share_a_store_share_a_token() {
    let fixture = Fixture::set().await;
    let store = MemoryTokenStore::new();
    let mut clients = Vec::new();
    for product in zoho_time::Product::ALL {
        let client = fixture.client().product(product).token_store(store.clone());
        clients.push(client.build().unwrap());
    }
    let outcomes = join_all(clients.iter().map(call)).await;
    assert!(outcomes.iter().all(Result::is_ok), "{outcomes:?}");
    assert_eq!(fixture.token_requests(), 1);
}

#[tokio::test]
async fn a_runtime_that_ends_during_a_renewal_leaves_no_one_waiting() {
    let fixture = Fixture::set().await;
    let zoho = fixture.client().build().unwrap();
    fixture.accounts.close();
    let other = zoho.clone();
    let (begun, gone) = tokio::sync::oneshot::channel();
    std::thread::spawn(move || {
        let runtime = tokio::runtime::Runtime::new().unwrap();
        runtime.spawn(async move { call(&other).await });
        gone.blocking_recv().unwrap();
        runtime.shutdown_background();
    });
    fixture.accounts.until(1).await;
    let waiting = tokio::spawn({
        let zoho = zoho.clone();
        async move { call(&zoho).await }
    });
    begun.send(()).unwrap();
    fixture.accounts.until(2).await;
    fixture.accounts.open();
    waiting.await.unwrap().unwrap();
}
