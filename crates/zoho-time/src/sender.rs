//! Sends one request and receives the whole response: with an HTTP client of this crate or of the caller, or
//! through a transport that the caller provides.

use std::convert::Infallible;
use std::mem::take;
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::task::{Context, Poll};
use std::time::Duration;

use bytes::Bytes;
use http::header::CONTENT_LENGTH;
use http::{HeaderMap, Method, Uri};
use http_body::{Body, Frame};
use url::Url;

use crate::bounded;
use crate::callback::{Panicked, caught};
use crate::http_clients::HttpClients;
use crate::redirect::Redirect;
use crate::transport::{
    AnsweredBy, HttpTransport, ResponseLimit, TransportError, TransportErrorKind,
};

/// The HTTP client or transport that sends the requests of a client.
#[derive(Clone, Debug)]
pub(crate) enum Sender {
    /// The clients of this crate, which follow no redirects.
    Own(Arc<HttpClients>),
    /// A client of the caller, which may follow redirects.
    Supplied(reqwest::Client),
    /// A transport of the caller.
    Other(Arc<dyn HttpTransport>),
}

/// A complete request, with its secrets.
pub(crate) struct OutgoingRequest {
    pub(crate) method: Method,
    pub(crate) url: Url,
    pub(crate) headers: HeaderMap,
    /// The body; empty if there is none.
    pub(crate) body: Bytes,
}

/// The bounds of one exchange.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Bounds<'a> {
    /// The time from the connection to the last byte of the response.
    pub(crate) time: Duration,
    /// The size of the response in bytes.
    pub(crate) bytes: usize,
    /// The secrets in the request, which no error shows.
    pub(crate) secrets: &'a [&'a str],
}

impl Sender {
    /// Sends a request once and receives the whole response. A redirect and a response that is too large are
    /// errors.
    pub(crate) async fn send(
        &self,
        request: OutgoingRequest,
        bounds: Bounds<'_>,
    ) -> Result<http::Response<Bytes>, TransportError> {
        match self {
            Self::Own(clients) => {
                let client = clients.to(&request.url).map_err(|error| {
                    TransportError::new(TransportErrorKind::NotConnected, error)
                })?;
                execute(client, request.with_body(), None, bounds).await
            }
            Self::Supplied(client) => {
                let requested = request.url.clone();
                let (request, is_sent) = request.with_body_once();
                let outcome = execute(client, request, Some(&requested), bounds).await;
                outcome.map_err(|error| {
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

impl OutgoingRequest {
    fn without_body(self) -> (reqwest::Request, Bytes) {
        let mut request = reqwest::Request::new(self.method, self.url);
        *request.headers_mut() = self.headers;
        (request, self.body)
    }

    /// The request for a client that follows no redirects.
    fn with_body(self) -> reqwest::Request {
        let (mut request, body) = self.without_body();
        if !body.is_empty() {
            *request.body_mut() = Some(body.into());
        }
        request
    }

    /// The request with a body that can be sent only once. A client that follows redirects then cannot repeat
    /// it, with the secrets in it, at another address. The flag becomes true as soon as any of it is sent.
    fn with_body_once(self) -> (reqwest::Request, Arc<AtomicBool>) {
        let is_sent = Arc::new(AtomicBool::new(false));
        let (mut request, body) = self.without_body();
        if !body.is_empty() {
            // A body of unknown length would be sent in chunks.
            let length = body.len().into();
            request.headers_mut().insert(CONTENT_LENGTH, length);
            let flag = Arc::clone(&is_sent);
            *request.body_mut() = Some(reqwest::Body::wrap(Once {
                body: Some(body),
                is_sent: flag,
            }));
        }
        (request, is_sent)
    }
}

/// A body that can be sent once.
struct Once {
    body: Option<Bytes>,
    is_sent: Arc<AtomicBool>,
}

impl Body for Once {
    type Data = Bytes;
    type Error = Infallible;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        _: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, Infallible>>> {
        self.is_sent.store(true, Ordering::Relaxed);
        Poll::Ready(self.body.take().map(|body| Ok(Frame::data(body))))
    }

    fn is_end_stream(&self) -> bool {
        self.body.is_none()
    }
}

/// Sends with an HTTP client. `requested` is the address of the request if the client may follow redirects.
async fn execute(
    client: &reqwest::Client,
    mut request: reqwest::Request,
    requested: Option<&Url>,
    bounds: Bounds<'_>,
) -> Result<http::Response<Bytes>, TransportError> {
    *request.timeout_mut() = Some(bounds.time);
    let failed = |error| TransportError::of_reqwest(error, requested);
    let mut response = client.execute(request).await.map_err(failed)?;
    let (status, headers) = (response.status(), take(response.headers_mut()));
    let responded = response.url();
    if let Some(redirect) = Redirect::find(
        status,
        &headers,
        requested.unwrap_or(responded),
        requested.map(|_| responded),
        bounds.secrets,
    ) {
        return Err(redirect.into());
    }
    let body = bounded::read(response, bounds.bytes, requested).await?;
    let mut whole = http::Response::new(body);
    *whole.status_mut() = status;
    *whole.headers_mut() = headers;
    Ok(whole)
}

async fn hand_over(
    transport: &dyn HttpTransport,
    request: OutgoingRequest,
    bounds: Bounds<'_>,
) -> Result<http::Response<Bytes>, TransportError> {
    let uri = Uri::try_from(request.url.as_str())
        .map_err(|error| TransportError::new(TransportErrorKind::NotConnected, error))?;
    let mut outgoing = http::Request::new(request.body);
    *outgoing.method_mut() = request.method;
    *outgoing.uri_mut() = uri;
    *outgoing.headers_mut() = request.headers;
    let limit = ResponseLimit {
        bytes: bounds.bytes,
    };
    outgoing.extensions_mut().insert(limit);
    let sending = caught(|| transport.send(outgoing));
    let response = match tokio::time::timeout(bounds.time, sending).await {
        Ok(Ok(response)) => response?,
        Ok(Err(Panicked)) => return Err(TransportError::panicked()),
        Err(passed) => return Err(TransportError::new(TransportErrorKind::TimedOut, passed)),
    };
    let responded = response.extensions().get::<AnsweredBy>();
    let responded = responded.map(|AnsweredBy(address)| address);
    let (status, headers) = (response.status(), response.headers());
    if let Some(redirect) = Redirect::find(status, headers, &request.url, responded, bounds.secrets)
    {
        return Err(redirect.into());
    }
    if response.body().len() > bounds.bytes {
        return Err(TransportError::too_large(bounds.bytes));
    }
    Ok(response)
}
