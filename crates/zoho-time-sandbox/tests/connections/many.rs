//! More connections than are allowed.

use tokio::net::TcpStream;
use zoho_time_sandbox::Sandbox;

use super::{HALF, is_reachable, open, response, rest};

const ALLOWED: usize = 8;

async fn sandbox() -> Sandbox {
    let builder = Sandbox::builder().max_connections(ALLOWED);
    builder.start().await.unwrap()
}

#[tokio::test]
async fn the_oldest_idle_connection_makes_room() {
    let sandbox = sandbox().await;
    let address = sandbox.address();
    let mut half = Vec::new();
    for _ in 0..ALLOWED - 1 {
        half.push(open(address, HALF).await);
    }
    // One is used, and so it has been idle for the shortest time.
    let mut used = open(address, &format!("{HALF}\r\n")).await;
    assert!(response(&mut used).await.starts_with("HTTP/1.1 200"));
    let request = format!("{HALF}\r\n");
    let mut fresh = Vec::new();
    for mut oldest in half {
        let mut stream = open(address, &request).await;
        assert!(response(&mut stream).await.starts_with("HTTP/1.1 200"));
        fresh.push(stream);
        assert_eq!(rest(&mut oldest).await, "");
    }
    tokio::io::AsyncWriteExt::write_all(&mut used, request.as_bytes())
        .await
        .unwrap();
    assert!(response(&mut used).await.starts_with("HTTP/1.1 200"));
}

#[tokio::test]
async fn a_request_that_is_being_served_is_not_broken_off() {
    let sandbox = sandbox().await;
    let address = sandbox.address();
    let stream = "GET /_sandbox/log/stream HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n";
    let mut follower = open(address, stream).await;
    assert!(response(&mut follower).await.starts_with("HTTP/1.1 200"));
    let mut half: Vec<TcpStream> = Vec::new();
    for _ in 0..4 * ALLOWED {
        half.push(open(address, HALF).await);
    }
    assert!(is_reachable(address).await);
    // What it follows still arrives.
    let url = format!("{}/books/v3/nothing", sandbox.base_url());
    assert_eq!(reqwest::get(url).await.unwrap().status(), 404);
    assert!(response(&mut follower).await.contains("/books/v3/nothing"));
    sandbox.stop().await;
}

#[cfg(feature = "intercept")]
#[tokio::test]
async fn a_sandbox_and_what_belongs_to_it_share_the_limit() {
    let folder = tempfile::tempdir().unwrap();
    let sandbox = Sandbox::builder()
        .max_connections(ALLOWED)
        .intercept(folder.path())
        .start()
        .await
        .unwrap();
    let interceptor = sandbox.interceptor().unwrap().address();
    let mut half = Vec::new();
    for sent in [
        "",
        "CONNECT www.zoho",
        "CONNECT www.zohoapis.com:443 HTTP/1.1\r\n\r\n",
    ] {
        for _ in 0..ALLOWED {
            half.push(open(interceptor, sent).await);
        }
    }
    assert!(is_reachable(sandbox.address()).await);
    let mut ended = 0;
    for stream in &half {
        let readable = stream.try_read(&mut [0; 256]);
        ended += usize::from(
            matches!(readable, Ok(0))
                || readable.is_err_and(|error| error.kind() == std::io::ErrorKind::ConnectionReset),
        );
    }
    assert!(
        ended >= half.len() - 2 * ALLOWED,
        "{ended} of {} ended",
        half.len()
    );
    let pem = std::fs::read(folder.path().join("ca.pem")).unwrap();
    let client = reqwest::Client::builder()
        .proxy(reqwest::Proxy::all(format!("http://{interceptor}")).unwrap())
        .tls_certs_only([reqwest::Certificate::from_pem(&pem).unwrap()])
        .build()
        .unwrap();
    let answer = client.get("https://www.zohoapis.com/books/v3/nothing");
    assert_eq!(answer.send().await.unwrap().status(), 404);
}
