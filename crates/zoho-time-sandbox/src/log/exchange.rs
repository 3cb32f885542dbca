//! A request and its response.

use std::fmt;
use std::time::{Duration, Instant};

use axum::body::Bytes;
use axum::http::{HeaderMap, Method, StatusCode, Uri};
use chrono::{DateTime, Utc};
use serde_json::Value;

use super::list::ListPage;
use super::{Log, bounds, client_warnings, near_misses, render};
use crate::faults::Injection;
use crate::http::remarks::{Collected, Remarks};
use crate::model::operation::Target;
use crate::model::product::Product;

/// One side of an exchange.
#[derive(Default)]
pub(crate) struct Part {
    pub(super) headers: HeaderMap,
    /// Whether headers are missing or truncated.
    pub(super) headers_are_cut: bool,
    pub(super) body: Bytes,
    /// Length of the whole body.
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

/// A request and its response. Everything it returns is redacted.
pub struct Exchange {
    seq: u64,
    time: DateTime<Utc>,
    duration: Duration,
    pub(super) target: Option<Target>,
    pub(super) method: Method,
    pub(super) uri: Uri,
    /// Length of the path and query, of which `uri` has the first part.
    uri_length: usize,
    pub(super) request: Part,
    status: Option<StatusCode>,
    pub(super) response: Part,
    injected: Option<Injection>,
    unread: Vec<String>,
    warnings: Vec<String>,
    pub(super) list_page: Option<ListPage>,
}

impl fmt::Debug for Exchange {
    /// Omits headers and bodies: they contain secrets.
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

    /// Size in bytes, apart from the fixed part.
    pub(super) fn size(&self) -> usize {
        let texts = self.unread.iter().chain(&self.warnings);
        let texts: usize = texts.map(String::len).sum();
        let uri = bounds::target_length(&self.uri);
        self.request.size() + self.response.size() + uri + texts
    }

    /// Length of the path and query, if it is truncated.
    pub(super) fn uri_cut_from(&self) -> Option<usize> {
        (bounds::target_length(&self.uri) < self.uri_length).then_some(self.uri_length)
    }

    /// Its number: 1 for the first one, increasing by one.
    #[must_use]
    pub const fn seq(&self) -> u64 {
        self.seq
    }

    /// The time of the request, by the clock of the sandbox.
    #[must_use]
    pub const fn time(&self) -> DateTime<Utc> {
        self.time
    }

    /// The time until the response was ready to be sent.
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

    /// The product of its operation.
    #[must_use]
    pub fn product(&self) -> Option<Product> {
        Some(self.target?.product)
    }

    /// Its operation, by its name in the spec.
    #[must_use]
    pub fn operation(&self) -> Option<&'static str> {
        Some(self.target?.operation.id)
    }

    /// The HTTP status of the response; `None` if no response was sent.
    #[must_use]
    pub fn status(&self) -> Option<u16> {
        Some(self.status?.as_u16())
    }

    /// Zoho's code in the response.
    #[must_use]
    pub fn code(&self) -> Option<i64> {
        let answer: Value = serde_json::from_slice(&self.response.body).ok()?;
        answer.get("code")?.as_i64()
    }

    /// The injected fault, if any.
    #[must_use]
    pub const fn injected(&self) -> Option<&Injection> {
        self.injected.as_ref()
    }

    /// The body fields that the operation ignores, such as `tasks[0].colour`: after a success those that were
    /// not read, after an error those that the spec does not have.
    #[must_use]
    pub fn unread(&self) -> &[String] {
        &self.unread
    }

    /// Client behavior that works here, but may fail or lose data with live servers, such as listing time
    /// entries without dates. For a list, includes that only the first of several pages has been read so far.
    #[must_use]
    pub fn warnings(&self) -> Vec<String> {
        let mut warnings = self.warnings_at_once();
        if self.list_page.as_ref().is_some_and(ListPage::is_abandoned) {
            warnings.push(
                "only page 1 of several was read: continue while page_context.has_more_page is true"
                    .to_owned(),
            );
        }
        warnings
    }

    /// The warnings that do not depend on later requests.
    pub(crate) fn warnings_at_once(&self) -> Vec<String> {
        let mut warnings = self.warnings.clone();
        warnings.extend(client_warnings::warnings(self));
        warnings
    }

    /// Spec violations in the request.
    #[must_use]
    pub fn request_violations(&self) -> Vec<String> {
        match self.target {
            Some(target) if !self.request.is_cut() && self.uri_cut_from().is_none() => {
                render::request_violations(self, target.operation.id)
            }
            _ => Vec::new(),
        }
    }

    /// Spec violations in the response. A response that a fault created or modified is not checked.
    #[must_use]
    pub fn response_violations(&self) -> Vec<String> {
        match (self.target, self.status) {
            (Some(target), Some(status)) if self.injected.is_none() && !self.response.is_cut() => {
                render::response_violations(self, target.operation.id, status)
            }
            _ => Vec::new(),
        }
    }

    /// Suggestions for a request with an unknown path or method: methods, paths and the names of operations.
    #[must_use]
    pub fn near_misses(&self) -> Vec<String> {
        let missed = self.target.is_none() && self.injected.is_none();
        match self.status {
            Some(StatusCode::NOT_FOUND | StatusCode::METHOD_NOT_ALLOWED) if missed => {
                near_misses::find(&self.method, self.path())
            }
            _ => Vec::new(),
        }
    }

    /// All of it as JSON, as `/_sandbox/log` returns it.
    #[must_use]
    pub fn to_json(&self) -> Value {
        render::json(self, self.warnings())
    }

    /// The same for an exchange that has just ended.
    pub(crate) fn to_json_at_once(&self) -> Value {
        render::json(self, self.warnings_at_once())
    }
}

/// A pending exchange. It is logged when this is dropped, whether there was a response or the client
/// disconnected.
pub(crate) struct PendingExchange<'l> {
    log: &'l Log,
    started: Instant,
    exchange: Option<Exchange>,
}

impl<'l> PendingExchange<'l> {
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
                warnings: Vec::new(),
                list_page: None,
            }),
        }
    }

    /// Records an injected fault.
    pub(crate) fn injected(&mut self, injection: &Injection) {
        if let Some(exchange) = &mut self.exchange {
            exchange.injected = Some(injection.clone());
        }
    }

    /// Records the response.
    pub(crate) fn answered(
        &mut self,
        status: StatusCode,
        response: Part,
        remarks: Option<&Remarks>,
    ) {
        if let Some(exchange) = &mut self.exchange {
            exchange.status = Some(status);
            exchange.response = response;
            if let Some(remarks) = remarks {
                let Collected {
                    unread,
                    warnings,
                    page,
                } = remarks.take();
                exchange.unread = unread;
                exchange.warnings = warnings;
                exchange.list_page =
                    page.map(|(number, has_more)| ListPage::new(&exchange.uri, number, has_more));
            }
        }
    }

    /// The response will not be sent.
    pub(crate) fn unsent(&mut self) {
        if let Some(exchange) = &mut self.exchange {
            exchange.status = None;
        }
    }
}

impl Drop for PendingExchange<'_> {
    fn drop(&mut self) {
        if let Some(mut exchange) = self.exchange.take() {
            exchange.duration = self.started.elapsed();
            bounds::names(&mut exchange.unread);
            bounds::warnings(&mut exchange.warnings);
            for warning in exchange.warnings_at_once() {
                tracing::warn!(method = %exchange.method, path = exchange.path(), "{warning}");
            }
            self.log.add(exchange);
        }
    }
}
