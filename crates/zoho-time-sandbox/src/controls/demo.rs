//! `GET /_sandbox/demo`: everything that a program needs in order to use a sandbox that another program
//! started.

use axum::extract::State;
use axum::response::Response;
use serde_json::{Value, json};

use crate::http::respond;
use crate::seed::demo::Demo;
use crate::state::Shared;
use crate::state::base_url::BaseUrl;

/// Returns the addresses of the sandbox, as seen by the client, and its initial account.
pub(super) async fn show(State(shared): State<Shared>, BaseUrl(base_url): BaseUrl) -> Response {
    fn all<I: ToString>(ids: &[I]) -> Vec<String> {
        ids.iter().map(ToString::to_string).collect()
    }
    let demo = &shared.demo;
    let mut shown = account(demo, &base_url);
    let interceptor = shared
        .interceptor
        .get()
        .map(|(url, folder)| json!({ "url": url, "data_folder": folder }));
    shown["users"] = all(&demo.users).into();
    shown["customers"] = all(&demo.customers).into();
    shown["projects"] = all(&demo.projects).into();
    shown["interceptor"] = interceptor.into();
    respond::json(&shown)
}

/// The addresses and the account with which a client reaches a sandbox.
pub(crate) fn account(demo: &Demo, base_url: &str) -> Value {
    json!({
        "base_url": base_url,
        "accounts_url": base_url,
        "organization_id": demo.organization_id.as_str(),
        "client_id": demo.client_id,
        "client_secret": demo.client_secret,
        "refresh_token": demo.refresh_token,
        "access_token": demo.access_token,
    })
}
