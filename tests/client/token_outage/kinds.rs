//! Error messages by cause.

use std::time::Duration;

use tokio::net::TcpListener;
use tokio::time::{Instant, sleep};
use zoho_time::auth::{AuthError, MemoryTokenStore};
use zoho_time::{CallOptions, Error, RetryPolicy};

use crate::token_outage::server::{Fault, Server, call, client};

fn kind(error: &Error) -> String {
    let Error::Auth { source, .. } = error else {
        panic!("{error}")
    };
    match &**source {
        AuthError::Refused { error, .. } => format!("refused ({error})"),
        AuthError::Throttled { .. } => "throttled".to_owned(),
        AuthError::Unavailable { status, .. } => format!("unavailable ({status})"),
        AuthError::Unreadable { status, .. } => format!("unreadable ({status})"),
        AuthError::Unreachable { sent: false, .. } => "offline".to_owned(),
        other => panic!("{other}"),
    }
}

const SECONDS: fn(f64) -> Option<Duration> = |seconds| Some(Duration::from_secs_f64(seconds));

#[tokio::test(start_paused = true)]
async fn failures_are_distinguished() {
    let later = |status, wait| Fault {
        retry_after: Some(wait),
        ..Fault::new(status, "")
    };
    // The response, the kind of the error, and the bounds of the time after which to ask again.
    let cases = [
        (
            Fault::new(200, r#"{"error":"invalid_code"}"#),
            "refused (invalid_code)",
            None,
        ),
        (
            Fault::new(401, r#"{"error":"invalid_client"}"#),
            "refused (invalid_client)",
            None,
        ),
        (Fault::new(401, "<html>"), "refused (HTTP 401)", None),
        (
            Fault::new(400, r#"{"error":"Access Denied"}"#),
            "throttled",
            Some((600.0, 600.0)),
        ),
        (Fault::new(429, ""), "throttled", Some((600.0, 600.0))),
        (later(429, "30"), "throttled", Some((30.0, 30.0))),
        (later(429, "3155760000"), "throttled", Some((600.0, 600.0))),
        (Fault::new(500, ""), "unavailable (500)", Some((0.5, 1.0))),
        (
            Fault::new(503, "<html>"),
            "unavailable (503)",
            Some((0.5, 1.0)),
        ),
        (later(503, "7.5"), "unavailable (503)", Some((7.5, 7.5))),
        (
            later(503, "5000"),
            "unavailable (503)",
            Some((600.0, 600.0)),
        ),
        (Fault::new(404, ""), "unreadable (404)", Some((0.5, 1.0))),
        (Fault::new(200, "{}"), "unreadable (200)", Some((0.5, 1.0))),
    ];
    let once = |options: CallOptions| options.retry(RetryPolicy::never());
    let mut shown = Vec::new();
    for (fault, expected, bounds) in cases {
        let server = Server::failing(fault, Duration::from_secs(3600)).await;
        let zoho = server.client(MemoryTokenStore::new()).options(once);
        let zoho = zoho.build().unwrap();
        let error = call(&zoho).await.unwrap_err();
        let message = kind(&error);
        assert_eq!(message, expected, "{fault:?}");
        assert!(!error.may_have_been_sent());
        // The clock may have moved a little between the failure and the call's end.
        let slack = Duration::from_millis(100);
        match (error.retry_after(), bounds) {
            (None, None) => {}
            (Some(wait), Some((least, most))) => assert!(
                wait + slack >= SECONDS(least).unwrap() && wait <= SECONDS(most).unwrap(),
                "{fault:?}: {wait:?}"
            ),
            other => panic!("{fault:?}: {other:?}"),
        }
        // Asking again at once sends nothing and says the same, but for the time that is left.
        let again = call(&zoho).await.unwrap_err();
        assert_eq!(
            (kind(&again), server.requests().len()),
            (message.clone(), 1)
        );
        shown.push(message);
    }
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let closed = format!("http://{}", listener.local_addr().unwrap());
    drop(listener);
    let zoho = client(&closed, Instant::now()).options(once);
    let zoho = zoho.build().unwrap();
    let error = call(&zoho).await.unwrap_err();
    assert_eq!(kind(&error), "offline");
    assert!(error.retry_after().is_some());
    shown.push(kind(&error));
    println!("{} failures: {}", shown.len(), shown.join(", "));
}

#[tokio::test(start_paused = true)]
async fn a_call_that_may_not_wait_fails_at_once_and_later_ones_ask_again() {
    let fault = Fault::new(503, "");
    let server = Server::failing(fault, Duration::from_secs(1)).await;
    let client = server.client(MemoryTokenStore::new());
    let zoho = client.build().unwrap();
    let brief = |options: CallOptions| options.total_timeout(Duration::from_millis(400));
    let error = call(&zoho.with(brief)).await.unwrap_err();
    assert!(server.passed() < Duration::from_millis(400));
    sleep(error.retry_after().unwrap()).await;
    call(&zoho).await.unwrap();
    assert!(server.requests().len() <= 3);
}
