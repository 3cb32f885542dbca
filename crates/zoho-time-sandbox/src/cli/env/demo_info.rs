//! Information about a running sandbox.

use hyper::Method;
use serde::Deserialize;

use super::Failure;
use crate::client;

/// The relevant part of the response of `/_sandbox/demo`.
#[derive(Debug, Deserialize)]
pub(super) struct DemoInfo {
    pub(super) organization_id: String,
    pub(super) client_id: String,
    pub(super) client_secret: String,
    pub(super) refresh_token: String,
    pub(super) access_token: String,
    pub(super) users: Vec<String>,
    pub(super) customers: Vec<String>,
    pub(super) interceptor: Option<Interceptor>,
}

/// Information about its interceptor.
#[derive(Debug, Deserialize)]
pub(super) struct Interceptor {
    pub(super) url: String,
    pub(super) data_folder: std::path::PathBuf,
}

/// Requests the information from the sandbox at an address. Uses no proxy: after the first `env` one is
/// configured, and it does not serve the sandbox.
pub(super) async fn demo_info(url: &str) -> Result<DemoInfo, Failure> {
    let answer = client::ask(Method::GET, url, "/_sandbox/demo").await?;
    serde_json::from_str(&answer.body)
        .map_err(|_| format!("the server at {url} is not a sandbox of this version").into())
}
