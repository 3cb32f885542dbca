//! A token that expires while many want it.

use std::time::Duration;

use futures::future::join_all;
use zoho_time::auth::MemoryTokenStore;
use zoho_time::chrono::TimeDelta;
use zoho_time::{AuthError, CallOptions, Client, Clock, Error};

use crate::stage::{Stage, call};

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
    let stage = Stage::set().await;
    let zoho = stage.client().build().unwrap();
    call(&zoho).await.unwrap();
    stage.wait(TimeDelta::hours(1));
    let before = stage.token_requests();
    let done = calls(&zoho, TASKS).await;
    let requests = stage.token_requests() - before;
    println!("expired by the clock: {done} calls, {requests} token request");
    assert_eq!((before, requests), (1, 1));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_thousand_tasks_whose_token_is_refused_make_one_request() {
    let stage = Stage::set().await;
    // A client whose clock has stopped finds out from the service.
    let noon = stage.sandbox.clock().now();
    let zoho = stage.client().clock(Clock::from_fn(move || noon));
    let zoho = zoho.build().unwrap();
    call(&zoho).await.unwrap();
    stage.wait(TimeDelta::hours(1));
    let before = stage.token_requests();
    let done = calls(&zoho, TASKS).await;
    let requests = stage.token_requests() - before;
    println!("refused by the service: {done} calls, {requests} token request");
    assert_eq!((before, requests), (1, 1));
}

#[tokio::test]
async fn whoever_gives_up_does_not_take_the_token_of_the_others_along() {
    let stage = Stage::set().await;
    let zoho = stage.client().build().unwrap();
    stage.accounts.close();
    let first = tokio::spawn({
        let zoho = zoho.clone();
        async move { call(&zoho).await }
    });
    stage.accounts.until(1).await;
    let second = tokio::spawn({
        let zoho = zoho.clone();
        async move { call(&zoho).await }
    });
    first.abort();
    assert!(first.await.unwrap_err().is_cancelled());
    stage.accounts.open();
    second.await.unwrap().unwrap();
    call(&zoho).await.unwrap();
    println!("caller cancelled: {} token request", stage.token_requests());
    assert_eq!(stage.token_requests(), 1);
}

#[tokio::test]
async fn a_call_does_not_wait_for_a_token_longer_than_it_has_time() {
    let stage = Stage::set().await;
    let zoho = stage.client().build().unwrap();
    stage.accounts.close();
    let options = CallOptions::new().total_timeout(Duration::from_millis(50));
    let error = call(&zoho.with_options(options)).await.unwrap_err();
    let Error::Auth { source, .. } = error else {
        panic!("{error}")
    };
    assert!(matches!(*source, AuthError::NotInTime), "{source}");
    stage.accounts.open();
    call(&zoho).await.unwrap();
    assert_eq!(stage.token_requests(), 1, "the request goes on");
}

#[tokio::test]
async fn a_token_is_renewed_ahead_of_its_end_while_calls_go_on_with_it() {
    let stage = Stage::set().await;
    let ahead = Duration::from_secs(600);
    let zoho = stage.client().refresh_ahead(ahead).build().unwrap();
    call(&zoho).await.unwrap();
    // Its first 50 minutes.
    stage.wait(TimeDelta::seconds(2999));
    call(&zoho).await.unwrap();
    assert_eq!(stage.token_requests(), 1);
    // Its last 10 minutes, while the accounts server does not answer.
    stage.wait(TimeDelta::seconds(1));
    stage.accounts.close();
    let during = 100;
    for _ in 0..during {
        call(&zoho).await.unwrap();
    }
    stage.accounts.until(2).await;
    assert_eq!(stage.token_requests(), 2);
    stage.accounts.open();
    // What follows is the new token, for the old one is dead by then.
    stage.wait(TimeDelta::seconds(595));
    call(&zoho).await.unwrap();
    stage.wait(TimeDelta::seconds(10));
    call(&zoho).await.unwrap();
    println!(
        "renewed ahead: {during} calls went on without waiting, {} token requests in all",
        stage.token_requests()
    );
    assert_eq!(stage.token_requests(), 2);
}

#[tokio::test]
async fn a_renewal_ahead_that_fails_is_tried_again_a_minute_later() {
    let stage = Stage::set().await;
    let zoho = stage.client().build().unwrap();
    call(&zoho).await.unwrap();
    // The last five minutes, while the accounts server is broken.
    stage.wait(TimeDelta::minutes(55));
    stage.accounts.break_down();
    for _ in 0..4 {
        for _ in 0..10 {
            call(&zoho).await.unwrap();
        }
        stage.accounts.until(2).await;
        stage.wait(TimeDelta::minutes(1));
    }
    let failed = stage.token_requests() - 1;
    assert!((1..=4).contains(&failed), "{failed} in four minutes");
    stage.accounts.open();
    call(&zoho).await.unwrap();
    stage.wait(TimeDelta::minutes(1));
    call(&zoho).await.unwrap();
    assert_eq!(stage.token_requests(), 1 + failed + 1);
    println!("accounts server broken: 40 calls went on, {failed} token requests failed");
}

#[tokio::test]
async fn clients_that_share_a_store_share_a_token() {
    let stage = Stage::set().await;
    let store = MemoryTokenStore::new();
    let mut clients = Vec::new();
    for product in zoho_time::Product::ALL {
        let client = stage.client().product(product).token_store(store.clone());
        clients.push(client.build().unwrap());
    }
    let outcomes = join_all(clients.iter().map(call)).await;
    assert!(outcomes.iter().all(Result::is_ok), "{outcomes:?}");
    assert_eq!(stage.token_requests(), 1);
}

#[tokio::test]
async fn a_runtime_that_ends_during_a_renewal_leaves_no_one_waiting() {
    let stage = Stage::set().await;
    let zoho = stage.client().build().unwrap();
    stage.accounts.close();
    let other = zoho.clone();
    let (begun, gone) = tokio::sync::oneshot::channel();
    std::thread::spawn(move || {
        let runtime = tokio::runtime::Runtime::new().unwrap();
        runtime.spawn(async move { call(&other).await });
        gone.blocking_recv().unwrap();
        runtime.shutdown_background();
    });
    stage.accounts.until(1).await;
    let waiting = tokio::spawn({
        let zoho = zoho.clone();
        async move { call(&zoho).await }
    });
    begun.send(()).unwrap();
    stage.accounts.until(2).await;
    stage.accounts.open();
    waiting.await.unwrap().unwrap();
}
