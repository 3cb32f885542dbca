//! Why there is no access token.

use std::error::Error as StdError;
use std::sync::Arc;
use std::time::Duration;

use chrono::{DateTime, Utc};

use super::TokenStoreError;
use crate::transport::{TransportError, TransportErrorKind};

/// Why no access token could be had.
///
/// Cloning is cheap: one refusal is told to all who waited for the same token.
#[derive(Clone, Debug, thiserror::Error)]
#[non_exhaustive]
pub enum AuthError {
    /// The accounts server refused. It does so with HTTP 200 and an `error` in the body.
    #[error("the accounts server refused: {error}{hint}", hint = hint(error))]
    Refused {
        /// The error's name, such as `invalid_client` or `invalid_code`.
        error: String,
    },
    /// The accounts server says that too many tokens were asked for: HTTP 400 and "Access Denied". Ten
    /// in ten minutes is the documented limit for a refresh token.
    #[error(
        "the accounts server refused: too many token requests; ask again after {retry_at} ({} s)",
        wait.as_secs()
    )]
    Throttled {
        /// When it may be asked again. The server does not tell; this is ten minutes later.
        retry_at: DateTime<Utc>,
        /// How long that was from when the error came about.
        wait: Duration,
    },
    /// Nothing was asked, because ten requests in ten minutes were made already, by all that share the
    /// token store, or because the accounts server has refused for that reason.
    #[error(
        "not asked, because the limit of token requests is reached; ask again after {retry_at} ({} s)",
        wait.as_secs()
    )]
    HeldBack {
        /// When the next request may be made.
        retry_at: DateTime<Utc>,
        /// How long that was from when the error came about.
        wait: Duration,
    },
    /// The accounts server did not answer.
    #[error("the accounts server cannot be reached: {source}")]
    Unreachable {
        /// Whether the request may have been sent.
        sent: bool,
        /// What the HTTP client says, without the address.
        source: Arc<dyn StdError + Send + Sync>,
    },
    /// The accounts server answered with a redirect, which is not followed because secrets were sent, or
    /// with more than 64 KiB.
    #[error("the answer of the accounts server cannot be used: {source}")]
    Unusable {
        /// The target of the redirect, or the limit.
        source: Arc<dyn StdError + Send + Sync>,
    },
    /// The accounts server answered with something else than a token.
    #[error("the accounts server answered HTTP {status} without a token")]
    Unreadable {
        /// The HTTP status.
        status: u16,
    },
    /// There is no refresh token under this name in the token store.
    #[error("nobody has signed in as {name:?}: the token store has no refresh token of that name")]
    NotSignedIn {
        /// The name.
        name: String,
    },
    /// The token was not there in the time that the call has. Its request goes on, and the next call
    /// may find it.
    #[error("the access token did not come in the time that the call has")]
    NotInTime,
    /// The token store failed.
    #[error("the token store failed: {0}")]
    Store(#[from] TokenStoreError),
}

impl AuthError {
    /// How long to wait until a token may be asked for again, if a limit stands in the way.
    #[must_use]
    pub fn retry_after(&self) -> Option<Duration> {
        match self {
            Self::Throttled { wait, .. } | Self::HeldBack { wait, .. } => Some(*wait),
            _ => None,
        }
    }

    /// Whether it may be over in a moment. What the token was for was not sent.
    pub(crate) fn is_of_the_moment(&self) -> bool {
        matches!(
            self,
            Self::Unreachable { .. } | Self::Unreadable { status: 500..=504 }
        )
    }

    pub(crate) fn unreachable(error: TransportError) -> Self {
        let kind = error.kind();
        let source = Arc::new(error);
        match kind {
            TransportErrorKind::Redirected | TransportErrorKind::TooLarge => {
                Self::Unusable { source }
            }
            _ => Self::Unreachable {
                sent: kind != TransportErrorKind::NotConnected,
                source,
            },
        }
    }
}

/// What usually stands behind a refusal.
fn hint(error: &str) -> &'static str {
    match error {
        "invalid_client" => {
            " (wrong client id or secret, or the client belongs to another data centre)"
        }
        "invalid_client_secret" => " (wrong client secret)",
        "invalid_code" => {
            " (the refresh token or code is wrong, used up or revoked, or it belongs to another data \
             centre)"
        }
        "invalid_redirect_uri" => " (not the redirect URI that the sign-in began with)",
        _ => "",
    }
}
