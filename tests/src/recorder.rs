//! A proxy between client and sandbox that records every exchange, so that a test can check the actual traffic.

use std::sync::{Arc, Mutex};

use axum::Router;
use axum::body::to_bytes;
use axum::extract::{Request, State};
use axum::response::{IntoResponse, Response};
use http::{Method, StatusCode};
use serde_json::Value;
use tokio::task::JoinHandle;

use crate::local::{pass_on, serve};

/// One request and its answer.
#[derive(Clone, Debug)]
pub struct Exchange {
    /// The method of the request.
    pub method: Method,
    /// The path of the request, without its query.
    pub path: String,
    /// The query of the request.
    pub query: String,
    /// The JSON body of the request, if it had one.
    pub sent: Option<Value>,
    /// The status of the answer.
    pub status: StatusCode,
    /// The content type of the answer.
    pub content_type: String,
    /// The JSON body of the answer, if it was JSON.
    pub received: Option<Value>,
}

/// A running proxy. It stops when it is dropped.
#[derive(Debug)]
pub struct Recorder {
    url: String,
    exchanges: Arc<Mutex<Vec<Exchange>>>,
    server: JoinHandle<()>,
}

#[derive(Clone)]
struct Upstream {
    url: String,
    http: reqwest::Client,
    exchanges: Arc<Mutex<Vec<Exchange>>>,
}

impl Recorder {
    /// Starts a proxy in front of the server at `upstream`.
    pub async fn start(upstream: &str) -> Self {
        let exchanges = Arc::new(Mutex::new(Vec::new()));
        let state = Upstream {
            url: upstream.to_owned(),
            http: reqwest::Client::new(),
            exchanges: Arc::clone(&exchanges),
        };
        let app = Router::new().fallback(forward).with_state(state);
        let (url, server) = serve(app).await;
        Self {
            url,
            exchanges,
            server,
        }
    }

    /// The address to send to.
    pub fn url(&self) -> &str {
        &self.url
    }

    /// The future record of exchanges, for use after the proxy has ended.
    pub fn handle(&self) -> Recording {
        Recording(Arc::clone(&self.exchanges))
    }

    /// The exchanges so far.
    pub fn exchanges(&self) -> Vec<Exchange> {
        self.exchanges.lock().unwrap().clone()
    }
}

/// The exchanges of a proxy.
#[derive(Clone, Debug)]
pub struct Recording(Arc<Mutex<Vec<Exchange>>>);

impl Recording {
    /// The exchanges so far.
    pub fn exchanges(&self) -> Vec<Exchange> {
        self.0.lock().unwrap().clone()
    }
}

impl Drop for Recorder {
    fn drop(&mut self) {
        self.server.abort();
    }
}

async fn forward(State(upstream): State<Upstream>, request: Request) -> Response {
    let (parts, body) = request.into_parts();
    let body = to_bytes(body, usize::MAX).await.unwrap();
    let target = format!("{}{}", upstream.url, parts.uri.path_and_query().unwrap());
    let (method, sent) = (parts.method.clone(), body.clone());
    let answer = pass_on(&upstream.http, method, target, parts.headers, sent).await;
    upstream.exchanges.lock().unwrap().push(Exchange {
        method: parts.method,
        path: parts.uri.path().to_owned(),
        query: parts.uri.query().unwrap_or_default().to_owned(),
        sent: serde_json::from_slice(&body).ok(),
        status: answer.status,
        content_type: answer
            .headers
            .get(http::header::CONTENT_TYPE)
            .map(|value| value.to_str().unwrap().to_owned())
            .unwrap_or_default(),
        received: serde_json::from_slice(&answer.body).ok(),
    });
    answer.into_response()
}
