//! One request and its answer.

use std::fmt;
use std::time::{Duration, Instant};

use axum::body::Bytes;
use axum::http::{HeaderMap, Method, StatusCode, Uri};
use chrono::{DateTime, Utc};
use serde_json::Value;

use super::{Log, bounds, near, render};
use crate::faults::Injection;
use crate::product::Product;
use crate::routes::Target;

/// The fields of a request that nobody read; among the extensions of an answer.
#[derive(Debug, Clone)]
pub(crate) struct Unread(pub(crate) Vec<String>);

/// One side of an exchange.
#[derive(Default)]
pub(crate) struct Part {
    pub(super) headers: HeaderMap,
    /// Whether headers are missing or cut.
    pub(super) headers_are_cut: bool,
    pub(super) body: Bytes,
    /// How long the whole body was.
    pub(super) length: usize,
}

impl Part {
    pub(crate) fn new(headers: &HeaderMap, body: &Bytes) -> Self {
        let (headers, headers_are_cut) = bounds::headers(headers);
        Self {
            headers,
            headers_are_cut,
            body: bounds::body(body),
            length: body.len(),
        }
    }

    fn size(&self) -> usize {
        bounds::headers_size(&self.headers) + self.body.len()
    }

    pub(super) fn is_cut(&self) -> bool {
        self.body.len() < self.length
    }
}

/// One request and its answer. Whatever it shows has the secrets blotted out.
pub struct Exchange {
    seq: u64,
    time: DateTime<Utc>,
    duration: Duration,
    pub(super) target: Option<Target>,
    pub(super) method: Method,
    pub(super) uri: Uri,
    /// How long the path and query was, of which `uri` has the beginning.
    uri_length: usize,
    pub(super) request: Part,
    status: Option<StatusCode>,
    pub(super) response: Part,
    injected: Option<Injection>,
    unread: Vec<String>,
}

impl fmt::Debug for Exchange {
    /// Shows neither headers nor bodies: they hold secrets.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Exchange")
            .field("seq", &self.seq)
            .field("method", &self.method)
            .field("path", &self.path())
            .field("status", &self.status)
            .field("injected", &self.injected)
            .finish_non_exhaustive()
    }
}

impl Exchange {
    pub(super) fn number(&mut self, seq: u64) {
        self.seq = seq;
    }

    /// How many bytes it takes up, apart from what every exchange does.
    pub(super) fn size(&self) -> usize {
        let names: usize = self.unread.iter().map(String::len).sum();
        let uri = bounds::target_length(&self.uri);
        self.request.size() + self.response.size() + uri + names
    }

    /// How long the path and query was, if it is not kept whole.
    pub(super) fn uri_cut_from(&self) -> Option<usize> {
        (bounds::target_length(&self.uri) < self.uri_length).then_some(self.uri_length)
    }

    /// Its number: 1 for the first one, and one more for each that follows.
    #[must_use]
    pub const fn seq(&self) -> u64 {
        self.seq
    }

    /// When the request came, by the clock of the sandbox.
    #[must_use]
    pub const fn time(&self) -> DateTime<Utc> {
        self.time
    }

    /// How long it took until the answer was ready to be sent.
    #[must_use]
    pub const fn duration(&self) -> Duration {
        self.duration
    }

    /// The method of the request.
    #[must_use]
    pub const fn method(&self) -> &Method {
        &self.method
    }

    /// The path of the request, without the query.
    #[must_use]
    pub fn path(&self) -> &str {
        self.uri.path()
    }

    /// The product whose operation it is for.
    #[must_use]
    pub fn product(&self) -> Option<Product> {
        Some(self.target?.product)
    }

    /// The operation it is for, by its name in the specification.
    #[must_use]
    pub fn operation(&self) -> Option<&'static str> {
        Some(self.target?.operation.id)
    }

    /// The HTTP status of the answer; none if no answer was sent at all.
    #[must_use]
    pub fn status(&self) -> Option<u16> {
        Some(self.status?.as_u16())
    }

    /// Zoho's code in the answer.
    #[must_use]
    pub fn code(&self) -> Option<i64> {
        let answer: Value = serde_json::from_slice(&self.response.body).ok()?;
        answer.get("code")?.as_i64()
    }

    /// What made the answer fail, if a fault did.
    #[must_use]
    pub const fn injected(&self) -> Option<&Injection> {
        self.injected.as_ref()
    }

    /// The fields of the body that nothing in the sandbox looked at, such as `tasks[0].colour`.
    /// Only an operation that succeeded has looked at everything it ever would.
    #[must_use]
    pub fn unread(&self) -> &[String] {
        &self.unread
    }

    /// In what the request departs from the specification.
    #[must_use]
    pub fn request_violations(&self) -> Vec<String> {
        match self.target {
            Some(target) if !self.request.is_cut() && self.uri_cut_from().is_none() => {
                render::request_violations(self, target.operation.id)
            }
            _ => Vec::new(),
        }
    }

    /// In what the answer departs from the specification. One that a fault made up or spoiled is
    /// not held against it.
    #[must_use]
    pub fn response_violations(&self) -> Vec<String> {
        match (self.target, self.status) {
            (Some(target), Some(status)) if self.injected.is_none() && !self.response.is_cut() => {
                render::response_violations(self, target.operation.id, status)
            }
            _ => Vec::new(),
        }
    }

    /// What the client may have meant, if nothing has the path or takes the method: methods, paths
    /// and the names of operations.
    #[must_use]
    pub fn near_misses(&self) -> Vec<String> {
        let missed = self.target.is_none() && self.injected.is_none();
        match self.status {
            Some(StatusCode::NOT_FOUND | StatusCode::METHOD_NOT_ALLOWED) if missed => {
                near::misses(&self.method, self.path())
            }
            _ => Vec::new(),
        }
    }

    /// All of it as JSON, the way `/_sandbox/log` shows it.
    #[must_use]
    pub fn to_json(&self) -> Value {
        render::json(self)
    }
}

/// An exchange that goes on. It is in the log as soon as this is dropped, whether there was an
/// answer or the client gave up.
pub(crate) struct Draft<'l> {
    log: &'l Log,
    started: Instant,
    exchange: Option<Exchange>,
}

impl<'l> Draft<'l> {
    pub(crate) fn begin(
        log: &'l Log,
        time: DateTime<Utc>,
        target: Option<Target>,
        method: Method,
        uri: &Uri,
        request: Part,
    ) -> Self {
        Self {
            log,
            started: Instant::now(),
            exchange: Some(Exchange {
                seq: 0,
                time,
                duration: Duration::ZERO,
                target,
                method,
                uri: bounds::target(uri),
                uri_length: bounds::target_length(uri),
                request,
                status: None,
                response: Part::default(),
                injected: None,
                unread: Vec::new(),
            }),
        }
    }

    /// A fault meets it.
    pub(crate) fn injected(&mut self, injection: &Injection) {
        if let Some(exchange) = &mut self.exchange {
            exchange.injected = Some(injection.clone());
        }
    }

    /// It was answered.
    pub(crate) fn answered(&mut self, status: StatusCode, response: Part, unread: Option<Unread>) {
        if let Some(exchange) = &mut self.exchange {
            exchange.status = Some(status);
            exchange.response = response;
            if let Some(Unread(unread)) = unread {
                exchange.unread = unread;
            }
        }
    }

    /// The answer will not be sent.
    pub(crate) fn unsent(&mut self) {
        if let Some(exchange) = &mut self.exchange {
            exchange.status = None;
        }
    }
}

impl Drop for Draft<'_> {
    fn drop(&mut self) {
        if let Some(mut exchange) = self.exchange.take() {
            exchange.duration = self.started.elapsed();
            bounds::names(&mut exchange.unread);
            self.log.add(exchange);
        }
    }
}
