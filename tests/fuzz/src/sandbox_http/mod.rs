//! The HTTP surface of the sandbox: raw bytes through a real socket are answered with valid responses, or
//! the connection is closed; no answer is an internal error or violates the spec, and nothing panics.

mod request;
mod responses;

use std::cell::Cell;
use std::net::SocketAddr;
use std::sync::Once;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use chrono::DateTime;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;
use tokio::time::timeout;
use zoho_time_sandbox::{Clock, Sandbox};

use self::request::Requests;
use crate::support::block_on;

/// How long the sandbox may take. A busy machine needs some of it.
const PATIENCE: Duration = Duration::from_secs(10);

/// How long to wait for a response that may not come, or may have no end.
const GLANCE: Duration = Duration::from_millis(100);

/// Panics in threads that serve a sandbox. The runtime catches them, so they have to be counted.
static PANICS: AtomicUsize = AtomicUsize::new(0);

thread_local! {
    static SERVES: Cell<bool> = const { Cell::new(false) };
}

/// The data is what a client sends. `{host}`, `{token}` and `{organization}` in it stand for those of the
/// sandbox.
pub(crate) fn run(data: &[u8]) -> bool {
    static COUNTING: Once = Once::new();
    COUNTING.call_once(count_panics);
    let panics = PANICS.load(Ordering::SeqCst);
    SERVES.set(true);
    let answered = block_on(serve(data));
    SERVES.set(false);
    assert_eq!(
        PANICS.load(Ordering::SeqCst),
        panics,
        "the sandbox panicked"
    );
    answered
}

fn count_panics() {
    let before = std::panic::take_hook();
    std::panic::set_hook(Box::new(move |panic| {
        let thread = std::thread::current();
        let is_of_runtime = thread.name().is_some_and(|name| name.starts_with("tokio"));
        if SERVES.get() || is_of_runtime {
            PANICS.fetch_add(1, Ordering::SeqCst);
        }
        before(panic);
    }));
}

/// Starts a sandbox, sends it the data, and checks what it answers. Returns whether the first request was accepted.
async fn serve(data: &[u8]) -> bool {
    let noon = DateTime::from_timestamp(1_772_625_600, 0).expect("2026-03-04 12:00");
    let builder = Sandbox::builder().clock(Clock::frozen_at(noon)).seed(1);
    let sandbox = builder.start().await.expect("a sandbox");
    let sent = request::fill_in(data, &sandbox);
    let requests = Requests::parse(&sent);
    let received = exchange(sandbox.address(), &sent, &requests).await;
    let is_faulty = !sandbox.faults().list().is_empty();
    let first = responses::check(&requests.methods, &received, is_faulty);
    for exchange in sandbox.log().exchanges() {
        let wrong = exchange.response_violations();
        let operation = exchange.operation().unwrap_or_default();
        assert!(wrong.is_empty(), "{operation} against the spec: {wrong:?}");
    }
    sandbox.stop().await;
    let first = first.unwrap_or_else(|wrong| panic!("{wrong}"));
    first.is_some_and(|status| status < 400)
}

/// Sends everything and reads to the end. Closes its side only when no response is due: a
/// server may take it for the end of the connection.
async fn exchange(address: SocketAddr, sent: &[u8], requests: &Requests) -> Vec<u8> {
    let mut connection = TcpStream::connect(address).await.expect("a connection");
    let (mut reading, mut writing) = connection.split();
    // The sandbox may close the connection before it has read everything.
    let write = async {
        let _ = writing.write_all(sent).await;
        writing
    };
    let read = async {
        let mut received = Vec::new();
        let time = if requests.are_certain {
            PATIENCE
        } else {
            GLANCE
        };
        let all = async {
            while responses::complete(&requests.methods, &received) < requests.methods.len() {
                if reading.read_buf(&mut received).await.unwrap_or(0) == 0 {
                    return;
                }
            }
        };
        let in_time = timeout(time, all).await.is_ok();
        assert!(
            in_time || !requests.are_certain,
            "neither a response nor the end of the connection"
        );
        received
    };
    let (mut writing, mut received) = tokio::join!(write, read);
    let _ = writing.shutdown().await;
    let rest = async { while reading.read_buf(&mut received).await.unwrap_or(0) > 0 {} };
    let time = if requests.may_go_on { GLANCE } else { PATIENCE };
    let in_time = timeout(time, rest).await.is_ok();
    assert!(
        in_time || requests.may_go_on,
        "the connection was not closed"
    );
    received
}
