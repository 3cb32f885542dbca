//! `/_sandbox/faults`.

use axum::body::Bytes;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::Response;
use serde_json::{Value, json};

use crate::faults::Armed;
use crate::http::refusal::{Kind, Refusal};
use crate::http::respond;
use crate::state::Shared;
use crate::state::route_table::RouteTable;

pub(super) fn routes() -> RouteTable {
    RouteTable::default()
        .get("/_sandbox/faults", list)
        .post("/_sandbox/faults", arm)
        .delete("/_sandbox/faults", clear)
        .delete("/_sandbox/faults/{id}", disarm)
}

async fn list(State(shared): State<Shared>) -> Response {
    let armed: Vec<Value> = shared.faults.list().iter().map(to_json).collect();
    respond::json(&json!({ "faults": armed }))
}

fn to_json(armed: &Armed) -> Value {
    let left = armed
        .rule
        .times
        .map(|times| u64::from(times).saturating_sub(armed.fired));
    json!({ "id": armed.id, "rule": armed.rule, "hits": armed.fired, "left": left })
}

async fn arm(State(shared): State<Shared>, body: Bytes) -> Response {
    let rule = serde_json::from_slice(&body).map_err(|error| error.to_string());
    let armed = rule.and_then(|rule| shared.faults.arm(rule).map_err(|error| error.to_string()));
    match armed {
        Ok(id) => {
            let body = json!({ "id": id }).to_string();
            respond::bytes(StatusCode::CREATED, body.into_bytes())
        }
        Err(message) => respond::refusal(&Refusal::Control(message)),
    }
}

async fn disarm(State(shared): State<Shared>, Path(id): Path<String>) -> Response {
    let disarmed = id.parse().ok().and_then(|id| shared.faults.disarm(id));
    match disarmed {
        Some(armed) => respond::json(&to_json(&armed)),
        None => respond::refusal(&Refusal::NotFound(Kind::Fault)),
    }
}

async fn clear(State(shared): State<Shared>) -> Response {
    shared.faults.clear();
    respond::json(&json!({ "faults": [] }))
}
