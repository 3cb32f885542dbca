//! The way to end a connection from where a request is served.

use std::sync::Arc;
use std::sync::atomic::{AtomicU8, Ordering};

use axum::extract::{ConnectInfo, FromRequestParts};
use axum::http::StatusCode;
use axum::http::request::Parts;
use axum::response::{IntoResponse, Response};

const OPEN: u8 = 0;
const CLOSED: u8 = 1;
const RESET: u8 = 2;

/// Ends the connection that a request came over.
///
/// It takes effect as soon as the server reads or writes the connection again, which it does when
/// the request is answered; of that answer nothing is sent. Clones are of the same connection; the
/// default is of none, and what is done with it has no effect.
#[derive(Debug, Clone, Default)]
pub struct ResetHandle(Arc<AtomicU8>);

/// How a connection is to end.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Ending {
    Closed,
    Reset,
}

impl ResetHandle {
    /// Resets the connection: the client gets a TCP RST, and what has been sent to it and has not
    /// arrived is lost.
    pub fn reset(&self) {
        self.0.fetch_max(RESET, Ordering::AcqRel);
    }

    /// Closes the connection in an orderly way, though without an answer.
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

/// A request came over a connection that cannot be reset.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the server does not listen with a ResettableListener, so its connections cannot be reset")]
pub struct NoConnection;

impl IntoResponse for NoConnection {
    fn into_response(self) -> Response {
        (StatusCode::INTERNAL_SERVER_ERROR, self.to_string()).into_response()
    }
}
