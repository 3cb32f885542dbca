//! Asking a running sandbox about itself.

use hyper::Method;
use serde::Deserialize;

use super::Failure;
use crate::client;

/// What `/_sandbox/demo` answers, as far as it matters here.
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

/// What a sandbox says of its interceptor.
#[derive(Debug, Deserialize)]
pub(super) struct Interceptor {
    pub(super) url: String,
    pub(super) data_folder: std::path::PathBuf,
}

/// Asks the sandbox at an address about itself. No proxy is used: after the first `env` there is one,
/// and it knows no sandbox.
pub(super) async fn demo_info(url: &str) -> Result<DemoInfo, Failure> {
    let answer = client::ask(Method::GET, url, "/_sandbox/demo").await?;
    serde_json::from_str(&answer.body)
        .map_err(|_| format!("what answers at {url} is no sandbox of this version").into())
}
