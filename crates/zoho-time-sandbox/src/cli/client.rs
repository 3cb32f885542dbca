//! HTTP client for the controls of a running sandbox.

use std::io::Write;
use std::time::Duration;

use http_body_util::{BodyExt, Full, LengthLimitError, Limited};
use hyper::body::{Bytes, Incoming};
use hyper::{Method, Request, Response, StatusCode, Uri, header};
use hyper_util::rt::TokioIo;
use serde_json::Value;
use tokio::net::TcpStream;

/// Maximum length of a response, in bytes. Only an export may be longer; it is not kept in memory.
pub(crate) const LONGEST: usize = 32 << 20;

/// Timeout for a response.
const PATIENCE: Duration = Duration::from_secs(60);

/// A response.
#[derive(Debug)]
pub(crate) struct TextResponse {
    pub(crate) status: StatusCode,
    pub(crate) body: String,
}

/// Errors of a request to a sandbox.
#[derive(Debug, thiserror::Error)]
pub(crate) enum AskError {
    #[error("{0:?} is not the address of a sandbox; write one such as http://127.0.0.1:8080")]
    Address(String),
    #[error(
        "no sandbox is running at {url}: {source}; start one with `zoho-time-sandbox serve`, or pass its address with --url"
    )]
    Unreachable { url: String, source: std::io::Error },
    #[error("{url} does not respond as a sandbox does: {detail}")]
    Strange { url: String, detail: String },
    #[error("the response of {url} is longer than {} MiB, the limit of this program", LONGEST >> 20)]
    TooLong { url: String },
    #[error("{0}")]
    Refused(String),
    #[error("the response cannot be written: {0}")]
    Output(#[from] std::io::Error),
}

/// Sends a request to the sandbox at an address, and returns its response if it is successful.
pub(crate) async fn ask(method: Method, url: &str, path: &str) -> Result<TextResponse, AskError> {
    send(method, url, path, "").await
}

/// The same, with a body of JSON.
pub(crate) async fn send(
    method: Method,
    url: &str,
    path: &str,
    body: &str,
) -> Result<TextResponse, AskError> {
    in_time(url, async {
        let response = exchange(method, url, path, body).await?;
        let answer = read(url, response).await?;
        answer.success(url)
    })
    .await
}

/// Sends a request to the sandbox at an address, and streams its response to a writer if it is successful.
pub(crate) async fn copy(url: &str, path: &str, out: &mut impl Write) -> Result<(), AskError> {
    let response = in_time(url, exchange(Method::GET, url, path, "")).await?;
    if !response.status().is_success() {
        let answer = in_time(url, read(url, response)).await?;
        return answer.success(url).map(drop);
    }
    let mut body = response.into_body();
    while let Some(frame) = in_time(url, async { Ok(body.frame().await) }).await? {
        let frame = frame.map_err(|error| strange(url, &error.to_string()))?;
        if let Some(bytes) = frame.data_ref() {
            out.write_all(bytes)?;
        }
    }
    Ok(out.flush()?)
}

async fn in_time<T>(
    url: &str,
    asked: impl Future<Output = Result<T, AskError>>,
) -> Result<T, AskError> {
    let asked = tokio::time::timeout(PATIENCE, asked).await;
    asked.unwrap_or_else(|_| Err(strange(url, "it does not respond in time")))
}

/// Reads a response, up to a limit.
async fn read(url: &str, response: Response<Incoming>) -> Result<TextResponse, AskError> {
    let status = response.status();
    let body = Limited::new(response.into_body(), LONGEST).collect().await;
    let body = body.map_err(|error| {
        if error.is::<LengthLimitError>() {
            AskError::TooLong {
                url: url.to_owned(),
            }
        } else {
            strange(url, &error.to_string())
        }
    })?;
    Ok(TextResponse {
        status,
        body: String::from_utf8_lossy(&body.to_bytes()).into_owned(),
    })
}

impl TextResponse {
    /// The answer if it is a success, and otherwise what the sandbox says about it.
    fn success(self, url: &str) -> Result<Self, AskError> {
        if self.status.is_success() {
            return Ok(self);
        }
        let body = self.json();
        let message = body.as_ref().and_then(|body| body["message"].as_str());
        Err(match message {
            Some(message) => AskError::Refused(printable(message)),
            None => strange(url, &self.status.to_string()),
        })
    }

    /// The body, if it is JSON.
    pub(crate) fn json(&self) -> Option<Value> {
        serde_json::from_str(&self.body).ok()
    }

    /// A text in the body.
    pub(crate) fn text(&self, field: &str) -> String {
        let body = self.json();
        let text = body.as_ref().and_then(|body| body[field].as_str());
        text.unwrap_or_default().to_owned()
    }
}

async fn exchange(
    method: Method,
    url: &str,
    path: &str,
    body: &str,
) -> Result<Response<Incoming>, AskError> {
    let address = || AskError::Address(url.to_owned());
    let base: Uri = url.trim_end_matches('/').parse().map_err(|_| address())?;
    let authority = base.authority().ok_or_else(address)?;
    if base.scheme_str() != Some("http") {
        return Err(address());
    }
    // IPv6 addresses are in brackets.
    let host = authority.host().trim_matches(['[', ']']);
    let stream = TcpStream::connect((host, authority.port_u16().unwrap_or(80)))
        .await
        .map_err(|source| AskError::Unreachable {
            url: url.to_owned(),
            source,
        })?;
    let failed = |error: hyper::Error| strange(url, &error.to_string());
    let (mut sender, connection) = hyper::client::conn::http1::handshake(TokioIo::new(stream))
        .await
        .map_err(failed)?;
    tokio::spawn(connection);
    let prefix = base.path().trim_end_matches('/');
    let request = Request::builder()
        .method(method)
        .uri(format!("{prefix}{path}"))
        .header(header::HOST, authority.as_str())
        .header(header::CONTENT_TYPE, "application/json")
        .body(Full::new(Bytes::copy_from_slice(body.as_bytes())))
        .map_err(|_| address())?;
    sender.send_request(request).await.map_err(failed)
}

fn strange(url: &str, detail: &str) -> AskError {
    AskError::Strange {
        url: url.to_owned(),
        detail: detail.to_owned(),
    }
}

/// An error message from the server, safe for a terminal: up to 500 characters, unprintable ones escaped,
/// quotes unchanged.
fn printable(message: &str) -> String {
    let escaped = message.chars().flat_map(|char| {
        let quote = Some(char).filter(|char| matches!(char, '"' | '\''));
        let other = quote.is_none().then(|| char.escape_debug());
        quote.into_iter().chain(other.into_iter().flatten())
    });
    escaped.take(500).collect()
}
