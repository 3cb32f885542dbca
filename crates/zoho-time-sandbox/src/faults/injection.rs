//! A fault for one request.

use std::time::Duration;

use axum::body::Body;
use axum::extract::Request;
use axum::response::Response;
use futures::StreamExt as _;

use super::action::Action;
use super::connection::ResetHandle;
use super::registry::RuleId;
use super::{answers, spoil};

/// The fault of one request. Every response that it creates or modifies has it in its extensions, so that the
/// log can mark the response.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Injection {
    rule: RuleId,
    action: Action,
}

impl Injection {
    pub(super) const fn new(rule: RuleId, action: Action) -> Self {
        Self { rule, action }
    }

    /// The rule that fired.
    #[must_use]
    pub const fn rule(&self) -> RuleId {
        self.rule
    }

    /// The action.
    #[must_use]
    pub const fn action(&self) -> &Action {
        &self.action
    }

    /// Serves a request with the fault. The handler runs if the [`phase`](Action::phase) of the action requires
    /// it.
    pub async fn around<H, A>(
        &self,
        request: Request,
        connection: &ResetHandle,
        handler: H,
    ) -> Response
    where
        H: FnOnce(Request) -> A,
        A: Future<Output = Response>,
    {
        let mut response = match &self.action {
            Action::Status {
                status,
                code,
                message,
            } => {
                drain(request).await;
                answers::zoho(*status, *code, message)
            }
            Action::Html { status } => {
                drain(request).await;
                answers::html(*status)
            }
            Action::RateLimited { code, retry_after } => {
                drain(request).await;
                answers::rate_limited(*code, *retry_after)
            }
            Action::StallBefore { ms } => {
                drain(request).await;
                hold(*ms).await;
                connection.close();
                answers::none()
            }
            Action::ResetBeforeHeaders => {
                connection.reset();
                answers::none()
            }
            Action::Delay { ms } => {
                tokio::time::sleep(Duration::from_millis(*ms)).await;
                handler(request).await
            }
            Action::StallBody { after_bytes, ms } => {
                spoil::stall(handler(request).await, *after_bytes, *ms).await
            }
            Action::Truncate { bytes } => spoil::truncate(handler(request).await, *bytes).await,
            Action::SlowDrip { bytes, every_ms } => {
                spoil::drip(handler(request).await, *bytes, *every_ms).await
            }
            Action::MalformedJson => spoil::malform(handler(request).await).await,
            Action::WrongContentType => spoil::mislabel(handler(request).await),
            Action::LieHasMorePage { value } => spoil::lie(handler(request).await, *value).await,
            Action::ResetAfterHeaders { bytes } => {
                spoil::reset(handler(request).await, *bytes, connection.clone()).await
            }
            Action::CommitThenReset => {
                handler(request).await;
                connection.reset();
                answers::none()
            }
        };
        response.extensions_mut().insert(self.clone());
        response
    }
}

/// Reads the request body to the end. While part of it is unread, the server does not notice that a client has
/// disconnected, and closing the connection resets it.
async fn drain(request: Request) {
    let mut body = Body::into_data_stream(request.into_body());
    while let Some(Ok(_)) = body.next().await {}
}

/// Waits for a number of milliseconds, or forever. If the client disconnects, the server stops polling.
async fn hold(ms: Option<u64>) {
    match ms {
        Some(ms) => tokio::time::sleep(Duration::from_millis(ms)).await,
        None => std::future::pending().await,
    }
}
