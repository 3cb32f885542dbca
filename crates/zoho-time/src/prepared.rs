//! Dry runs: requests that are built and not sent.

use std::sync::{Arc, Mutex, PoisonError};

use bytes::Bytes;
use http::{HeaderMap, Method};
use url::Url;

/// A request as it would be sent, without its token. Returned by [`Client::dry_run`](crate::Client::dry_run),
/// which has an example.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct PreparedRequest {
    /// The operation, by its id in the spec, such as `delete_project`.
    pub operation: &'static str,
    /// The method.
    pub method: Method,
    /// The address, with the query. The accounts server may name another host together with a token.
    pub url: Url,
    /// The headers, without `Authorization` and without those that the connection adds. They include those of
    /// [`CallOptions::header`](crate::CallOptions::header), which may hold a secret.
    pub headers: HeaderMap,
    /// The body; empty if there is none.
    pub body: Bytes,
}

/// The first request of a dry run.
#[derive(Clone, Debug, Default)]
pub(crate) struct DryRun(Arc<Mutex<Option<PreparedRequest>>>);

impl DryRun {
    /// The reason with which the call fails that built the request. [`Client::dry_run`](crate::Client::dry_run) does not
    /// return this.
    pub(crate) const REASON: &'static str = "this is a dry run, which sends nothing";

    /// Stores a request, unless there is one already.
    pub(crate) fn store(&self, request: impl FnOnce() -> PreparedRequest) {
        let mut first = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        first.get_or_insert_with(request);
    }

    /// Takes the stored request.
    pub(crate) fn take(&self) -> Option<PreparedRequest> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).take()
    }
}
