//! A fault that one request meets.

use std::time::Duration;

use axum::body::Body;
use axum::extract::Request;
use axum::response::Response;
use futures::StreamExt as _;

use super::action::Action;
use super::connection::ResetHandle;
use super::registry::RuleId;
use super::{answers, spoil};

/// What goes wrong with one request. Every answer that it makes or spoils carries it among its
/// extensions, so that a log can mark the answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Injection {
    rule: RuleId,
    action: Action,
}

impl Injection {
    pub(super) const fn new(rule: RuleId, action: Action) -> Self {
        Self { rule, action }
    }

    /// The rule that asked for it.
    #[must_use]
    pub const fn rule(&self) -> RuleId {
        self.rule
    }

    /// What it does.
    #[must_use]
    pub const fn action(&self) -> &Action {
        &self.action
    }

    /// Serves a request that came over a connection, with the fault. The handler runs if the
    /// [`phase`](Action::phase) of the action says so.
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

/// Reads what the client sends to the end. While some of it is unread, a client that gives up is
/// not noticed, and a connection that is closed looks reset.
async fn drain(request: Request) {
    let mut body = Body::into_data_stream(request.into_body());
    while let Some(Ok(_)) = body.next().await {}
}

/// Waits for as many milliseconds, or for ever. If the client gives up, the server stops polling.
async fn hold(ms: Option<u64>) {
    match ms {
        Some(ms) => tokio::time::sleep(Duration::from_millis(ms)).await,
        None => std::future::pending().await,
    }
}
