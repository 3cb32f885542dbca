//! The web page at `/`: data, requests, faults, clock and API reference.
//!
//! The page consists of the files in `assets`, which are compiled into the program. It uses `/_sandbox` like
//! any other client.

mod assets;
mod data;

use axum::extract::State;
use axum::response::Response;
use serde_json::json;

use crate::http::respond;
use crate::model::product::{Product, WireStyle};
use crate::seed::demo::ACCESS_TOKEN;
use crate::state::Shared;
use crate::state::route_table::RouteTable;

/// The routes of the page and its files.
pub(crate) fn routes() -> RouteTable {
    RouteTable::default()
        .get("/", assets::index)
        .get("/_sandbox/page/about", about)
        .get("/_sandbox/page/{*path}", assets::asset)
        .get("/_sandbox/data", data::tables)
        .get("/_sandbox/data/{table}", data::records)
}

/// Returns information about this sandbox, with the well-known access token.
async fn about(State(shared): State<Shared>) -> Response {
    let products = Product::ALL.map(|product| {
        json!({
            "name": product.name(),
            "base_path": product.base_path(),
            "scope_prefix": product.scope_prefix(),
        })
    });
    respond::json(&json!({
        "version": env!("CARGO_PKG_VERSION"),
        "style": match shared.style {
            WireStyle::Documented => "documented",
            WireStyle::Observed => "observed",
        },
        "access_token": ACCESS_TOKEN,
        "products": products,
    }))
}
