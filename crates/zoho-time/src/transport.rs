//! The transport interface, and its errors.

use std::error::Error as StdError;
use std::fmt;

use bytes::Bytes;
use futures::future::BoxFuture;
use http::StatusCode;
use url::Url;

use crate::address::is_loopback;
use crate::redirect::Redirect;
use crate::server_text;

/// Sends one request and receives the whole response.
///
/// Everything that a client sends goes through a transport: calls, and token requests. The default is `reqwest`;
/// [`ClientBuilder::with_transport`](crate::ClientBuilder::with_transport) sets another one, to respond in a test
/// without a socket, to send through an existing HTTP stack, or to inspect what is sent.
///
/// Retries, limits and tokens stay with the client: a transport tries once. Headers that hold a secret are
/// [marked](http::HeaderValue::is_sensitive).
///
/// A transport must not follow redirects, because the caller did not configure their targets. It returns the
/// response with its 3xx status, which becomes an error. If its HTTP client may follow redirects, it reports the
/// address that responded as an [`AnsweredBy`] in the extensions of the response, and a response from another
/// address than the requested one is rejected. A response larger than the [`ResponseLimit`] in the extensions of
/// the request is rejected as well; a transport that stops reading there saves the memory.
///
/// ```
/// use bytes::Bytes;
/// use futures::future::{BoxFuture, FutureExt};
/// use http::{Request, Response};
/// use zoho_time::Client;
/// use zoho_time::transport::{HttpTransport, TransportError};
/// use zoho_time::models::ListProjectsQuery;
///
/// /// Has no projects.
/// #[derive(Debug)]
/// struct Empty;
///
/// impl HttpTransport for Empty {
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
///     .with_transport(Empty)
///     .build()?;
/// let projects = zoho.projects().list(ListProjectsQuery::new()).page(1).await?;
/// assert!(projects.items.is_empty());
/// # Ok(())
/// # }
/// ```
pub trait HttpTransport: fmt::Debug + Send + Sync + 'static {
    /// Sends a request and waits for the response. The future is dropped when the attempt times out.
    fn send(
        &self,
        request: http::Request<Bytes>,
    ) -> BoxFuture<'_, Result<http::Response<Bytes>, TransportError>>;
}

/// The largest response body that is accepted; in the extensions of each request to an [`HttpTransport`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct ResponseLimit {
    /// The limit in bytes, after decompression.
    pub bytes: usize,
}

/// The address that a response comes from; in the extensions of the response of an [`HttpTransport`] whose HTTP
/// client may follow redirects.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AnsweredBy(pub Url);

/// The failure of a request that has no usable response.
///
/// The text says how far the request came, and names the server where it is known. The cause, such as an error of the
/// operating system, is the [`source`](StdError::source) and not part of the text.
#[derive(Debug)]
pub struct TransportError {
    kind: TransportErrorKind,
    /// Scheme, host and port of the server, where they are known.
    server: Option<Server>,
    reason: Reason,
}

/// How far a request came that has no usable response.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum TransportErrorKind {
    /// There was no connection, so nothing was sent.
    NotConnected,
    /// The request was sent, at least in part, and the connection broke before the response was complete.
    Interrupted,
    /// The request may have been sent, and the response was not complete in time.
    TimedOut,
    /// The [`HttpTransport`] panicked, perhaps after it sent the request. The request is not sent again.
    Panicked,
    /// The server responded with a redirect, which is not followed, or the HTTP client has followed one.
    Redirected,
    /// The response is larger than the limit: see
    /// [`CallOptions::response_limit`](crate::CallOptions::response_limit).
    TooLarge,
}

#[derive(Debug)]
enum Reason {
    Redirect(Redirect),
    TooLarge { limit: usize },
    Panic,
    Other(Box<dyn StdError + Send + Sync>),
}

#[derive(Debug)]
struct Server {
    origin: String,
    is_loopback: bool,
}

impl Server {
    fn of(url: &Url) -> Self {
        Self {
            origin: url.origin().ascii_serialization(),
            is_loopback: is_loopback(url),
        }
    }

    fn hint(&self) -> &'static str {
        if self.is_loopback {
            "; is the sandbox running?"
        } else {
            ""
        }
    }
}

impl TransportError {
    /// An error of an [`HttpTransport`].
    #[must_use]
    pub fn new(
        kind: TransportErrorKind,
        source: impl Into<Box<dyn StdError + Send + Sync>>,
    ) -> Self {
        Self::of(kind, Reason::Other(source.into()))
    }

    fn of(kind: TransportErrorKind, reason: Reason) -> Self {
        Self {
            kind,
            server: None,
            reason,
        }
    }

    /// An error of `reqwest`. `requested` is the address of the request, unless the error has it.
    pub(crate) fn of_reqwest(error: reqwest::Error, requested: Option<&Url>) -> Self {
        let kind = if error.is_redirect() {
            TransportErrorKind::Redirected
        } else if error.is_connect() {
            TransportErrorKind::NotConnected
        } else if error.is_timeout() {
            TransportErrorKind::TimedOut
        } else {
            TransportErrorKind::Interrupted
        };
        let server = requested.or(error.url()).map(Server::of);
        Self {
            server,
            ..Self::new(kind, error.without_url())
        }
    }

    /// A response body that is larger than the limit in bytes.
    pub(crate) fn too_large(limit: usize) -> Self {
        Self::of(TransportErrorKind::TooLarge, Reason::TooLarge { limit })
    }

    /// A panic in an [`HttpTransport`].
    pub(crate) fn panicked() -> Self {
        Self::of(TransportErrorKind::Panicked, Reason::Panic)
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

    /// The status of the redirect, unless this is another error or the HTTP client has followed the redirect.
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
        match &self.reason {
            Reason::Redirect(redirect) => Some(redirect),
            _ => None,
        }
    }

    /// The error with its first cause, for a log.
    pub(crate) fn with_cause(&self) -> String {
        let Some(mut cause) = self.source() else {
            return self.to_string();
        };
        while let Some(next) = cause.source() {
            cause = next;
        }
        // A transport of the caller may quote the server.
        format!("{self}: {}", server_text::shown(&cause.to_string(), &[]))
    }
}

/// Whether a cause is that the server refused the connection.
fn is_refused(error: &(dyn StdError + 'static)) -> bool {
    let mut cause = Some(error);
    while let Some(error) = cause {
        if let Some(io) = error.downcast_ref::<std::io::Error>()
            && io.kind() == std::io::ErrorKind::ConnectionRefused
        {
            return true;
        }
        cause = error.source();
    }
    false
}

impl From<Redirect> for TransportError {
    fn from(redirect: Redirect) -> Self {
        Self::of(TransportErrorKind::Redirected, Reason::Redirect(redirect))
    }
}

impl fmt::Display for TransportError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.reason {
            Reason::Redirect(redirect) => {
                return write!(f, "the request was redirected: {redirect}");
            }
            Reason::TooLarge { limit } => {
                return write!(f, "the response is too large: {}", LimitOf(*limit));
            }
            Reason::Panic => {}
            Reason::Other(source) => {
                if let Some(server) = &self.server
                    && self.kind == TransportErrorKind::NotConnected
                    && is_refused(&**source)
                {
                    return write!(
                        f,
                        "{} refused the connection{}",
                        server.origin,
                        server.hint()
                    );
                }
            }
        }
        let (before, after) = match self.kind {
            TransportErrorKind::NotConnected => ("no connection", "could be made"),
            TransportErrorKind::Interrupted => {
                ("the connection", "broke before the response was complete")
            }
            TransportErrorKind::TimedOut => ("the response", "was not complete in time"),
            TransportErrorKind::Panicked => ("the transport", "panicked"),
            TransportErrorKind::Redirected => ("the request", "was redirected"),
            TransportErrorKind::TooLarge => ("the response", "is too large"),
        };
        f.write_str(before)?;
        if let Some(server) = &self.server {
            let preposition = match self.kind {
                TransportErrorKind::TimedOut => "of",
                _ => "to",
            };
            write!(f, " {preposition} {}", server.origin)?;
        }
        write!(f, " {after}")
    }
}

impl StdError for TransportError {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        match &self.reason {
            Reason::Other(source) => Some(&**source),
            _ => None,
        }
    }
}

/// A limit in bytes, and in the largest unit that divides it.
struct LimitOf(usize);

impl fmt::Display for LimitOf {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        const MIB: usize = 1024 * 1024;
        let Self(limit) = *self;
        write!(f, "the limit is {limit} bytes")?;
        if limit >= MIB && limit.is_multiple_of(MIB) {
            write!(f, " ({} MiB)", limit / MIB)?;
        } else if limit >= 1024 && limit.is_multiple_of(1024) {
            write!(f, " ({} KiB)", limit / 1024)?;
        }
        f.write_str("; `CallOptions::response_limit` sets that of API calls")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_error_names_the_limit() {
        for (limit, expected) in [
            (32 * 1024 * 1024, "33554432 bytes (32 MiB)"),
            (64 * 1024, "65536 bytes (64 KiB)"),
            (1000, "1000 bytes;"),
            (0, "0 bytes;"),
        ] {
            let text = TransportError::too_large(limit).to_string();
            assert!(text.contains(expected), "{text}");
        }
    }

    #[test]
    fn the_error_names_the_server_and_asks_for_the_sandbox_on_this_machine() {
        let refused = || std::io::Error::from(std::io::ErrorKind::ConnectionRefused);
        let other = || std::io::Error::other("cause");
        for (url, kind, source, expected) in [
            (
                "http://127.0.0.1:8080/books/v3?x=1",
                TransportErrorKind::NotConnected,
                refused(),
                "http://127.0.0.1:8080 refused the connection; is the sandbox running?",
            ),
            (
                "https://www.zohoapis.eu/books",
                TransportErrorKind::NotConnected,
                refused(),
                "https://www.zohoapis.eu refused the connection",
            ),
            (
                "https://www.zohoapis.eu/books",
                TransportErrorKind::NotConnected,
                other(),
                "no connection to https://www.zohoapis.eu could be made",
            ),
            (
                "https://www.zohoapis.eu/books",
                TransportErrorKind::Interrupted,
                other(),
                "the connection to https://www.zohoapis.eu broke before the response was complete",
            ),
            (
                "https://www.zohoapis.eu/books",
                TransportErrorKind::TimedOut,
                other(),
                "the response of https://www.zohoapis.eu was not complete in time",
            ),
        ] {
            let error = TransportError {
                server: Some(Server::of(&Url::parse(url).unwrap())),
                ..TransportError::new(kind, source)
            };
            assert_eq!(error.to_string(), expected);
        }
    }
}
