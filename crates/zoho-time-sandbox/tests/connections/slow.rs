//! Requests that do not arrive in time.

use std::time::Duration;

use tokio::io::AsyncWriteExt as _;
use tokio::net::TcpStream;
use tokio::time::{sleep, timeout};
use zoho_time_sandbox::Sandbox;

use super::{HALF, SOON, open, response, rest};

/// A sandbox that waits this long for heads and bodies.
async fn sandbox(head: u64, body: u64) -> Sandbox {
    let (head, body) = (Duration::from_millis(head), Duration::from_millis(body));
    let builder = Sandbox::builder().request_timeouts(head, body);
    builder.start().await.unwrap()
}

const LONG: u64 = 60_000;

#[tokio::test]
async fn half_a_head_is_not_waited_for() {
    let sandbox = sandbox(100, LONG).await;
    for sent in ["", "G", HALF] {
        let mut stream = open(sandbox.address(), sent).await;
        assert_eq!(rest(&mut stream).await, "", "{sent:?}");
    }
    // A client that sends a byte now and then is not faster.
    let mut stream = open(sandbox.address(), HALF).await;
    let dripping = async {
        while stream.write_all(b"A").await.is_ok() {
            sleep(Duration::from_millis(20)).await;
        }
    };
    timeout(SOON, dripping).await.unwrap();
}

#[tokio::test]
async fn half_a_body_is_answered_with_408() {
    let sandbox = sandbox(LONG, 100).await;
    let token = &sandbox.demo().access_token;
    for path in [
        "/books/v3/projects",
        "/books/v3/nothing",
        "/oauth/v2/token",
        "/oauth/v2/auth",
        "/_sandbox/customers",
        "/_sandbox/faults",
    ] {
        let head = format!(
            "POST {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: Zoho-oauthtoken {token}\r\n\
             Content-Type: application/json\r\nContent-Length: 100\r\n\r\n{{"
        );
        let mut stream = open(sandbox.address(), &head).await;
        let answer = rest(&mut stream).await;
        assert!(answer.starts_with("HTTP/1.1 408"), "{path}: {answer}");
        assert!(answer.contains("0.1 seconds"), "{path}: {answer}");
    }
    let logged = sandbox.log().exchanges();
    assert_eq!(logged.len(), 4);
    assert!(logged.iter().all(|exchange| exchange.status() == Some(408)));
}

#[tokio::test]
async fn a_body_that_drips_is_not_faster() {
    let sandbox = sandbox(LONG, 150).await;
    let head = "POST /oauth/v2/token HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 100000\r\n\r\n";
    let mut stream = open(sandbox.address(), head).await;
    let (mut reading, mut writing) = stream.split();
    let dripping = async {
        while writing.write_all(b"a").await.is_ok() {
            sleep(Duration::from_millis(20)).await;
        }
    };
    let mut received = Vec::new();
    let answered = tokio::io::AsyncReadExt::read_buf(&mut reading, &mut received);
    tokio::select! {
        () = dripping => panic!("there is no response"),
        answered = timeout(SOON, answered) => drop(answered.unwrap().unwrap()),
    }
    assert!(received.starts_with(b"HTTP/1.1 408"), "{received:?}");
}

#[tokio::test]
async fn a_request_in_time_is_served_whatever_it_takes_to_answer() {
    let sandbox = sandbox(100, 100).await;
    let rule = r#"{"action": {"type": "delay", "ms": 400}}"#;
    let armed = reqwest::Client::new()
        .post(format!("{}/_sandbox/faults", sandbox.base_url()))
        .body(rule);
    assert_eq!(armed.send().await.unwrap().status(), 201);
    let request = format!(
        "GET /books/v3/projects?organization_id={} HTTP/1.1\r\nHost: 127.0.0.1\r\n\
         Authorization: Zoho-oauthtoken {}\r\n\r\n",
        sandbox.demo().organization_id,
        sandbox.demo().access_token
    );
    let mut stream = open(sandbox.address(), &request).await;
    let answer = response(&mut stream).await;
    assert!(answer.starts_with("HTTP/1.1 200"), "{answer}");
}

#[tokio::test]
async fn a_head_that_never_ends_is_refused() {
    let sandbox = sandbox(LONG, LONG).await;
    let mut stream = open(sandbox.address(), HALF).await;
    let line = format!("X-Long: {}\r\n", "a".repeat(8_000));
    let mut sent = 0;
    while sent < (1 << 20) && stream.write_all(line.as_bytes()).await.is_ok() {
        sent += line.len();
    }
    assert!(sent < (1 << 20), "the server reads a head of {sent} bytes");
    let _: TcpStream = stream;
}

#[cfg(feature = "intercept")]
#[tokio::test]
async fn the_interceptor_waits_no_longer() {
    let folder = tempfile::tempdir().unwrap();
    let (head, body) = (Duration::from_secs(60), Duration::from_millis(100));
    let sandbox = Sandbox::builder()
        .intercept(folder.path())
        .request_timeouts(head, body)
        .start()
        .await
        .unwrap();
    let request = "POST https://accounts.zoho.eu/oauth/v2/token HTTP/1.1\r\n\
                   Host: accounts.zoho.eu\r\nContent-Length: 100\r\n\r\ngrant";
    let mut stream = open(sandbox.interceptor().unwrap().address(), request).await;
    let answer = rest(&mut stream).await;
    assert!(answer.starts_with("HTTP/1.1 408"), "{answer}");
}
