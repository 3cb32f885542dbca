//! The wait between token requests while they fail, shared by all that have the token store.

use std::time::Duration;

use futures::future::join_all;
use tokio::net::TcpListener;
use tokio::time::{Instant, sleep, sleep_until};
use zoho_time::auth::{AuthError, FileTokenStore, MemoryTokenStore};
use zoho_time::{CallOptions, Client, Error, RetryPolicy};

use crate::token_outage::server::{Fault, Server, call, client};

const CALLERS: usize = 20;
const SECOND: Duration = Duration::from_secs(1);

fn unavailable() -> Fault {
    Fault::new(503, "<html>Service Unavailable</html>")
}

/// One call of each client, all at once; when the last one ended.
async fn all_served(server: &Server, clients: &[Client]) -> Duration {
    let outcomes = join_all(clients.iter().map(call)).await;
    for outcome in outcomes {
        outcome.unwrap();
    }
    server.passed()
}

/// Options of calls that wait for the end of a long outage.
fn patient(options: CallOptions) -> CallOptions {
    let policy = RetryPolicy::default().attempts(20);
    options.retry(policy.longest_wait(SECOND * 60))
}

/// Clients that share tokens: clones of one, or clients of their own on a store in memory or in a file.
fn sharing(server: &Server, how: &str, folder: &std::path::Path) -> Vec<Client> {
    let memory = MemoryTokenStore::new();
    let one = server.client(memory.clone()).build().unwrap();
    let next = |_| match how {
        "patient clients on one store" => {
            let client = server.client(memory.clone()).options(patient);
            client.build().unwrap()
        }
        "clones of one client" => one.clone(),
        "clients on one store" => server.client(memory.clone()).build().unwrap(),
        _ => {
            let file = FileTokenStore::new(folder.join("tokens.json"));
            server.client(file).build().unwrap()
        }
    };
    (0..CALLERS).map(next).collect()
}

#[tokio::test(start_paused = true)]
async fn a_second_of_failures_costs_three_requests_and_a_few_seconds() {
    for how in [
        "clones of one client",
        "clients on one store",
        "clients on one file",
    ] {
        let folder = tempfile::tempdir().unwrap();
        let server = Server::failing(unavailable(), SECOND).await;
        let clients = sharing(&server, how, folder.path());
        let served = all_served(&server, &clients).await;
        let requests = server.requests();
        println!(
            "1 s of HTTP 503, {CALLERS} {how}: {} token requests at {requests:.2?}, all served {:.2?} after \
             recovery",
            requests.len(),
            served.saturating_sub(SECOND)
        );
        assert!((2..=3).contains(&requests.len()), "{requests:?}");
        assert!(served <= SECOND * 11, "{served:?}");
    }
}

#[tokio::test(start_paused = true)]
async fn patient_calls_wait_for_the_end_of_an_outage() {
    // Seven requests reach beyond it, however short their waits.
    let span = SECOND * 30;
    let server = Server::failing(unavailable(), span).await;
    let clients = sharing(
        &server,
        "patient clients on one store",
        std::path::Path::new(""),
    );
    let served = all_served(&server, &clients).await;
    let requests = server.requests();
    println!(
        "30 s of HTTP 503: {} token requests at {requests:.1?}, all served {:.1?} after recovery",
        requests.len(),
        served.saturating_sub(span)
    );
    assert!(requests.len() <= 8, "{requests:?}");
    // Each wait is between half and all of 1, 2, 4 … s.
    for (number, pair) in requests.windows(2).enumerate() {
        let wait = pair[1] - pair[0];
        let longest = SECOND * 2_u32.pow(number.try_into().unwrap());
        let slack = Duration::from_millis(500);
        assert!(
            wait >= longest / 2 && wait <= longest + slack,
            "{number}: {wait:?}"
        );
    }
    // A wait of up to 32 s may have started just before.
    assert!(served <= span + SECOND * 33, "{served:?}");
}

#[tokio::test(start_paused = true)]
async fn a_call_meets_three_failures_by_default() {
    let server = Server::failing(unavailable(), SECOND * 600).await;
    let zoho = server.client(MemoryTokenStore::new()).build().unwrap();
    let error = call(&zoho).await.unwrap_err();
    let (requests, passed) = (server.requests().len(), server.passed());
    println!("HTTP 503 without end: {requests} token requests, the error after {passed:.1?}");
    assert!(
        error.retry_after().is_some_and(|wait| wait <= SECOND * 4),
        "{error}"
    );
    assert_eq!(requests, 3);
    assert!(passed <= SECOND * 4, "{passed:?}");
}

#[tokio::test(start_paused = true)]
async fn two_of_ten_requests_stay_in_reserve() {
    let ten_minutes = SECOND * 600;
    let server = Server::failing(unavailable(), ten_minutes).await;
    let brief = |options: CallOptions| options.retry(RetryPolicy::never());
    let zoho = server.client(MemoryTokenStore::new()).options(brief);
    let zoho = zoho.build().unwrap();
    let mut calls = 0;
    while server.passed() < ten_minutes {
        let error = call(&zoho).await.unwrap_err();
        let wait = error.retry_after().expect("when to come back");
        assert!(wait <= ten_minutes, "{error}");
        calls += 1;
        sleep(SECOND).await;
    }
    let requests = server.requests();
    println!(
        "10 minutes of HTTP 503 and {calls} calls: {} token requests at {requests:.0?}",
        requests.len()
    );
    assert_eq!(requests.len(), 8);
    let longest = requests.windows(2).map(|pair| pair[1] - pair[0]).max();
    assert!(longest <= Some(SECOND * 300), "{longest:?}");
    // What the last error says is true.
    let wait = call(&zoho)
        .await
        .err()
        .and_then(|error| error.retry_after());
    sleep(wait.unwrap_or_default()).await;
    call(&zoho).await.unwrap();
}

#[tokio::test(start_paused = true)]
async fn other_clients_of_the_store_get_the_same_error_and_send_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let server = Server::failing(unavailable(), SECOND * 60).await;
    let file = folder.path().join("tokens.json");
    let client = || {
        let options = |options: CallOptions| options.retry(RetryPolicy::never());
        let client = server.client(FileTokenStore::new(&file)).options(options);
        client.build().unwrap()
    };
    let mut shared = 0;
    for process in 0..10 {
        let Error::Auth { source, .. } = call(&client()).await.unwrap_err() else {
            panic!("another error")
        };
        let AuthError::Unavailable { status, wait, .. } = *source else {
            panic!("{source}")
        };
        assert_eq!(status, 503);
        assert!(wait <= SECOND && !wait.is_zero(), "{process}: {wait:?}");
        shared += 1;
    }
    println!(
        "{shared} clients on one file during the back-off: {} token request",
        server.requests().len()
    );
    assert_eq!(server.requests().len(), 1);
}

#[tokio::test(start_paused = true)]
async fn the_server_can_ask_for_a_longer_wait() {
    let fault = Fault {
        retry_after: Some("17"),
        ..unavailable()
    };
    let server = Server::failing(fault, SECOND).await;
    let zoho = server.client(MemoryTokenStore::new()).build().unwrap();
    call(&zoho).await.unwrap();
    let requests = server.requests();
    println!("HTTP 503 with `Retry-After: 17`: token requests at {requests:.1?}");
    assert_eq!(requests.len(), 2);
    assert!(requests[1] >= SECOND * 17, "{requests:?}");
}

#[tokio::test(start_paused = true)]
async fn a_machine_that_comes_online_is_served() {
    // A port that the system does not assign.
    let mut ports = 30_000..32_000;
    let (mut free, mut port) = (None, 0);
    while free.is_none() {
        port = ports.next().expect("a free port");
        free = TcpListener::bind(("127.0.0.1", port)).await.ok();
    }
    drop(free);
    let begin = Instant::now();
    let zoho = client(&format!("http://127.0.0.1:{port}"), begin);
    let zoho = zoho.options(patient).build().unwrap();
    let online = begin + SECOND * 10;
    let (outcome, server) = tokio::join!(call(&zoho), async {
        sleep_until(online).await;
        let listener = TcpListener::bind(("127.0.0.1", port)).await.unwrap();
        Server::on(listener, unavailable(), Duration::ZERO)
    });
    outcome.unwrap();
    println!(
        "10 s offline: served {:.1?} after, with {} token request",
        server.passed(),
        server.requests().len()
    );
    assert_eq!(server.requests().len(), 1);
    // A wait of up to 16 s may have started just before.
    assert!(server.passed() <= SECOND * 17, "{:?}", server.passed());
}
