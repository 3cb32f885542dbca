//! A proxy that answers for the log, the faults, the quota and the description in front of a
//! sandbox that has none of them.

use std::convert::Infallible;
use std::sync::{Arc, Mutex, MutexGuard};

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::extract::{Path, Request, State};
use axum::http::{StatusCode, header};
use axum::response::sse::{Event, Sse};
use axum::response::{IntoResponse, Json, Response};
use axum::routing::{delete, get};
use futures::{Stream, stream};
use serde_json::{Value, json};
use tokio::net::TcpListener;
use tokio::sync::broadcast::{self, error::RecvError};
use tokio::task::JoinHandle;
use zoho_time_tests::specification::Specification;

/// A running proxy. It stops when it is dropped.
pub(crate) struct StandIn {
    url: String,
    server: JoinHandle<()>,
}

#[derive(Clone)]
struct Parts(Arc<Shared>);

struct Shared {
    upstream: String,
    http: reqwest::Client,
    specification: Specification,
    kept: Mutex<Kept>,
    news: broadcast::Sender<Value>,
}

#[derive(Default)]
struct Kept {
    entries: Vec<Value>,
    faults: Vec<Value>,
    last: u64,
}

impl StandIn {
    pub(crate) async fn start(upstream: &str) -> Self {
        let parts = Parts(Arc::new(Shared {
            upstream: upstream.to_owned(),
            http: reqwest::Client::new(),
            specification: Specification::load(),
            kept: Mutex::default(),
            news: broadcast::channel(64).0,
        }));
        let app = Router::new()
            .route("/_sandbox/log", get(log).delete(clear))
            .route("/_sandbox/log/stream", get(follow))
            .route("/_sandbox/faults", get(faults).post(arm))
            .route("/_sandbox/faults/{id}", delete(disarm))
            .route("/_sandbox/quota", get(quota))
            .route("/_sandbox/openapi.json", get(description))
            .fallback(forward)
            .with_state(parts);
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let server = tokio::spawn(async move { axum::serve(listener, app).await.unwrap() });
        Self { url, server }
    }

    pub(crate) fn url(&self) -> &str {
        &self.url
    }
}

impl Drop for StandIn {
    fn drop(&mut self) {
        self.server.abort();
    }
}

impl Parts {
    fn kept(&self) -> MutexGuard<'_, Kept> {
        self.0.kept.lock().unwrap()
    }
}

async fn log(State(parts): State<Parts>) -> Json<Value> {
    let kept = parts.kept();
    Json(json!({ "entries": kept.entries, "last": kept.last }))
}

async fn clear(State(parts): State<Parts>) -> Json<Value> {
    parts.kept().entries.clear();
    Json(json!({}))
}

async fn follow(State(parts): State<Parts>) -> Sse<impl Stream<Item = Result<Event, Infallible>>> {
    let news = parts.0.news.subscribe();
    Sse::new(stream::unfold(news, async |mut news| {
        loop {
            match news.recv().await {
                Ok(entry) => {
                    let event = Event::default().data(entry.to_string());
                    return Some((Ok(event), news));
                }
                Err(RecvError::Lagged(_)) => {}
                Err(RecvError::Closed) => return None,
            }
        }
    }))
}

async fn faults(State(parts): State<Parts>) -> Json<Value> {
    Json(json!({ "faults": parts.kept().faults }))
}

async fn arm(State(parts): State<Parts>, Json(rule): Json<Value>) -> Response {
    let mut kept = parts.kept();
    let fault = json!({ "id": 1, "left": rule["times"], "rule": rule, "hits": 0 });
    kept.faults = vec![fault.clone()];
    (StatusCode::CREATED, Json(fault)).into_response()
}

async fn disarm(State(parts): State<Parts>, Path(id): Path<u64>) -> Json<Value> {
    parts.kept().faults.retain(|fault| fault["id"] != id);
    Json(json!({}))
}

async fn quota() -> Json<Value> {
    Json(json!({ "quota": { "per_day": 1000, "used_today": 3, "blocked_for": null } }))
}

async fn description(State(parts): State<Parts>) -> Json<Value> {
    Json(parts.0.specification.document().clone())
}

/// Passes a request on, unless a fault spoils it, and keeps it in the log if it is one of the API.
async fn forward(State(parts): State<Parts>, request: Request) -> Response {
    let (head, body) = request.into_parts();
    let sent = to_bytes(body, usize::MAX).await.unwrap();
    let path = head.uri.path().to_owned();
    let is_api = path != "/" && !path.starts_with("/_sandbox");
    let operation = parts.0.specification.find(&head.method, &path);
    let operation = operation.map(|operation| operation.id.clone());
    let spoiled = operation.as_ref().and_then(|operation| {
        let mut kept = parts.kept();
        let fault = kept
            .faults
            .iter_mut()
            .find(|fault| fault["rule"]["operation"] == **operation)?;
        if fault["left"] == 0 {
            return None;
        }
        fault["hits"] = json!(fault["hits"].as_u64()? + 1);
        if let Some(left) = fault["left"].as_u64() {
            fault["left"] = json!(left - 1);
        }
        Some(fault["rule"]["action"].clone())
    });
    let mut headers = head.headers.clone();
    // They name the proxy, which is none of the sandbox's business.
    for name in [header::HOST, header::ORIGIN] {
        headers.remove(name);
    }
    let (status, headers, received) = if let Some(action) = &spoiled {
        let status = u16::try_from(action["status"].as_u64().unwrap()).unwrap();
        let body = json!({ "code": action["code"], "message": action["message"] });
        (
            StatusCode::from_u16(status).unwrap(),
            header::HeaderMap::new(),
            body.to_string().into(),
        )
    } else {
        let url = format!("{}{}", parts.0.upstream, head.uri);
        let request = parts
            .0
            .http
            .request(head.method.clone(), url)
            .headers(headers);
        let answer = request.body(sent.clone()).send().await.unwrap();
        (
            answer.status(),
            answer.headers().clone(),
            answer.bytes().await.unwrap(),
        )
    };
    if is_api {
        let answer: Value = serde_json::from_slice(&received).unwrap_or_default();
        let mut kept = parts.kept();
        kept.last += 1;
        let entry = json!({
            "seq": kept.last,
            "time": "2026-03-04T12:00:00Z",
            "method": head.method.as_str(),
            "path": path,
            "query": head.uri.query(),
            "product": "books",
            "operation": operation,
            "status": status.as_u16(),
            "code": answer["code"],
            "duration_us": 812,
            "injected": spoiled.map(|_| "rule 1: status"),
            "request": {
                "headers": { "authorization": "(redacted)" },
                "body": serde_json::from_slice::<Value>(&sent).ok(),
            },
            "response": { "headers": { "content-type": "application/json;charset=UTF-8" }, "body": answer },
            "validation": { "request": [], "response": [] },
            "unread": if sent.windows(6).any(|part| part == b"colour") { json!(["colour"]) } else { json!([]) },
        });
        kept.entries.push(entry.clone());
        // Nobody may be listening.
        let _ = parts.0.news.send(entry);
    }
    let mut response = Response::new(Body::from(received));
    *response.status_mut() = status;
    *response.headers_mut() = headers;
    response.headers_mut().remove(header::TRANSFER_ENCODING);
    response
}
