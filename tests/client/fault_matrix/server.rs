//! A server on which a fault happens, and an accounts server beside it.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};

use crate::fault_matrix::cases::Method;
use crate::fault_matrix::fault::{Fault, answer};

/// How often the fault happens before everything is well.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Times {
    Once,
    Always,
}

pub struct Server {
    pub url: String,
    requests: Arc<AtomicUsize>,
    tokens: Arc<AtomicUsize>,
}

impl Server {
    pub async fn start(fault: Fault, times: Times) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let requests = Arc::new(AtomicUsize::new(0));
        let tokens = Arc::new(AtomicUsize::new(0));
        let counters = (Arc::clone(&requests), Arc::clone(&tokens));
        if fault == Fault::ConnectionRefused {
            drop(listener);
            if times == Times::Once {
                let address = url.trim_start_matches("http://").to_owned();
                tokio::spawn(late(address, counters));
            }
        } else {
            tokio::spawn(serve(listener, Some(fault), times, counters));
        }
        Self {
            url,
            requests,
            tokens,
        }
    }

    /// How many requests for the API came.
    pub fn requests(&self) -> usize {
        self.requests.load(Ordering::SeqCst)
    }

    /// How many requests for a token came.
    pub fn tokens(&self) -> usize {
        self.tokens.load(Ordering::SeqCst)
    }
}

type Counters = (Arc<AtomicUsize>, Arc<AtomicUsize>);

/// Listens only after a moment.
async fn late(address: String, counters: Counters) {
    tokio::time::sleep(std::time::Duration::from_millis(1)).await;
    let listener = TcpListener::bind(address).await.unwrap();
    serve(listener, None, Times::Once, counters).await;
}

async fn serve(listener: TcpListener, fault: Option<Fault>, times: Times, counters: Counters) {
    loop {
        let (stream, _) = listener.accept().await.unwrap();
        let counters = counters.clone();
        // What goes wrong on a connection that the client has given up is of no interest.
        tokio::spawn(async move { converse(stream, fault, times, counters).await.ok() });
    }
}

async fn converse(
    mut stream: TcpStream,
    fault: Option<Fault>,
    times: Times,
    (requests, tokens): Counters,
) -> std::io::Result<()> {
    let head = read(&mut stream).await?;
    if head.contains("/oauth/v2/token") {
        let number = tokens.fetch_add(1, Ordering::SeqCst);
        let body = format!(
            r#"{{"access_token":"token-{number}","expires_in":3600,"token_type":"Bearer"}}"#
        );
        let text = answer(200, "application/json", "", &body);
        return stream.write_all(text.as_bytes()).await;
    }
    let right = Method::of(&head).right();
    let number = requests.fetch_add(1, Ordering::SeqCst);
    if let Some(fault) = fault.filter(|_| number == 0 || times == Times::Always) {
        return fault.happen(&mut stream, right).await;
    }
    let text = answer(right.0, "application/json", "", right.1);
    stream.write_all(text.as_bytes()).await
}

/// Reads a whole request and returns its head.
async fn read(stream: &mut TcpStream) -> std::io::Result<String> {
    let mut all = Vec::new();
    loop {
        if stream.read_buf(&mut all).await? == 0 {
            return Err(std::io::ErrorKind::UnexpectedEof.into());
        }
        let text = String::from_utf8_lossy(&all);
        let Some((head, body)) = text.split_once("\r\n\r\n") else {
            continue;
        };
        let length = head.lines().find_map(|line| {
            let (name, value) = line.split_once(':')?;
            let is_length = name.eq_ignore_ascii_case("content-length");
            is_length.then(|| value.trim().parse::<usize>().unwrap())
        });
        if body.len() >= length.unwrap_or(0) {
            return Ok(head.to_owned());
        }
    }
}
