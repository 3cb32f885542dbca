//! The interface between the client and whatever sends its requests, and its errors.

use std::error::Error as StdError;
use std::fmt;

use bytes::Bytes;
use futures::future::BoxFuture;
use http::StatusCode;
use url::Url;

use crate::redirect::Redirect;

use crate::server_text;

/// Sends one request and receives its whole answer.
///
/// Everything that a client sends goes through one of these: calls, and requests for tokens. The usual one
/// is `reqwest`; another is given with
/// [`ClientBuilder::with_transport`](crate::ClientBuilder::with_transport), to answer in a test without a
/// socket, to send through something that is there already, or to look at what is sent.
///
/// Retries, limits and tokens stay the client's business: a transport tries once. Headers that hold a secret
/// are [marked](http::HeaderValue::is_sensitive).
///
/// A transport must not follow redirects: what they lead to was not configured by the caller. It returns
/// the response with its 3xx status, which becomes an error. One whose HTTP client may follow redirects
/// reports the address that answered as an [`AnsweredBy`] in the extensions of the response, and an answer
/// from another address than the requested one is rejected. A response that is larger than the
/// [`ResponseLimit`] in the extensions of the request is rejected as well; a transport that reads no
/// further than that saves the memory.
///
/// ```
/// use bytes::Bytes;
/// use futures::future::{BoxFuture, FutureExt};
/// use http::{Request, Response};
/// use zoho_time::Client;
/// use zoho_time::transport::{HttpTransport, TransportError};
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
/// let zoho = Client::builder()
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

/// The largest response body that is accepted for a request; in the extensions of the requests that an
/// [`HttpTransport`] is given.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct ResponseLimit {
    /// The limit in bytes, after decompression.
    pub bytes: usize,
}

/// The address that a response comes from; in the extensions of the responses of an [`HttpTransport`] whose
/// HTTP client may follow redirects.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AnsweredBy(pub Url);

/// Why a request has no answer.
///
/// What it says ends with the first cause, such as "connection refused"; addresses are left out.
#[derive(Debug)]
pub struct TransportError {
    kind: TransportErrorKind,
    source: Box<dyn StdError + Send + Sync>,
}

/// How far a request came that has no usable answer.
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
    /// The server answered with a redirect, which is not followed, or the HTTP client has followed one.
    Redirected,
    /// The answer is larger than the limit: see
    /// [`CallOptions::response_limit`](crate::CallOptions::response_limit).
    TooLarge,
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

    /// The status of the redirect that this is, unless the HTTP client has followed it.
    pub(crate) fn status(&self) -> Option<StatusCode> {
        self.redirect()?.status()
    }

    /// Whether the server may have processed the request.
    pub(crate) fn may_have_been_done(&self) -> bool {
        match self.kind {
            TransportErrorKind::NotConnected => false,
            _ => self.redirect().is_none_or(Redirect::may_have_been_done),
        }
    }

    fn redirect(&self) -> Option<&Redirect> {
        self.source.downcast_ref()
    }
}

impl From<Redirect> for TransportError {
    fn from(redirect: Redirect) -> Self {
        Self::new(TransportErrorKind::Redirected, redirect)
    }
}

impl From<reqwest::Error> for TransportError {
    fn from(error: reqwest::Error) -> Self {
        let kind = if error.is_redirect() {
            TransportErrorKind::Redirected
        } else if error.is_connect() {
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
            TransportErrorKind::Redirected => "the request was redirected",
            TransportErrorKind::TooLarge => "the answer is too large",
        })?;
        let mut cause: &dyn StdError = &*self.source;
        while let Some(next) = cause.source() {
            cause = next;
        }
        // A transport of the user may quote the server.
        write!(f, ": {}", server_text::shown(&cause.to_string(), &[]))
    }
}

impl StdError for TransportError {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        Some(&*self.source)
    }
}
