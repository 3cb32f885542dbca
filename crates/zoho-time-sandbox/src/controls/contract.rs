//! `/_sandbox/openapi.json` and `/_sandbox/openapi.yaml`.

use axum::Router;
use axum::http::header;
use axum::routing::get;

use crate::contract;
use crate::state::Shared;

pub(super) fn router() -> Router<Shared> {
    let json = || async { ([(header::CONTENT_TYPE, "application/json")], contract::JSON) };
    let yaml = || async { ([(header::CONTENT_TYPE, "application/yaml")], contract::YAML) };
    Router::new()
        .route("/_sandbox/openapi.json", get(json))
        .route("/_sandbox/openapi.yaml", get(yaml))
}
