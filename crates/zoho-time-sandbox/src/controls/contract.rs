//! `/_sandbox/openapi.json` and `/_sandbox/openapi.yaml`.

use axum::http::header;

use crate::contract;
use crate::state::route_table::RouteTable;

pub(super) fn routes() -> RouteTable {
    let json = || async { ([(header::CONTENT_TYPE, "application/json")], contract::JSON) };
    let yaml = || async { ([(header::CONTENT_TYPE, "application/yaml")], contract::YAML) };
    RouteTable::default()
        .get("/_sandbox/openapi.json", json)
        .get("/_sandbox/openapi.yaml", yaml)
}
