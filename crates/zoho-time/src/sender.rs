//! Sending a request and receiving its answer: with an HTTP client of this crate or of the caller, or
//! through a transport that the caller provides.

use std::mem::take;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use bytes::Bytes;
use futures::stream;
use http::HeaderMap;
use http::StatusCode;
use http::header::CONTENT_LENGTH;
use url::Url;

use crate::bounded;
use crate::callback::{Panicked, caught};
use crate::http_clients::HttpClients;
use crate::redirect::Redirect;
use crate::transport::{
    AnsweredBy, HttpTransport, ResponseLimit, TransportError, TransportErrorKind,
};

/// Whatever the requests of a client are sent with.
#[derive(Clone, Debug)]
pub(crate) enum Sender {
    /// The clients of this crate, which follow no redirects.
    Own(Arc<HttpClients>),
    /// A client of the caller, which may follow redirects.
    Supplied(reqwest::Client),
    /// A transport of the caller.
    Other(Arc<dyn HttpTransport>),
}

/// The bounds of one exchange.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Bounds<'a> {
    /// The time from the connection to the last byte of the answer.
    pub(crate) time: Duration,
    /// The size of the answer in bytes.
    pub(crate) bytes: usize,
    /// The secrets in the request, which no error shows.
    pub(crate) secrets: &'a [&'a str],
}

impl Sender {
    /// Sends a request once and receives its whole answer. A redirect and an answer that is too large are
    /// errors.
    pub(crate) async fn send(
        &self,
        mut request: reqwest::Request,
        bounds: Bounds<'_>,
    ) -> Result<http::Response<Bytes>, TransportError> {
        match self {
            Self::Own(clients) => {
                let client = clients.to(request.url()).map_err(|error| {
                    TransportError::new(TransportErrorKind::NotConnected, error)
                })?;
                execute(client, request, bounds).await
            }
            Self::Supplied(client) => {
                let is_sent = send_body_once(&mut request);
                execute(client, request, bounds).await.map_err(|error| {
                    // The connection that failed is that to the target of a redirect.
                    if error.kind() == TransportErrorKind::NotConnected
                        && is_sent.load(Ordering::Relaxed)
                    {
                        TransportError::new(TransportErrorKind::Interrupted, error)
                    } else {
                        error
                    }
                })
            }
            Self::Other(transport) => hand_over(transport.as_ref(), request, bounds).await,
        }
    }
}

async fn execute(
    client: &reqwest::Client,
    mut request: reqwest::Request,
    bounds: Bounds<'_>,
) -> Result<http::Response<Bytes>, TransportError> {
    let requested = request.url().clone();
    *request.timeout_mut() = Some(bounds.time);
    let mut response = client.execute(request).await?;
    let (status, headers) = (response.status(), take(response.headers_mut()));
    let answered_by = Some(response.url());
    reject_redirect(status, &headers, &requested, answered_by, bounds)?;
    let mut whole = http::Response::new(bounded::read(response, bounds.bytes).await?);
    *whole.status_mut() = status;
    *whole.headers_mut() = headers;
    Ok(whole)
}

/// Makes the body of a request one that can be sent only once. A client that follows redirects then cannot
/// repeat it, with the secrets in it, at another address. The result becomes true as soon as any of it is
/// sent.
fn send_body_once(request: &mut reqwest::Request) -> Arc<AtomicBool> {
    let is_sent = Arc::new(AtomicBool::new(false));
    let body = request.body().and_then(reqwest::Body::as_bytes);
    let Some(body) = body.filter(|body| !body.is_empty()) else {
        return is_sent;
    };
    let (body, sent) = (Bytes::copy_from_slice(body), Arc::clone(&is_sent));
    // A stream has no length of its own.
    let length = body.len().into();
    request.headers_mut().insert(CONTENT_LENGTH, length);
    let once = stream::once(async move {
        sent.store(true, Ordering::Relaxed);
        Ok::<_, std::convert::Infallible>(body)
    });
    *request.body_mut() = Some(reqwest::Body::wrap_stream(once));
    is_sent
}

async fn hand_over(
    transport: &dyn HttpTransport,
    request: reqwest::Request,
    bounds: Bounds<'_>,
) -> Result<http::Response<Bytes>, TransportError> {
    let requested = request.url().clone();
    let request: http::Request<reqwest::Body> = request.try_into()?;
    // Every body is in memory.
    let mut request =
        request.map(|body| Bytes::copy_from_slice(body.as_bytes().unwrap_or_default()));
    let limit = ResponseLimit {
        bytes: bounds.bytes,
    };
    request.extensions_mut().insert(limit);
    let sending = caught(|| transport.send(request));
    let answer = match tokio::time::timeout(bounds.time, sending).await {
        Ok(Ok(answer)) => answer?,
        Ok(Err(Panicked)) => {
            let kind = TransportErrorKind::Panicked;
            return Err(TransportError::new(kind, "it panicked"));
        }
        Err(passed) => return Err(TransportError::new(TransportErrorKind::TimedOut, passed)),
    };
    let answered_by = answer.extensions().get::<AnsweredBy>();
    let answered_by = answered_by.map(|AnsweredBy(address)| address);
    let (status, headers) = (answer.status(), answer.headers());
    reject_redirect(status, headers, &requested, answered_by, bounds)?;
    if answer.body().len() > bounds.bytes {
        return Err(bounded::too_large(bounds.bytes));
    }
    Ok(answer)
}

fn reject_redirect(
    status: StatusCode,
    headers: &HeaderMap,
    requested: &Url,
    answered_by: Option<&Url>,
    bounds: Bounds<'_>,
) -> Result<(), TransportError> {
    match Redirect::find(status, headers, requested, answered_by, bounds.secrets) {
        Some(redirect) => Err(redirect.into()),
        None => Ok(()),
    }
}
