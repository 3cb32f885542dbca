//! One request and its answer.

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
    warnings: Vec<String>,
    pub(super) list_page: Option<ListPage>,
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
        let texts = self.unread.iter().chain(&self.warnings);
        let texts: usize = texts.map(String::len).sum();
        let uri = bounds::target_length(&self.uri);
        self.request.size() + self.response.size() + uri + texts
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

    /// The fields of the body that the operation has no use for, such as `tasks[0].colour`: after a
    /// success those that were not read, after a refusal those that the specification does not have.
    #[must_use]
    pub fn unread(&self) -> &[String] {
        &self.unread
    }

    /// What the client does that works here, but may fail or lose data with the live servers, such
    /// as listing time entries without dates. Of a list, that only the first of several pages has
    /// been read so far.
    #[must_use]
    pub fn warnings(&self) -> Vec<String> {
        let mut warnings = self.warnings_at_once();
        if self.list_page.as_ref().is_some_and(ListPage::is_abandoned) {
            warnings.push(
                "only page 1 of several was read: read on while page_context.has_more_page is true"
                    .to_owned(),
            );
        }
        warnings
    }

    /// The warnings that do not depend on what the client does next.
    pub(crate) fn warnings_at_once(&self) -> Vec<String> {
        let mut warnings = self.warnings.clone();
        warnings.extend(client_warnings::warnings(self));
        warnings
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
                near_misses::find(&self.method, self.path())
            }
            _ => Vec::new(),
        }
    }

    /// All of it as JSON, the way `/_sandbox/log` shows it.
    #[must_use]
    pub fn to_json(&self) -> Value {
        render::json(self, self.warnings())
    }

    /// The same, of an exchange that has only just ended.
    pub(crate) fn to_json_at_once(&self) -> Value {
        render::json(self, self.warnings_at_once())
    }
}

/// An exchange that goes on. It is in the log as soon as this is dropped, whether there was an
/// answer or the client gave up.
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

    /// A fault meets it.
    pub(crate) fn injected(&mut self, injection: &Injection) {
        if let Some(exchange) = &mut self.exchange {
            exchange.injected = Some(injection.clone());
        }
    }

    /// It was answered.
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

    /// The answer will not be sent.
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
