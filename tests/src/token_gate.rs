//! A proxy that counts requests, and forwards them only while it is open.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::extract::{Request, State};
use axum::response::{IntoResponse, Response};
use tokio::sync::watch;
use tokio::task::JoinHandle;

use crate::local::{pass_on, serve};

/// The handling of a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Door {
    Open,
    Closed,
    Broken,
}

/// A running proxy. It stops when it is dropped.
#[derive(Debug)]
pub struct TokenGate {
    url: String,
    counted: Arc<AtomicUsize>,
    door: watch::Sender<Door>,
    server: JoinHandle<()>,
}

#[derive(Clone)]
struct Upstream {
    url: String,
    http: reqwest::Client,
    counted: Arc<AtomicUsize>,
    door: watch::Receiver<Door>,
}

impl TokenGate {
    /// Starts one in front of the server at `upstream`, with the door open.
    pub async fn start(upstream: &str) -> Self {
        let counted = Arc::new(AtomicUsize::new(0));
        let (door, seen) = watch::channel(Door::Open);
        let state = Upstream {
            url: upstream.to_owned(),
            http: reqwest::Client::new(),
            counted: Arc::clone(&counted),
            door: seen,
        };
        let app = Router::new().fallback(forward).with_state(state);
        let (url, server) = serve(app).await;
        Self {
            url,
            counted,
            door,
            server,
        }
    }

    /// The address to send to.
    pub fn url(&self) -> &str {
        &self.url
    }

    /// The number of received requests, forwarded or not.
    pub fn counted(&self) -> usize {
        self.counted.load(Ordering::SeqCst)
    }

    /// Holds all requests until [`open`](Self::open).
    pub fn close(&self) {
        self.door.send_replace(Door::Closed);
    }

    /// Answers everything with HTTP 503 until [`open`](Self::open).
    pub fn break_down(&self) {
        self.door.send_replace(Door::Broken);
    }

    /// Forwards all requests, including those on hold.
    pub fn open(&self) {
        self.door.send_replace(Door::Open);
    }

    /// Waits until `n` requests have been received.
    pub async fn until(&self, requests: usize) {
        let come = async {
            while self.counted() < requests {
                tokio::time::sleep(Duration::from_millis(1)).await;
            }
        };
        let come = tokio::time::timeout(Duration::from_secs(60), come).await;
        come.expect("the requests come within a minute");
    }
}

impl Drop for TokenGate {
    fn drop(&mut self) {
        self.server.abort();
    }
}

async fn forward(State(mut upstream): State<Upstream>, request: Request) -> Response {
    upstream.counted.fetch_add(1, Ordering::SeqCst);
    let door = upstream.door.wait_for(|door| *door != Door::Closed).await;
    if *door.unwrap() == Door::Broken {
        let mut broken = Response::new(Body::empty());
        *broken.status_mut() = http::StatusCode::SERVICE_UNAVAILABLE;
        return broken;
    }
    let (parts, body) = request.into_parts();
    let target = format!("{}{}", upstream.url, parts.uri.path_and_query().unwrap());
    let body = to_bytes(body, usize::MAX).await.unwrap();
    let answer = pass_on(&upstream.http, parts.method, target, parts.headers, body);
    answer.await.into_response()
}
