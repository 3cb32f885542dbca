//! Failures of token requests, as received and as stored in a token record.

use std::error::Error as StdError;
use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use super::{AuthError, request_limit};
use crate::transport::{TransportError, TransportErrorKind};

/// The maximum length of a stored reason, in characters.
const REASON: usize = 200;

/// A failed token request.
#[derive(Clone, Debug)]
pub(super) struct OAuthError {
    pub(super) cause: OAuthErrorKind,
    /// The wait that the response requested with `Retry-After`.
    pub(super) retry_after: Option<Duration>,
}

/// Why a token request failed.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub(super) enum OAuthErrorKind {
    /// Too many token requests.
    Throttled,
    /// The server refused the credentials or the request.
    Refused { error: String },
    /// HTTP 500 or above.
    Unavailable { status: u16 },
    /// No complete response.
    Unreachable {
        /// Whether the request may have been sent.
        sent: bool,
        reason: String,
        /// Not stored: another call's failure may be over by now.
        #[serde(skip)]
        source: Option<Arc<TransportError>>,
    },
    /// A redirect, or a response that is too large.
    Unusable {
        reason: String,
        /// Not stored.
        #[serde(skip)]
        source: Option<Arc<TransportError>>,
    },
    /// A response that has neither a token nor an error.
    Unreadable { status: u16 },
    /// A kind that a later version of this crate has added.
    #[serde(other)]
    Unknown,
}

/// The last token refresh of a sign-in, if it failed. Stored in the token record, so that all clients that
/// share the record wait before the next token request.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct FailedRenewal {
    /// The number of failures since the last success.
    pub(super) in_a_row: u32,
    /// When the next token request may be made.
    pub(super) retry_at: DateTime<Utc>,
    pub(super) cause: OAuthErrorKind,
}

impl From<OAuthErrorKind> for OAuthError {
    fn from(cause: OAuthErrorKind) -> Self {
        Self {
            cause,
            retry_after: None,
        }
    }
}

impl From<TransportError> for OAuthError {
    fn from(error: TransportError) -> Self {
        let (kind, reason) = (error.kind(), error.to_string());
        let source = Some(Arc::new(error));
        Self::from(match kind {
            TransportErrorKind::Redirected | TransportErrorKind::TooLarge => {
                OAuthErrorKind::Unusable { reason, source }
            }
            _ => OAuthErrorKind::Unreachable {
                sent: kind != TransportErrorKind::NotConnected,
                reason,
                source,
            },
        })
    }
}

impl OAuthError {
    /// The error for a caller without a token record.
    pub(super) fn at(self, accounts_url: &str, now: DateTime<Utc>) -> AuthError {
        let retry_after = self.retry_after.map(request_limit::bounded);
        let wait = match self.cause {
            OAuthErrorKind::Throttled => retry_after.unwrap_or(request_limit::SPAN),
            _ => retry_after.unwrap_or_default(),
        };
        self.cause
            .error(accounts_url, request_limit::later(now, wait), now)
    }
}

impl OAuthErrorKind {
    /// Whether the request was not sent, so that the server cannot have counted it.
    pub(super) fn is_unsent(&self) -> bool {
        matches!(self, Self::Unreachable { sent: false, .. })
    }

    /// The error of the accounts server at `accounts_url`, with the time of the next token request.
    pub(super) fn error(
        &self,
        accounts_url: &str,
        retry_at: DateTime<Utc>,
        now: DateTime<Utc>,
    ) -> AuthError {
        let wait = request_limit::until(retry_at, now);
        match self {
            Self::Throttled => AuthError::Throttled { retry_at, wait },
            Self::Refused { error } => AuthError::Refused {
                error: error.clone(),
                accounts_url: accounts_url.to_owned(),
            },
            Self::Unavailable { status } => AuthError::Unavailable {
                status: *status,
                retry_at,
                wait,
            },
            Self::Unreachable {
                sent,
                reason,
                source,
            } => AuthError::Unreachable {
                sent: *sent,
                source: source_or(source.as_ref(), reason),
                retry_at,
                wait,
            },
            Self::Unusable { reason, source } => AuthError::Unusable {
                source: source_or(source.as_ref(), reason),
            },
            Self::Unreadable { status } => AuthError::Unreadable {
                status: *status,
                retry_at,
                wait,
            },
            Self::Unknown => AuthError::LimitReached { retry_at, wait },
        }
    }

    /// The same cause, cut to the size in which it is stored.
    pub(super) fn to_store(&self) -> Self {
        let cut = |text: &str| text.chars().take(REASON).collect();
        match self {
            Self::Refused { error } => Self::Refused { error: cut(error) },
            Self::Unreachable { sent, reason, .. } => Self::Unreachable {
                sent: *sent,
                reason: cut(reason),
                source: None,
            },
            Self::Unusable { reason, .. } => Self::Unusable {
                reason: cut(reason),
                source: None,
            },
            other => other.clone(),
        }
    }
}

/// The error of the transport, or its stored message.
fn source_or(
    source: Option<&Arc<TransportError>>,
    reason: &str,
) -> Arc<dyn StdError + Send + Sync> {
    match source {
        Some(source) => Arc::clone(source) as _,
        None => Arc::new(RecordedReason(reason.to_owned())),
    }
}

impl FailedRenewal {
    /// The error to return at `now`, while the back-off lasts.
    pub(super) fn error(&self, accounts_url: &str, now: DateTime<Utc>) -> Option<AuthError> {
        request_limit::is_ahead(self.retry_at, now)
            .then(|| self.cause.error(accounts_url, self.retry_at, now))
    }
}

/// The stored message of a failure of another call.
#[derive(Debug)]
struct RecordedReason(String);

impl fmt::Display for RecordedReason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl StdError for RecordedReason {}
