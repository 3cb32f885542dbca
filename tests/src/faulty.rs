//! A proxy that makes a sandbox behave wrongly on purpose.

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::extract::{Request, State};
use axum::response::Response;
use http::{HeaderMap, Method, StatusCode, header};
use serde_json::Value;
use tokio::task::JoinHandle;

use crate::local::{pass_on, serve};
use crate::mutants::Mutant;

/// A request on its way to the sandbox.
#[derive(Clone, Debug)]
pub struct Sent {
    /// Its method.
    pub method: Method,
    /// Its path, without the query.
    pub path: String,
    /// Its query.
    pub query: String,
    /// Its headers.
    pub headers: HeaderMap,
    /// Its body.
    pub body: Vec<u8>,
}

/// An answer on its way back.
#[derive(Clone, Debug)]
pub struct Reply {
    /// Its status.
    pub status: StatusCode,
    /// Its headers.
    pub headers: HeaderMap,
    /// Its body.
    pub body: Vec<u8>,
}

impl Sent {
    /// The body, if it is JSON.
    pub fn json(&self) -> Option<Value> {
        serde_json::from_slice(&self.body).ok()
    }

    /// The path below the base path of the product.
    pub fn operation(&self) -> &str {
        let mut slashes = self.path.match_indices('/').skip(2);
        slashes.next().map_or("", |(at, _)| &self.path[at..])
    }

    /// The query without some parameters.
    pub fn drop_parameters(&mut self, names: &[&str]) {
        let pairs = self.query.split('&');
        let kept: Vec<_> = pairs
            .filter(|pair| !names.contains(&pair.split('=').next().unwrap_or_default()))
            .collect();
        self.query = kept.join("&");
    }
}

impl Reply {
    /// An answer with a JSON body.
    pub fn new(status: StatusCode, body: &Value) -> Self {
        let mut headers = HeaderMap::new();
        let json = header::HeaderValue::from_static("application/json;charset=UTF-8");
        headers.insert(header::CONTENT_TYPE, json);
        Self {
            status,
            headers,
            body: body.to_string().into_bytes(),
        }
    }

    /// The body, if it is JSON.
    pub fn json(&self) -> Option<Value> {
        serde_json::from_slice(&self.body).ok()
    }

    /// Changes a JSON body.
    pub fn edit(&mut self, change: impl FnOnce(&mut Value)) {
        if let Some(mut body) = self.json() {
            change(&mut body);
            self.body = body.to_string().into_bytes();
        }
    }
}

/// A running proxy. It stops when it is dropped.
#[derive(Debug)]
pub struct FaultySandbox {
    url: String,
    server: JoinHandle<()>,
}

#[derive(Clone)]
struct Upstream {
    url: String,
    http: reqwest::Client,
    bug: Mutant,
}

impl FaultySandbox {
    /// Starts a proxy in front of the sandbox at `upstream`.
    pub async fn start(upstream: &str, bug: Mutant) -> Self {
        let state = Upstream {
            url: upstream.to_owned(),
            http: reqwest::Client::new(),
            bug,
        };
        let app = Router::new().fallback(forward).with_state(state);
        let (url, server) = serve(app).await;
        Self { url, server }
    }

    /// The address to send to.
    pub fn url(&self) -> &str {
        &self.url
    }
}

impl Drop for FaultySandbox {
    fn drop(&mut self) {
        self.server.abort();
    }
}

async fn forward(State(upstream): State<Upstream>, request: Request) -> Response {
    let (head, body) = request.into_parts();
    let mut sent = Sent {
        method: head.method,
        path: head.uri.path().to_owned(),
        query: head.uri.query().unwrap_or_default().to_owned(),
        headers: head.headers,
        body: to_bytes(body, usize::MAX).await.unwrap().to_vec(),
    };
    sent.headers.remove(header::HOST);
    let original = sent.clone();
    // Neither the controls nor what sets a test up are what is tested.
    let is_api = !sent.path.starts_with("/_sandbox") && !sent.headers.contains_key("x-without-bug");
    let instead = if is_api {
        (upstream.bug.before)(&mut sent)
    } else {
        None
    };
    let mut reply = match instead {
        Some(reply) => reply,
        None => upstream.send(sent).await,
    };
    if is_api {
        (upstream.bug.after)(&original, &mut reply);
    }
    let mut response = Response::new(Body::from(reply.body));
    *response.status_mut() = reply.status;
    *response.headers_mut() = reply.headers;
    response.headers_mut().remove(header::TRANSFER_ENCODING);
    response.headers_mut().remove(header::CONTENT_LENGTH);
    response
}

impl Upstream {
    async fn send(&self, mut sent: Sent) -> Reply {
        // What was changed may have another length.
        sent.headers.remove(header::CONTENT_LENGTH);
        let url = format!("{}{}?{}", self.url, sent.path, sent.query);
        let body = sent.body.into();
        let answer = pass_on(&self.http, sent.method, url, sent.headers, body).await;
        Reply {
            status: answer.status,
            headers: answer.headers,
            body: answer.body.to_vec(),
        }
    }
}
