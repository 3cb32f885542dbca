//! `/_sandbox/log`.

use std::convert::Infallible;
use std::sync::Arc;

use axum::extract::State;
use axum::http::{StatusCode, Uri};
use axum::response::sse::{Event, KeepAlive, Sse};
use axum::response::{IntoResponse, Response};
use futures::{StreamExt as _, stream};
use serde_json::{Value, json};

use crate::http::parameters::Parameters;
use crate::http::refusal::Refusal;
use crate::http::respond;
use crate::log::{self, Exchange};
use crate::state::Shared;
use crate::state::base_url::BaseUrl;
use crate::state::route_table::RouteTable;

pub(super) fn routes() -> RouteTable {
    RouteTable::default()
        .get("/_sandbox/log", list)
        .delete("/_sandbox/log", clear)
        .get("/_sandbox/log/stream", follow)
        .get("/_sandbox/log.har", archive)
}

/// The exchanges after the one that `after` names, up to `limit` of them.
async fn list(State(shared): State<Shared>, uri: Uri) -> Response {
    let query = Parameters::of(&uri);
    let read = || {
        let after = number(&query, "after")?.unwrap_or(0);
        let limit = number(&query, "limit")?.unwrap_or(u64::MAX);
        Ok((after, usize::try_from(limit).unwrap_or(usize::MAX)))
    };
    match read() {
        Ok((after, limit)) => {
            let last = shared.log.last();
            let entries = entries(&shared.log.after(after, limit));
            respond::json(&json!({ "entries": entries, "last": last }))
        }
        Err(refusal) => respond::refusal(&refusal),
    }
}

fn number(query: &Parameters, name: &str) -> Result<Option<u64>, Refusal> {
    query.read(name, |text| text.parse().ok())
}

fn entries(exchanges: &[Arc<Exchange>]) -> Vec<Value> {
    exchanges
        .iter()
        .map(|exchange| exchange.to_json())
        .collect()
}

/// Streams every exchange from now on, or after the one that `after` names, when it ends.
async fn follow(State(shared): State<Shared>, uri: Uri) -> Response {
    let after = match number(&Parameters::of(&uri), "after") {
        Ok(after) => after.unwrap_or_else(|| shared.log.last()),
        Err(refusal) => return respond::refusal(&refusal),
    };
    let Some(news) = shared.log.subscribe() else {
        return StatusCode::SERVICE_UNAVAILABLE.into_response();
    };
    let batches = stream::unfold(
        (shared, news, after),
        |(shared, mut news, after)| async move {
            loop {
                news.borrow_and_update();
                let batch = shared.log.after(after, usize::MAX);
                if let Some(last) = batch.last().map(|exchange| exchange.seq()) {
                    return Some((stream::iter(batch), (shared, news, last)));
                }
                // It fails when the sandbox stops.
                news.changed().await.ok()?;
            }
        },
    );
    let events = batches.flatten().map(|exchange| {
        let event = Event::default().data(exchange.to_json_at_once().to_string());
        Ok::<_, Infallible>(event)
    });
    Sse::new(events)
        .keep_alive(KeepAlive::default())
        .into_response()
}

async fn clear(State(shared): State<Shared>) -> Response {
    shared.log.clear();
    respond::json(&json!({ "entries": [], "last": shared.log.last() }))
}

async fn archive(State(shared): State<Shared>, BaseUrl(base_url): BaseUrl) -> Response {
    respond::json(&log::archive(&shared.log.exchanges(), &base_url))
}
