//! Faults below HTTP, seen byte by byte.

use std::time::Duration;

use axum::Router;
use axum::body::Body;
use axum::extract::{FromRequestParts, Request};
use axum::response::Response;
use tokio::io::AsyncReadExt;
use tokio::time::timeout;

use crate::faults::LISTING;
use crate::faults::server::{BODY, End, Server, get, listen};
use zoho_time_sandbox::faults::connection::{NoConnection, ResetHandle};
use zoho_time_sandbox::faults::{Action, Faults, Rule};

#[tokio::test]
async fn reset_before_headers_does_nothing_and_sends_nothing() {
    let server = Server::with(r#"{"type": "reset_before_headers"}"#).await;
    let answer = server.answer().await;
    assert_eq!((&*answer.head, answer.end), ("", End::Reset));
    assert_eq!((server.committed(), server.marked()), (0, 1));
}

#[tokio::test]
async fn commit_then_reset_commits_and_sends_nothing() {
    let server = Server::with(r#"{"type": "commit_then_reset"}"#).await;
    for nth in 1..=20 {
        let answer = server.answer().await;
        assert_eq!((&*answer.head, answer.end), ("", End::Reset));
        assert_eq!((server.committed(), server.marked()), (nth, nth));
    }
}

#[tokio::test]
async fn a_handler_can_end_its_connection_whatever_it_answers() {
    for (end, expected) in [
        (ResetHandle::reset as fn(&ResetHandle), End::Reset),
        (ResetHandle::close, End::Closed),
    ] {
        let handler = async move |connection: ResetHandle| {
            end(&connection);
            BODY
        };
        let address = listen(Router::new().fallback(handler)).await;
        let answer = get(address).await;
        assert_eq!((&*answer.head, answer.end), ("", expected));
    }
}

#[tokio::test]
async fn an_answer_to_a_big_request_arrives_though_no_handler_reads_it() {
    let server = Server::with(r#"{"type": "html", "status": 502}"#).await;
    // A client that reads nothing before it has sent everything.
    let mut tcp = server.post_of(4 << 20).await;
    let mut begins = [0; 12];
    tcp.read_exact(&mut begins).await.unwrap();
    assert_eq!(&begins, b"HTTP/1.1 502");
    assert_eq!(server.committed(), 0);
}

#[tokio::test]
async fn an_http_client_sees_a_reset_as_an_error() {
    let server = Server::with(r#"{"type": "commit_then_reset"}"#).await;
    let error = reqwest::get(server.url()).await.unwrap_err();
    let mut cause: &dyn std::error::Error = &error;
    while let Some(deeper) = cause.source() {
        cause = deeper;
    }
    let cause: &std::io::Error = cause.downcast_ref().unwrap();
    assert_eq!(cause.kind(), std::io::ErrorKind::ConnectionReset);
}

/// Bytes asked for, bytes that come, and the length that is promised.
const BEGINNINGS: [(usize, usize, usize); 5] = [
    (0, 0, BODY.len()),
    (1, 1, BODY.len()),
    (BODY.len() - 1, BODY.len() - 1, BODY.len()),
    (BODY.len(), BODY.len(), BODY.len() + 1),
    (1_000_000, BODY.len(), BODY.len() + 1),
];

#[tokio::test]
async fn reset_after_headers_sends_exactly_that_many_bytes() {
    for (bytes, come, promised) in BEGINNINGS {
        let server = Server::with(&format!(
            r#"{{"type": "reset_after_headers", "bytes": {bytes}}}"#
        ))
        .await;
        let answer = server.answer().await;
        assert!(answer.head.starts_with("HTTP/1.1 200 OK"), "{answer:?}");
        assert_eq!(answer.promised(), promised);
        assert_eq!(
            (answer.body.as_str(), answer.end),
            (&BODY[..come], End::Reset)
        );
        assert_eq!((server.committed(), server.marked()), (1, 1));
    }
}

#[tokio::test]
async fn truncate_sends_exactly_that_many_bytes_and_closes() {
    for (bytes, come, promised) in BEGINNINGS {
        let server = Server::with(&format!(r#"{{"type": "truncate", "bytes": {bytes}}}"#)).await;
        let answer = server.answer().await;
        assert!(answer.head.starts_with("HTTP/1.1 200 OK"), "{answer:?}");
        assert_eq!(answer.promised(), promised);
        assert_eq!(
            (answer.body.as_str(), answer.end),
            (&BODY[..come], End::Closed)
        );
        assert_eq!((server.committed(), server.marked()), (1, 1));
    }
}

#[tokio::test]
async fn an_http_client_does_not_take_a_truncated_body_for_whole() {
    for bytes in [0, 10, BODY.len()] {
        let server = Server::with(&format!(r#"{{"type": "truncate", "bytes": {bytes}}}"#)).await;
        let response = reqwest::get(server.url()).await.unwrap();
        assert!(response.bytes().await.is_err());
    }
}

#[tokio::test]
async fn stall_before_closes_in_the_end_without_an_answer() {
    let server = Server::with(r#"{"type": "stall_before", "ms": 30}"#).await;
    let before = std::time::Instant::now();
    let answer = server.answer().await;
    assert!(before.elapsed().as_millis() >= 30);
    assert_eq!((&*answer.head, answer.end), ("", End::Closed));
    assert_eq!((server.committed(), server.marked()), (0, 1));
}

#[tokio::test]
async fn stall_before_lasts_until_the_client_gives_up_and_no_longer() {
    let server = Server::with(r#"{"type": "stall_before"}"#).await;
    for length in [0, 2, 4 << 20] {
        let mut tcp = server.post_of(length).await;
        let mut byte = [0];
        timeout(Duration::from_millis(50), tcp.read(&mut byte))
            .await
            .unwrap_err();
        drop(tcp);
        timeout(Duration::from_secs(10), server.idle())
            .await
            .unwrap();
    }
    assert_eq!((server.committed(), server.marked()), (0, 0));
}

#[tokio::test]
async fn stall_body_sends_the_beginning_and_then_nothing() {
    let server = Server::with(r#"{"type": "stall_body", "after_bytes": 5}"#).await;
    let mut tcp = server.post().await;
    let mut bytes = Vec::new();
    let silent = timeout(Duration::from_millis(80), tcp.read_to_end(&mut bytes)).await;
    silent.unwrap_err();
    let text = String::from_utf8(bytes).unwrap();
    let (head, body) = text.split_once("\r\n\r\n").unwrap();
    assert!(
        head.contains(&format!("content-length: {}", BODY.len())),
        "{head}"
    );
    assert_eq!(body, &BODY[..5]);
    assert_eq!((server.committed(), server.marked()), (1, 1));
}

#[tokio::test]
async fn stall_body_closes_in_the_end() {
    let server = Server::with(r#"{"type": "stall_body", "after_bytes": 5, "ms": 30}"#).await;
    let answer = server.answer().await;
    assert_eq!(
        (answer.body.as_str(), answer.end),
        (&BODY[..5], End::Closed)
    );
}

#[tokio::test]
async fn slow_drip_sends_all_of_it_in_small_parts() {
    let server = Server::with(r#"{"type": "slow_drip", "bytes": 50, "every_ms": 10}"#).await;
    let mut response = reqwest::get(server.url()).await.unwrap();
    let mut parts = Vec::new();
    while let Some(part) = response.chunk().await.unwrap() {
        parts.push(String::from_utf8(part.to_vec()).unwrap());
    }
    assert!(parts.len() > 1, "{parts:?}");
    assert_eq!(parts.concat(), BODY);
    assert_eq!((server.committed(), server.marked()), (1, 1));
}

#[tokio::test]
async fn the_next_connection_is_as_good_as_new() {
    let server = Server::start().await;
    server.arm(r#"{"times": 1, "action": {"type": "reset_before_headers"}}"#);
    let client = reqwest::Client::builder()
        .retry(reqwest::retry::never())
        .build()
        .unwrap();
    client.get(server.url()).send().await.unwrap_err();
    let response = client.get(server.url()).send().await.unwrap();
    assert_eq!(response.text().await.unwrap(), BODY);
}

#[tokio::test]
async fn answers_on_the_same_connection_before_a_reset_arrive_whole() {
    let server = Server::start().await;
    server.arm(r#"{"after": 3, "action": {"type": "commit_then_reset"}}"#);
    let client = reqwest::Client::builder()
        .retry(reqwest::retry::never())
        .pool_max_idle_per_host(1)
        .build()
        .unwrap();
    for _ in 0..3 {
        let response = client.get(server.url()).send().await.unwrap();
        assert_eq!(response.text().await.unwrap(), BODY);
    }
    client.get(server.url()).send().await.unwrap_err();
    assert_eq!(server.committed(), 4);
}

#[tokio::test]
async fn big_beginnings_arrive_before_the_reset() {
    // More than a socket takes at once, so that the client has to read while it is sent.
    let size = 8 << 20;
    let faults = Faults::new();
    let action = Action::ResetAfterHeaders { bytes: size - 1 };
    faults.arm(Rule::new(action)).unwrap();
    let injection = faults.next(LISTING).unwrap();
    let serve = async move |connection: ResetHandle, request: Request| {
        let big = async |_| Response::new(Body::from(vec![b'x'; size]));
        injection.around(request, &connection, big).await
    };
    let address = listen(Router::new().fallback(serve)).await;
    let answer = get(address).await;
    assert_eq!((answer.body.len(), answer.end), (size - 1, End::Reset));
}

#[tokio::test]
async fn a_handle_is_taken_from_the_extensions_too() {
    let (mut parts, _) = Request::<Body>::default().into_parts();
    let missing = ResetHandle::from_request_parts(&mut parts, &()).await;
    assert_eq!(missing.unwrap_err(), NoConnection);
    parts.extensions.insert(ResetHandle::default());
    ResetHandle::from_request_parts(&mut parts, &())
        .await
        .unwrap();
}
