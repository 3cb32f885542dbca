//! A request that is built and not sent.

use bytes::Bytes;
use http::{HeaderMap, Method};
use url::Url;

/// A request as it would be sent, without its token: the result of a
/// [dry run](crate::CallOptions::dry_run).
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct PreparedRequest {
    /// The operation, by its id in the spec.
    pub operation: &'static str,
    /// The method.
    pub method: Method,
    /// The address, with the query. The accounts server may name another host together with a token.
    pub url: Url,
    /// The headers, without `Authorization` and without those that only a connection adds. They include those
    /// of [`CallOptions::header`](crate::CallOptions::header).
    pub headers: HeaderMap,
    /// The body; empty if there is none.
    pub body: Bytes,
}
