//! Ten token requests in ten minutes, and what the accounts server says instead of a token.

use std::time::Duration;

use axum::Router;
use axum::http::StatusCode;
use serde_json::Value;
use tokio::net::TcpListener;
use zoho_time::auth::{
    AuthError, ExposeSecret, FileTokenStore, MemoryTokenStore, TokenKey, TokenStore,
};
use zoho_time::chrono::TimeDelta;
use zoho_time::{Error, RetryPolicy};
use zoho_time_tests::local::serve;
use zoho_time_tests::token_gate::TokenGate;

use crate::token_refresh::fixture::{Fixture, call};

fn auth_error(error: Error) -> AuthError {
    match error {
        Error::Auth { source, .. } => *source,
        error => panic!("{error}"),
    }
}

/// A server that gives every request the same answer.
async fn server(status: u16, body: &'static str) -> TokenGate {
    let status = StatusCode::from_u16(status).unwrap();
    let app = Router::new().fallback(async move || (status, body));
    let (url, _) = serve(app).await;
    TokenGate::start(&url).await
}

/// The name under which a client keeps its tokens that is signed in as the demo is.
fn key(fixture: &Fixture, accounts_url: &str) -> TokenKey {
    let demo = fixture.sandbox.demo();
    TokenKey::of_refresh_token(
        accounts_url,
        &demo.client_id,
        &demo.refresh_token.clone().into(),
    )
}

/// Ends the access token that is in a store, behind the backs of those who use it.
async fn end_token(fixture: &Fixture, store: &dyn TokenStore) {
    let record = store.load(&key(fixture, fixture.accounts.url())).await;
    let record = record.unwrap().unwrap().to_json();
    let record: Value = serde_json::from_str(record.expose_secret()).unwrap();
    let url = format!("{}/oauth/v2/token/revoke", fixture.sandbox.accounts_url());
    let form = [("token", record["access"]["token"].as_str().unwrap())];
    let answer = reqwest::Client::new().post(url).form(&form).send().await;
    let answer: Value = answer.unwrap().json().await.unwrap();
    assert_eq!(answer["status"], "success", "{answer}");
}

#[tokio::test]
async fn a_store_asks_ten_times_in_ten_minutes() {
    let fixture = Fixture::set().await;
    let folder = tempfile::tempdir().unwrap();
    let store = || FileTokenStore::new(folder.path().join("tokens.json"));
    let begin = fixture.sandbox.clock().now();
    // A program that is started again and again, whose tokens are ended every time.
    for number in 1..=10 {
        let zoho = fixture.client().token_store(store()).build().unwrap();
        call(&zoho).await.unwrap();
        assert_eq!(fixture.token_requests(), number);
        end_token(&fixture, &store()).await;
        fixture.wait(TimeDelta::seconds(30));
    }
    for second in [300, 599] {
        fixture.wait(begin + TimeDelta::seconds(second) - fixture.sandbox.clock().now());
        let zoho = fixture.client().token_store(store()).build().unwrap();
        let error = call(&zoho).await.unwrap_err();
        let left = Duration::from_secs(600 - second.unsigned_abs());
        assert_eq!(error.retry_after(), Some(left), "{error}");
        let AuthError::LimitReached { retry_at, .. } = auth_error(error) else {
            panic!("another error")
        };
        assert_eq!(retry_at, begin + TimeDelta::minutes(10));
        assert_eq!(fixture.token_requests(), 10, "nothing was asked");
    }
    fixture.wait(TimeDelta::seconds(1));
    let zoho = fixture.client().token_store(store()).build().unwrap();
    call(&zoho).await.unwrap();
    println!("limit: 10 token requests in 10 minutes, the 11th when it may be, none refused");
    assert_eq!(fixture.token_requests(), 11);
}

#[tokio::test]
async fn at_the_limit_a_token_that_was_refused_for_one_thing_serves_for_others() {
    let fixture = Fixture::set().await;
    let store = MemoryTokenStore::new();
    let zoho = fixture.client().token_store(store.clone()).build().unwrap();
    for _ in 0..10 {
        call(&zoho).await.unwrap();
        end_token(&fixture, &store).await;
    }
    assert_eq!(fixture.token_requests(), 10);
    // The service refuses it; the next caller tries again, because the cause may be a scope.
    for _ in 0..3 {
        let before = fixture.sandbox.log().last();
        assert!(matches!(
            auth_error(call(&zoho).await.unwrap_err()),
            AuthError::LimitReached { .. }
        ));
        assert_eq!(fixture.sandbox.log().last() - before, 1);
    }
    assert_eq!(fixture.token_requests(), 10);
}

#[tokio::test]
async fn throttling_by_the_accounts_server_says_when_to_come_back() {
    let fixture = Fixture::set().await;
    let throttled = server(400, r#"{"error":"Access Denied","status":"failure"}"#).await;
    let store = MemoryTokenStore::new();
    let client = || {
        let client = fixture.client().accounts_url(throttled.url());
        client.token_store(store.clone()).build().unwrap()
    };
    let zoho = client();
    let error = call(&zoho).await.unwrap_err();
    assert_eq!(error.retry_after(), Some(Duration::from_secs(600)));
    let AuthError::Throttled { retry_at, .. } = auth_error(error) else {
        panic!("another error")
    };
    let now = fixture.sandbox.clock().now();
    assert_eq!(retry_at, now + TimeDelta::minutes(10));
    fixture.wait(TimeDelta::seconds(599));
    call(&zoho).await.unwrap_err();
    // Others who have the store leave the server alone as well.
    let AuthError::LimitReached { wait, .. } = auth_error(call(&client()).await.unwrap_err())
    else {
        panic!("another error")
    };
    assert_eq!((wait.as_secs(), throttled.counted()), (1, 1));
    fixture.wait(TimeDelta::seconds(1));
    call(&zoho).await.unwrap_err();
    assert_eq!(throttled.counted(), 2);
}

#[tokio::test]
async fn what_comes_instead_of_a_token_is_an_error_of_its_kind() {
    // The response, and what the error says. Three calls make one token request each time: the back-off
    // lasts, because the clock does not move.
    let cases = [
        (
            200,
            r#"{"error":"invalid_code"}"#,
            "refused: invalid_code (the refresh",
        ),
        (
            200,
            r#"{"error":"invalid_client"}"#,
            "registered in another data center",
        ),
        (
            200,
            r#"{"error":"Access Denied"}"#,
            "too many token requests",
        ),
        (
            400,
            r#"{"error":"Access Denied"}"#,
            "too many token requests",
        ),
        (
            400,
            r#"{"error":"invalid_request"}"#,
            "refused: invalid_request",
        ),
        (200, "{}", "HTTP 200 without a token"),
        (200, "<html>Maintenance</html>", "HTTP 200 without a token"),
        (404, "", "HTTP 404 without a token"),
        (502, "<html>Bad gateway</html>", "HTTP 502 without a token"),
        (503, "", "HTTP 503 without a token"),
    ];
    for (status, body, expected) in cases {
        let fixture = Fixture::set().await;
        let broken = server(status, body).await;
        let zoho = fixture
            .client()
            .accounts_url(broken.url())
            .options(|options| options.retry(RetryPolicy::never()))
            .build()
            .unwrap();
        for _ in 0..3 {
            let error = call(&zoho).await.unwrap_err();
            assert!(matches!(error, Error::Auth { .. }), "{error}");
            assert!(!error.may_have_been_sent());
            assert!(error.to_string().contains(expected), "{error}");
        }
        assert_eq!(broken.counted(), 1, "{status} {body}");
    }
    println!(
        "token endpoint: {} answers without a token, each an error of its kind",
        cases.len()
    );
}

#[tokio::test]
async fn a_refusal_is_not_repeated_for_a_minute() {
    let fixture = Fixture::set().await;
    let refusing = server(200, r#"{"error":"invalid_code"}"#).await;
    let zoho = fixture
        .client()
        .accounts_url(refusing.url())
        .build()
        .unwrap();
    for _ in 0..50 {
        call(&zoho).await.unwrap_err();
    }
    assert_eq!(refusing.counted(), 1);
    fixture.wait(TimeDelta::seconds(60));
    call(&zoho).await.unwrap_err();
    assert_eq!(refusing.counted(), 2);
}

#[tokio::test]
async fn what_was_not_sent_does_not_count() {
    let fixture = Fixture::set().await;
    let store = MemoryTokenStore::new();
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let closed = format!("http://{}", listener.local_addr().unwrap());
    drop(listener);
    let zoho = fixture
        .client()
        .accounts_url(&*closed)
        .token_store(store.clone())
        .options(|options| options.retry(RetryPolicy::never()))
        .build()
        .unwrap();
    for _ in 0..12 {
        let error = auth_error(call(&zoho).await.unwrap_err());
        assert!(
            matches!(error, AuthError::Unreachable { sent: false, .. }),
            "{error}"
        );
    }
    let record = store.load(&key(&fixture, &closed)).await.unwrap().unwrap();
    assert!(record.requests().is_empty(), "{record:?}");
}
