//! How a request gets to a server and its answer back: with `reqwest`, or by what the user plugs in.

use std::error::Error as StdError;
use std::fmt;
use std::mem::take;
use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use futures::future::BoxFuture;

use crate::callback::{Panicked, caught};

/// Sends one request and receives its whole answer.
///
/// Everything that a client sends goes through one of these: calls, and requests for tokens. The usual one
/// is `reqwest`; another is given with
/// [`ZohoTimeBuilder::with_transport`](crate::ZohoTimeBuilder::with_transport), to answer in a test without a
/// socket, to send through something that is there already, or to look at what is sent.
///
/// Retries, limits and tokens stay the client's business: a transport tries once. Headers that hold a secret
/// are [marked](http::HeaderValue::is_sensitive).
///
/// ```
/// use bytes::Bytes;
/// use futures::future::{BoxFuture, FutureExt};
/// use http::{Request, Response};
/// use zoho_time::{HttpTransport, TransportError, ZohoTime};
/// use zoho_time::models::ListProjectsQuery;
///
/// /// Knows no projects.
/// #[derive(Debug)]
/// struct Nothing;
///
/// impl HttpTransport for Nothing {
///     fn send(&self, request: Request<Bytes>) -> BoxFuture<'_, Result<Response<Bytes>, TransportError>> {
///         assert_eq!(request.uri().path(), "/books/v3/projects");
///         let body = r#"{"code":0,"message":"success","projects":[]}"#;
///         async move { Ok(Response::new(Bytes::from(body))) }.boxed()
///     }
/// }
///
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
/// let zoho = ZohoTime::builder()
///     .organization("10234695".parse()?)
///     .access_token("any")
///     .with_transport(Nothing)
///     .build()?;
/// let projects = zoho.projects().list(ListProjectsQuery::new()).page(1).await?;
/// assert!(projects.items.is_empty());
/// # Ok(())
/// # }
/// ```
pub trait HttpTransport: fmt::Debug + Send + Sync + 'static {
    /// Sends a request and waits for its answer. It is dropped when its time is over.
    fn send(
        &self,
        request: http::Request<Bytes>,
    ) -> BoxFuture<'_, Result<http::Response<Bytes>, TransportError>>;
}

/// Why a request has no answer.
///
/// What it says ends with the first cause, such as "connection refused"; addresses are left out.
#[derive(Debug)]
pub struct TransportError {
    kind: TransportErrorKind,
    source: Box<dyn StdError + Send + Sync>,
}

/// How far a request came that has no answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum TransportErrorKind {
    /// There was no connection, so nothing was sent.
    NotConnected,
    /// It was sent, or part of it, and no whole answer came.
    Interrupted,
    /// The same, because its time was over.
    TimedOut,
    /// The [`HttpTransport`] panicked, perhaps after it was sent. It is not sent again.
    Panicked,
}

impl TransportError {
    /// A failure that came so far, for this reason.
    #[must_use]
    pub fn new(
        kind: TransportErrorKind,
        source: impl Into<Box<dyn StdError + Send + Sync>>,
    ) -> Self {
        Self {
            kind,
            source: source.into(),
        }
    }

    /// Whether the network was at fault, so that the same request may succeed another time.
    pub(crate) fn is_of_the_network(&self) -> bool {
        matches!(
            self.kind,
            TransportErrorKind::NotConnected
                | TransportErrorKind::Interrupted
                | TransportErrorKind::TimedOut
        )
    }

    /// How far the request came.
    #[must_use]
    pub fn kind(&self) -> TransportErrorKind {
        self.kind
    }
}

impl From<reqwest::Error> for TransportError {
    fn from(error: reqwest::Error) -> Self {
        let kind = if error.is_connect() {
            TransportErrorKind::NotConnected
        } else if error.is_timeout() {
            TransportErrorKind::TimedOut
        } else {
            TransportErrorKind::Interrupted
        };
        Self::new(kind, error.without_url())
    }
}

impl fmt::Display for TransportError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self.kind {
            TransportErrorKind::NotConnected => "no connection could be made",
            TransportErrorKind::Interrupted => "the connection broke before the answer had come",
            TransportErrorKind::TimedOut => "the answer did not come in time",
            TransportErrorKind::Panicked => "the transport failed",
        })?;
        let mut cause: &dyn StdError = &*self.source;
        while let Some(next) = cause.source() {
            cause = next;
        }
        write!(f, ": {cause}")
    }
}

impl StdError for TransportError {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        Some(&*self.source)
    }
}

/// What the requests of a client are sent with.
#[derive(Clone, Debug)]
pub(crate) enum Sender {
    /// The usual way, without turning requests into something else and back.
    Reqwest(reqwest::Client),
    /// What the user has plugged in.
    Other(Arc<dyn HttpTransport>),
}

impl Sender {
    /// Sends a request, for which there is so much time.
    pub(crate) async fn send(
        &self,
        mut request: reqwest::Request,
        time: Duration,
    ) -> Result<http::Response<Bytes>, TransportError> {
        match self {
            Self::Reqwest(client) => {
                *request.timeout_mut() = Some(time);
                let mut response = client.execute(request).await?;
                let (status, headers) = (response.status(), take(response.headers_mut()));
                let mut whole = http::Response::new(response.bytes().await?);
                *whole.status_mut() = status;
                *whole.headers_mut() = headers;
                Ok(whole)
            }
            Self::Other(transport) => {
                let request: http::Request<reqwest::Body> = request.try_into()?;
                // Every body is in memory.
                let request =
                    request.map(|body| Bytes::copy_from_slice(body.as_bytes().unwrap_or_default()));
                let sending = caught(|| transport.send(request));
                match tokio::time::timeout(time, sending).await {
                    Ok(Ok(answer)) => answer,
                    Ok(Err(Panicked)) => {
                        let kind = TransportErrorKind::Panicked;
                        Err(TransportError::new(kind, "it panicked"))
                    }
                    Err(passed) => Err(TransportError::new(TransportErrorKind::TimedOut, passed)),
                }
            }
        }
    }
}
