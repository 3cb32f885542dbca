//! A request that was made and not sent.

use bytes::Bytes;
use http::{HeaderMap, Method};
use url::Url;

/// A request as it would be sent, without its token: what a [dry run](crate::CallOptions::dry_run) ends
/// with.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct PreparedRequest {
    /// The operation, by its id in the specification.
    pub operation: &'static str,
    /// The method.
    pub method: Method,
    /// The address, with the query. The accounts server may name another host together with a token.
    pub url: Url,
    /// The headers, without `Authorization` and without those that only a connection adds. Mind that those
    /// of [`CallOptions::header`](crate::CallOptions::header) are there.
    pub headers: HeaderMap,
    /// The body; empty if there is none.
    pub body: Bytes,
}

impl PreparedRequest {
    pub(crate) fn of(operation: &'static str, request: &reqwest::Request) -> Self {
        let body = request.body().and_then(reqwest::Body::as_bytes);
        Self {
            operation,
            method: request.method().clone(),
            url: request.url().clone(),
            headers: request.headers().clone(),
            body: Bytes::copy_from_slice(body.unwrap_or_default()),
        }
    }
}
