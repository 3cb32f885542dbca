//! Asking a running sandbox about itself.

use std::time::Duration;

use axum::body::{self, Body};
use axum::http::{Request, Uri, header, uri::Scheme};
use hyper::client::conn::http1;
use hyper_util::rt::TokioIo;
use serde::Deserialize;
use tokio::net::TcpStream;

use super::Failure;

/// How long a sandbox may take to answer.
const PATIENCE: Duration = Duration::from_secs(5);

/// The longest answer that is read.
const MOST_BYTES: usize = 1 << 20;

/// What `/_sandbox/demo` answers, as far as it matters here.
#[derive(Debug, Deserialize)]
pub(super) struct Introduction {
    pub(super) organization_id: String,
    pub(super) client_id: String,
    pub(super) client_secret: String,
    pub(super) refresh_token: String,
    pub(super) access_token: String,
    pub(super) users: Vec<String>,
    pub(super) customers: Vec<String>,
    pub(super) stand_in: Option<StandIn>,
}

/// What a sandbox says of its stand-in.
#[derive(Debug, Deserialize)]
pub(super) struct StandIn {
    pub(super) url: String,
    pub(super) data_folder: std::path::PathBuf,
}

/// Asks the sandbox at an address about itself.
pub(super) async fn introduction(url: &str) -> Result<Introduction, Failure> {
    let answer = tokio::time::timeout(PATIENCE, fetch(url)).await;
    let answer = answer.unwrap_or_else(|_| Err("it takes too long to answer".into()));
    let bytes = answer.map_err(|reason| {
        format!(
            "no sandbox answers at {url}: {reason}; \
             start one with `zoho-time-sandbox serve`, or name its address with --url"
        )
    })?;
    serde_json::from_slice(&bytes)
        .map_err(|_| format!("what answers at {url} is no sandbox of this version").into())
}

/// Past every proxy: after the first `env` there is one, and it knows no sandbox.
async fn fetch(url: &str) -> Result<body::Bytes, Failure> {
    let uri: Uri = format!("{url}/_sandbox/demo").parse().unwrap_or_default();
    let (Some(host), Some(target), true) = (
        uri.host(),
        uri.authority(),
        uri.scheme() == Some(&Scheme::HTTP),
    ) else {
        return Err("an address begins with http:// and names a host".into());
    };
    let place = (
        host.trim_matches(['[', ']']),
        target.port_u16().unwrap_or(80),
    );
    let stream = TcpStream::connect(place).await?;
    let (mut sender, connection) = http1::handshake(TokioIo::new(stream)).await?;
    let request = Request::get(uri.path())
        .header(header::HOST, target.as_str())
        .body(Body::empty())?;
    let answer = async {
        let response = sender.send_request(request).await?;
        Ok::<_, Failure>(body::to_bytes(Body::new(response.into_body()), MOST_BYTES).await?)
    };
    tokio::pin!(answer, connection);
    tokio::select! {
        answer = &mut answer => answer,
        ended = &mut connection => { ended?; answer.await }
    }
}
