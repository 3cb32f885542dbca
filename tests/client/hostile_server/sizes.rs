//! Responses without an end, and such that are just too large.

use std::time::Duration;

use zoho_time::auth::AuthError;
use zoho_time::transport::TransportErrorKind;
use zoho_time::{CallOptions, Error, RetryPolicy};

use crate::hostile_server::calls::{DONE, Kind, assert_silent};
use crate::hostile_server::server::{Received, Reply, Server};
use zoho_time_tests::child;

const MIB: u64 = 1024 * 1024;

/// The limits by default, as documented.
const CALL_LIMIT: u64 = 32 * MIB;
const TOKEN_LIMIT: u64 = 64 * 1024;

/// How a response says, or does not say, where it ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Framing {
    Chunked,
    /// Chunks of 256 bytes, each of which costs a client more than that if it keeps them.
    Crumbs,
    UntilClosed,
    Announced,
}

const FRAMINGS: [Framing; 4] = [
    Framing::Chunked,
    Framing::Crumbs,
    Framing::UntilClosed,
    Framing::Announced,
];

fn endless(status: u16, framing: Framing) -> Reply {
    let header = match framing {
        Framing::Chunked | Framing::Crumbs => "transfer-encoding: chunked\r\n",
        Framing::UntilClosed => "connection: close\r\n",
        Framing::Announced => "content-length: 10737418240\r\n",
    };
    let head =
        format!("HTTP/1.1 {status} Status\r\ncontent-type: application/json\r\n{header}\r\n");
    let block = match framing {
        Framing::Chunked => format!("10000\r\n{}\r\n", "x".repeat(0x10000)),
        Framing::Crumbs => format!("100\r\n{}\r\n", "x".repeat(0x100)).repeat(0x100),
        Framing::UntilClosed | Framing::Announced => "x".repeat(0x10000),
    };
    Reply::Endless(head.into_bytes(), block.into_bytes())
}

/// The servers run here, and the client in a process of its own, whose memory is measured.
#[tokio::test(flavor = "multi_thread")]
async fn an_endless_body_ends_at_the_limit() {
    let mut cases = 0;
    let mut highest = 0;
    for framing in FRAMINGS {
        let kinds = [
            (Kind::Get, 200),
            (Kind::Token, 200),
            (Kind::Post, 201),
            (Kind::Get, 500),
        ];
        let kinds = match framing {
            Framing::Chunked => &kinds[..],
            _ => &kinds[..2],
        };
        for &(kind, status) in kinds {
            let server = Server::start(move |_| endless(status, framing)).await;
            let environment = [
                ("TEST_URL", &*server.url),
                ("TEST_KIND", if kind == Kind::Post { "post" } else { "get" }),
                ("TEST_TOKEN", if kind == Kind::Token { "1" } else { "" }),
            ];
            let printed = child::run("hostile_server::sizes::one_client", &environment).await;
            let peak: u64 = child::lines(&printed, "peak:")[0].parse().unwrap();
            assert!(peak < 64 * 1024, "{kind:?} {framing:?}: {peak} KiB");
            highest = highest.max(peak);
            // Sent once, and not read far beyond the limit.
            assert_eq!(server.received().len(), 1, "{kind:?} {framing:?}");
            let limit = match (framing, kind) {
                (Framing::Announced, _) => 0,
                (_, Kind::Token) => TOKEN_LIMIT,
                // Each chunk has a line before it and one after it.
                (Framing::Crumbs, _) => CALL_LIMIT / 256 * (256 + 7),
                _ => CALL_LIMIT,
            };
            // What the sockets of both sides hold.
            let sent = server.sent();
            assert!(
                sent <= limit + 16 * MIB,
                "{kind:?} {framing:?}: {sent} bytes sent"
            );
            cases += 1;
        }
    }
    println!(
        "sizes: {cases} endless bodies, up to {:.1} MiB of memory in the client's process",
        highest as f64 / 1024.0
    );
}

#[tokio::test]
#[ignore = "run by `an_endless_body_ends_at_the_limit` in a process whose memory is measured"]
async fn one_client() {
    if !child::is_child() {
        return;
    }
    let variable = |name: &str| std::env::var(name).unwrap();
    let kind = match (&*variable("TEST_TOKEN"), &*variable("TEST_KIND")) {
        ("1", _) => Kind::Token,
        (_, "post") => Kind::Post,
        _ => Kind::Get,
    };
    // As long as a slow machine needs, so that the limit is what ends it.
    let long = Duration::from_secs(600);
    let options = |options: CallOptions| options.attempt_timeout(long).total_timeout(long);
    let zoho = kind
        .client(&variable("TEST_URL"))
        .options(options)
        .build()
        .unwrap();
    let error = kind.send(&zoho).await.unwrap_err();
    let text = error.to_string();
    let limit = if kind == Kind::Token {
        assert!(
            matches!(&error, Error::Auth { source, .. } if matches!(**source, AuthError::Unusable { .. })),
            "{text}"
        );
        "65536 bytes (64 KiB)"
    } else {
        assert!(
            matches!(&error, Error::Transport { source, .. } if source.kind() == TransportErrorKind::TooLarge),
            "{text}"
        );
        "33554432 bytes (32 MiB)"
    };
    assert!(text.contains(limit), "{text}");
    assert_eq!(error.may_have_been_sent(), kind != Kind::Token, "{text}");
    println!("peak: {}", child::peak_of_memory().unwrap());
}

/// A response of `length` bytes that reports success.
fn sized(request: &Received, length: usize, is_chunked: bool) -> Reply {
    let is_post = request.line().starts_with("POST") && !request.is_for_a_token();
    let status = if is_post { 201 } else { 200 };
    let mut body = DONE.to_owned();
    body += &" ".repeat(length - body.len());
    let head = format!(
        "HTTP/1.1 {status} Status\r\ncontent-type: application/json\r\nconnection: close\r\n"
    );
    let text = if is_chunked {
        let (first, second) = body.split_at(length / 3);
        format!(
            "{head}transfer-encoding: chunked\r\n\r\n{:x}\r\n{first}\r\n{:x}\r\n{second}\r\n0\r\n\r\n",
            first.len(),
            second.len()
        )
    } else {
        format!("{head}content-length: {length}\r\n\r\n{body}")
    };
    Reply::Bytes(text.into_bytes())
}

#[tokio::test]
async fn a_body_may_be_as_large_as_the_limit_and_no_larger() {
    let (mut accepted, mut refused) = (0, 0);
    for limit in [1_000, 100_000, 3 * 1024 * 1024] {
        for is_chunked in [false, true] {
            for kind in Kind::API {
                for beyond in [0, 1] {
                    let script =
                        move |request: &Received| sized(request, limit + beyond, is_chunked);
                    let server = Server::start(script).await;
                    let options = |options: CallOptions| options.response_limit(limit);
                    let zoho = kind.client(&server.url).options(options).build().unwrap();
                    match kind.send(&zoho).await {
                        Ok(()) => {
                            assert_eq!(beyond, 0);
                            accepted += 1;
                        }
                        Err(error) => {
                            assert_eq!(beyond, 1, "{error}");
                            assert!(
                                error.to_string().contains(&format!("{limit} bytes")),
                                "{error}"
                            );
                            assert!(error.may_have_been_sent());
                            assert_silent(&error);
                            refused += 1;
                        }
                    }
                    assert_eq!(server.received().len(), 1);
                }
            }
        }
    }
    for beyond in [0, 1] {
        for is_chunked in [false, true] {
            let length = usize::try_from(TOKEN_LIMIT).unwrap() + beyond;
            let script = move |request: &Received| match request.is_for_a_token() {
                true => sized(request, length, is_chunked),
                false => sized(request, 1_000, is_chunked),
            };
            let server = Server::start(script).await;
            let zoho = Kind::Token.client(&server.url).build().unwrap();
            let outcome = Kind::Token.send(&zoho).await;
            assert_eq!(outcome.is_ok(), beyond == 0, "{outcome:?}");
            *(if beyond == 0 {
                &mut accepted
            } else {
                &mut refused
            }) += 1;
        }
    }
    println!("sizes: {accepted} bodies of the limit accepted, {refused} with a byte more refused");
}

/// Headers without an end, and responses that never get beyond a byte, end as well.
#[tokio::test]
async fn endless_heads_and_stalled_bodies_end() {
    let heads = [
        ("HTTP/1.1 200 OK\r\n", "x-header: value\r\n".repeat(1000)),
        ("HTTP/1.1 200 OK\r\nx-header: ", "x".repeat(0x10000)),
        ("", "x".repeat(0x10000)),
    ];
    let mut cases = 0;
    for (head, block) in heads {
        for kind in Kind::ALL {
            let (head, block) = (head.as_bytes().to_vec(), block.clone().into_bytes());
            let script = move |_: &Received| Reply::Endless(head.clone(), block.clone());
            let server = Server::start(script).await;
            let options = |options: CallOptions| options.retry(RetryPolicy::never());
            let zoho = kind.client(&server.url).options(options).build().unwrap();
            let error = kind.send(&zoho).await.unwrap_err();
            assert_silent(&error);
            assert!(server.sent() < 16 * MIB, "{} bytes sent", server.sent());
            cases += 1;
        }
    }
    let stalled = Server::start(|_| {
        let head = "HTTP/1.1 200 OK\r\ncontent-length: 9000\r\n\r\n{";
        Reply::Stall(head.as_bytes().to_vec())
    })
    .await;
    let options = |options: CallOptions| {
        options
            .retry(RetryPolicy::never())
            .attempt_timeout(Duration::from_millis(200))
    };
    let zoho = Kind::Get.client(&stalled.url).options(options).build();
    let error = Kind::Get.send(&zoho.unwrap()).await.unwrap_err();
    let Error::Transport { source, .. } = &error else {
        panic!("{error}");
    };
    assert_eq!(source.kind(), TransportErrorKind::TimedOut);
    cases += 1;
    println!("sizes: {cases} endless heads and stalled bodies ended");
}
