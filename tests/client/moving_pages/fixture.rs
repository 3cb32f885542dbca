//! A sandbox with many time entries, and a proxy before which each page is fetched.

use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::body::to_bytes;
use axum::extract::{Request, State};
use axum::response::{IntoResponse, Response};
use futures::future::BoxFuture;
use serde_json::json;
use tokio::task::JoinHandle;
use zoho_time::chrono::{DateTime, Days, NaiveDate, Utc};
use zoho_time::models::{ListTimeEntriesQuery, TimeEntry};
use zoho_time::{CallOptions, Client, List};
use zoho_time_sandbox::{Clock, Sandbox};
use zoho_time_tests::local::{pass_on, serve};
use zoho_time_tests::walk::client_of;

/// A requested page of a list.
#[derive(Clone, Debug)]
pub(crate) struct Asked {
    /// Its path and query, which may be changed.
    pub(crate) target: String,
}

impl Asked {
    /// A number in the query.
    pub(crate) fn number(&self, name: &str) -> Option<u32> {
        let (_, query) = self.target.split_once('?')?;
        query
            .split('&')
            .find_map(|pair| pair.strip_prefix(name)?.strip_prefix('='))?
            .parse()
            .ok()
    }

    /// Puts another number into the query.
    pub(crate) fn set_number(&mut self, name: &str, number: u32) {
        let (path, query) = self.target.split_once('?').unwrap();
        let kept = query
            .split('&')
            .filter(|pair| pair.split('=').next() != Some(name));
        let mut query: Vec<_> = kept.map(str::to_owned).collect();
        query.push(format!("{name}={number}"));
        self.target = format!("{path}?{}", query.join("&"));
    }

    /// The number of entries before the page.
    pub(crate) fn offset(&self) -> usize {
        let size = self.number("per_page").unwrap_or(200).min(200);
        (self.number("page").unwrap() as usize - 1) * size as usize
    }
}

/// The event before a page is fetched.
pub(crate) type Before = Arc<dyn Fn(Asked) -> BoxFuture<'static, Asked> + Send + Sync>;

/// A sandbox with `n` time entries.
pub(crate) async fn sandbox(entries: usize) -> Sandbox {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("entries.json");
    let days = (entries / 50).max(1);
    let entries: Vec<_> = (0..entries)
        .map(|entry| {
            let date = day(entry % days);
            json!({ "task": "Survey", "user": "Ada Keller", "date": date, "time": "00:30" })
        })
        .collect();
    let organization = json!({
        "name": "Lighthouse Board",
        "users": [{ "name": "Ada Keller", "email": "ada@lighthouse.example", "role": "admin" }],
        "customers": [{ "name": "Harbour Authority" }],
        "projects": [{
            "name": "Lamp",
            "customer": "Harbour Authority",
            "billing_type": "based_on_task_hours",
            "users": [{ "user": "Ada Keller" }],
            "tasks": [{ "name": "Survey", "rate": 80 }],
            "time_entries": entries,
        }],
    });
    let content = json!({ "organizations": [organization] }).to_string();
    std::fs::write(&file, content).unwrap();
    let noon: DateTime<Utc> = "2026-03-04T12:00:00Z".parse().unwrap();
    Sandbox::builder()
        .clock(Clock::frozen_at(noon))
        .seed_file(file)
        .start()
        .await
        .unwrap()
}

/// A day of the entries, counted back from the last one.
pub(crate) fn day(before_last: usize) -> NaiveDate {
    let last = NaiveDate::from_ymd_opt(2026, 3, 3).unwrap();
    last.checked_sub_days(Days::new(before_last as u64))
        .unwrap()
}

/// A client of the sandbox, via an address.
pub(crate) fn client(sandbox: &Sandbox, url: &str) -> Client {
    // The machine may be busy with other things.
    let patient = |options: CallOptions| {
        options
            .attempt_timeout(Duration::from_secs(300))
            .total_timeout(Duration::from_secs(300))
    };
    client_of(sandbox.demo())
        .options(patient)
        .base_url(url)
        .accounts_url(sandbox.accounts_url())
        .build()
        .unwrap()
}

/// The list of all entries, on pages of this size.
pub(crate) fn entries(zoho: &Client, per_page: u32) -> List<TimeEntry> {
    zoho.time_entries()
        .list(ListTimeEntriesQuery::new().per_page(per_page))
}

/// A running proxy. It stops when it is dropped.
pub(crate) struct Proxy {
    pub(crate) url: String,
    server: JoinHandle<()>,
}

#[derive(Clone)]
struct Upstream {
    url: String,
    http: reqwest::Client,
    before: Before,
}

impl Proxy {
    /// Starts a proxy that lets something happen before a page is fetched.
    pub(crate) async fn start(sandbox: &Sandbox, before: Before) -> Self {
        let state = Upstream {
            url: sandbox.base_url().to_owned(),
            http: reqwest::Client::new(),
            before,
        };
        let app = Router::new().fallback(forward).with_state(state);
        let (url, server) = serve(app).await;
        Self { url, server }
    }
}

impl Drop for Proxy {
    fn drop(&mut self) {
        self.server.abort();
    }
}

async fn forward(State(upstream): State<Upstream>, request: Request) -> Response {
    let (parts, body) = request.into_parts();
    let body = to_bytes(body, usize::MAX).await.unwrap();
    let target = parts.uri.path_and_query().unwrap().to_string();
    let asked = (upstream.before)(Asked { target }).await;
    let url = format!("{}{}", upstream.url, asked.target);
    let answer = pass_on(&upstream.http, parts.method, url, parts.headers, body);
    answer.await.into_response()
}
