//! Handle for ending a connection from a request handler.

use std::sync::Arc;
use std::sync::atomic::{AtomicU8, Ordering};

use axum::extract::{ConnectInfo, FromRequestParts};
use axum::http::StatusCode;
use axum::http::request::Parts;
use axum::response::{IntoResponse, Response};

const OPEN: u8 = 0;
const CLOSED: u8 = 1;
const RESET: u8 = 2;

/// Ends the connection of a request.
///
/// It takes effect when the server next reads or writes the connection, which happens when it sends the
/// response; nothing of that response is sent. Clones refer to the same connection; the default refers to none,
/// and has no effect.
#[derive(Debug, Clone, Default)]
pub struct ResetHandle(Arc<AtomicU8>);

/// How to end a connection.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Ending {
    Closed,
    Reset,
}

impl ResetHandle {
    /// Resets the connection: the client receives a TCP RST, and data in transit is lost.
    pub fn reset(&self) {
        self.0.fetch_max(RESET, Ordering::AcqRel);
    }

    /// Closes the connection normally, but without a response.
    pub fn close(&self) {
        self.0.fetch_max(CLOSED, Ordering::AcqRel);
    }

    pub(super) fn ending(&self) -> Option<Ending> {
        match self.0.load(Ordering::Acquire) {
            OPEN => None,
            CLOSED => Some(Ending::Closed),
            _ => Some(Ending::Reset),
        }
    }
}

impl<S: Sync> FromRequestParts<S> for ResetHandle {
    type Rejection = NoConnection;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, NoConnection> {
        let extensions = &parts.extensions;
        extensions
            .get::<Self>()
            .or_else(|| Some(&extensions.get::<ConnectInfo<Self>>()?.0))
            .cloned()
            .ok_or(NoConnection)
    }
}

/// The connection of the request does not support resets.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the server does not listen with a ResettableListener, so its connections cannot be reset")]
pub struct NoConnection;

impl IntoResponse for NoConnection {
    fn into_response(self) -> Response {
        (StatusCode::INTERNAL_SERVER_ERROR, self.to_string()).into_response()
    }
}
