//! `/_sandbox/snapshots`, `/_sandbox/reset` and `/_sandbox/export`.

use axum::extract::{Path, State};
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde_json::{Value, json};

use crate::http::refusal::Refusal;
use crate::http::respond;
use crate::seed::{self, LoadError};
use crate::state::Shared;
use crate::state::route_table::RouteTable;
use crate::store::{Snapshot, SnapshotError};

pub(super) fn routes() -> RouteTable {
    RouteTable::default()
        .post("/_sandbox/reset", reset)
        .get("/_sandbox/export", export)
        .get("/_sandbox/snapshots", list)
        .put("/_sandbox/snapshots/{name}", save)
        .delete("/_sandbox/snapshots/{name}", delete)
        .post("/_sandbox/snapshots/{name}/restore", restore)
}

/// Restores the initial data.
async fn reset(State(shared): State<Shared>) -> Response {
    match reset_data(&shared).await {
        Ok(()) => done("The data of a new sandbox has been restored."),
        Err(refusal) => respond::refusal(&refusal),
    }
}

/// Exports all data as a seed file.
async fn export(State(shared): State<Shared>) -> Response {
    match export_data(&shared).await {
        Ok(yaml) => ([(header::CONTENT_TYPE, "application/yaml")], yaml).into_response(),
        Err(refusal) => respond::refusal(&refusal),
    }
}

async fn list(State(shared): State<Shared>) -> Response {
    match shared.store.list_snapshots().await {
        Ok(snapshots) => {
            let snapshots: Vec<Value> = snapshots.iter().map(to_json).collect();
            respond::json(&json!({ "code": 0, "message": "success", "snapshots": snapshots }))
        }
        Err(error) => refused(&error),
    }
}

async fn save(State(shared): State<Shared>, Path(name): Path<String>) -> Response {
    match shared.store.save_snapshot(name).await {
        Ok(()) => done("The snapshot has been saved."),
        Err(error) => refused(&error),
    }
}

async fn restore(State(shared): State<Shared>, Path(name): Path<String>) -> Response {
    match shared.store.restore_snapshot(name).await {
        Ok(()) => done("The snapshot has been restored."),
        Err(error) => refused(&error),
    }
}

async fn delete(State(shared): State<Shared>, Path(name): Path<String>) -> Response {
    match shared.store.delete_snapshot(name).await {
        Ok(()) => done("The snapshot has been deleted."),
        Err(error) => refused(&error),
    }
}

fn to_json(snapshot: &Snapshot) -> Value {
    json!({ "name": snapshot.name, "bytes": snapshot.bytes })
}

fn done(message: &str) -> Response {
    respond::json(&json!({ "code": 0, "message": message }))
}

/// An error, in the form of the API's own.
fn refused(error: &SnapshotError) -> Response {
    let (status, code) = match error {
        SnapshotError::InvalidName(_) => (StatusCode::BAD_REQUEST, 2),
        SnapshotError::NotFound { .. } => (StatusCode::NOT_FOUND, 1002),
        _ => {
            tracing::error!(%error, "a snapshot failed");
            (StatusCode::INTERNAL_SERVER_ERROR, 1000)
        }
    };
    let body = json!({ "code": code, "message": error.to_string() });
    respond::bytes(status, body.to_string().into_bytes())
}

/// All data of the store as a seed file.
pub(crate) async fn export_data(shared: &Shared) -> Result<String, Refusal> {
    let clock = shared.clock.clone();
    let exported = shared
        .store
        .read(move |transaction| seed::export(*transaction, clock.now()));
    exported.await
}

/// Restores the data of a new sandbox.
pub(crate) async fn reset_data(shared: &Shared) -> Result<(), Refusal> {
    let (clock, origin) = (shared.clock.clone(), shared.origin.clone());
    let started: Result<_, LoadError> = shared
        .store
        .replace_all(move |transaction| origin.prepare(*transaction, clock.now()))
        .await;
    Ok(started.map(drop)?)
}
