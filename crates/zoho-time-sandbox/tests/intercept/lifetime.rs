//! Start and stop of an interceptor, and its timeouts.

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;
use tokio::sync::Notify;
use tokio::time::timeout;

use zoho_time_sandbox::intercept::{Authority, Interceptor, StartError};

use super::{Fixture, echo};

#[tokio::test]
async fn only_loopback_addresses_are_listened_on() {
    for address in ["0.0.0.0:0", "[::]:0", "192.0.2.1:0"] {
        let folder = tempfile::tempdir().unwrap();
        let authority = Authority::load_or_create(folder.path()).unwrap();
        let address: SocketAddr = address.parse().unwrap();
        let error = Interceptor::start(address, authority, echo())
            .await
            .unwrap_err();
        assert!(matches!(error, StartError::NotLoopback(_)), "{error:?}");
    }
}

#[tokio::test]
async fn an_address_in_use_is_an_error() {
    let fixture = Fixture::new().await;
    let authority = Authority::load_or_create(fixture.folder.path()).unwrap();
    let address = fixture.interceptor.address();
    let error = Interceptor::start(address, authority, echo())
        .await
        .unwrap_err();
    assert!(matches!(error, StartError::Listen { .. }), "{error:?}");
    assert!(error.to_string().contains(&address.to_string()), "{error}");
}

#[tokio::test]
async fn a_stop_lets_requests_finish() {
    let (arrived, go) = (Arc::new(Notify::new()), Arc::new(Notify::new()));
    let sandbox = Router::new().fallback({
        let (arrived, go) = (Arc::clone(&arrived), Arc::clone(&go));
        async move || {
            arrived.notify_one();
            go.notified().await;
            "done"
        }
    });
    let fixture = Fixture::with(sandbox).await;
    let client = fixture.client();
    let answer = tokio::spawn(client.get("https://www.zohoapis.com/books/v3").send());
    arrived.notified().await;

    let address = fixture.interceptor.address();
    let stopping = tokio::spawn(fixture.interceptor.stop());
    while TcpStream::connect(address).await.is_ok() {
        tokio::task::yield_now().await;
    }
    go.notify_one();
    let answer = answer.await.unwrap().unwrap();
    assert_eq!(answer.text().await.unwrap(), "done");
    stopping.await.unwrap();
}

#[tokio::test]
async fn a_stop_does_not_wait_for_idle_connections() {
    let fixture = Fixture::new().await;
    let client = fixture.client();
    let answer = client.get("https://www.zohoapis.com/books/v3").send().await;
    answer.unwrap().bytes().await.unwrap();
    let mut silent = TcpStream::connect(fixture.interceptor.address())
        .await
        .unwrap();
    let mut waiting = TcpStream::connect(fixture.interceptor.address())
        .await
        .unwrap();
    waiting
        .write_all(b"CONNECT www.zohoapis.com:443 HTTP/1.1\r\n\r\n")
        .await
        .unwrap();
    assert!(waiting.read_u8().await.is_ok());

    let stop = fixture.interceptor.stop();
    timeout(Duration::from_secs(4), stop).await.unwrap();
    assert_eq!(silent.read(&mut [0]).await.unwrap_or_default(), 0);
}

#[tokio::test]
async fn dropping_it_ends_everything() {
    let fixture = Fixture::new().await;
    let address = fixture.interceptor.address();
    let mut open = TcpStream::connect(address).await.unwrap();
    open.write_all(b"GET / HTTP/1.1\r\n\r\n").await.unwrap();
    assert!(open.read_u8().await.is_ok());
    drop(fixture);
    let _ = open.read_to_end(&mut Vec::new()).await;
    while TcpStream::connect(address).await.is_ok() {
        tokio::task::yield_now().await;
    }
}

/// The clock of these tests advances whenever all tasks wait.
#[tokio::test(start_paused = true)]
async fn silent_programs_are_not_waited_for() {
    let fixture = Fixture::new().await;
    let begun: [&[u8]; 3] = [
        b"",
        b"GET http://www.zoh",
        b"CONNECT www.zohoapis.com:443 HTTP/1.1\r\n\r\n\x16\x03",
    ];
    for sent in begun {
        let mut stream = TcpStream::connect(fixture.interceptor.address())
            .await
            .unwrap();
        stream.write_all(sent).await.unwrap();
        let mut received = Vec::new();
        let ended = stream.read_to_end(&mut received);
        // An end, whether in order or by a reset.
        let _ = timeout(Duration::from_secs(60), ended).await.unwrap();
    }
}
