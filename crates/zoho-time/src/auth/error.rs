//! Why there is no access token.

use std::error::Error as StdError;
use std::sync::Arc;
use std::time::Duration;

use chrono::{DateTime, Utc};

use super::{TokenStoreError, request_limit};
use crate::transport::TransportError;

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
    /// The accounts server says that too many tokens were requested: HTTP 429, or HTTP 400 with "Access
    /// Denied". Ten in ten minutes is the documented limit for a refresh token.
    #[error(
        "the accounts server refused: too many token requests; ask again after {retry_at} ({} s)",
        seconds(wait)
    )]
    Throttled {
        /// When it may be asked again: as `Retry-After` says, or ten minutes later.
        retry_at: DateTime<Utc>,
        /// The time until then.
        wait: Duration,
    },
    /// No request was made, because ten requests in ten minutes were made already by all that share the
    /// token store, or because the accounts server has refused for that reason.
    #[error(
        "not asked, because the limit of token requests is reached; ask again after {retry_at} ({} s)",
        seconds(wait)
    )]
    LimitReached {
        /// When the next request may be made.
        retry_at: DateTime<Utc>,
        /// The time until then.
        wait: Duration,
    },
    /// The accounts server failed: HTTP 500 or above.
    #[error(
        "the accounts server answered HTTP {status} without a token{}",
        later(wait)
    )]
    Unavailable {
        /// The HTTP status.
        status: u16,
        /// When the next request may be made, by all that share the token store.
        retry_at: DateTime<Utc>,
        /// The time until then.
        wait: Duration,
    },
    /// The accounts server did not answer.
    #[error("the accounts server cannot be reached: {source}{}", later(wait))]
    Unreachable {
        /// Whether the request may have been sent.
        sent: bool,
        /// What the HTTP client says, without the address.
        source: Arc<dyn StdError + Send + Sync>,
        /// When the next request may be made, by all that share the token store.
        retry_at: DateTime<Utc>,
        /// The time until then.
        wait: Duration,
    },
    /// The accounts server answered with a redirect, which is not followed because secrets were sent, or
    /// with more than 64 KiB.
    #[error("the answer of the accounts server cannot be used: {source}")]
    Unusable {
        /// The target of the redirect, or the limit.
        source: Arc<dyn StdError + Send + Sync>,
    },
    /// The response of the accounts server has neither a token nor an error.
    #[error(
        "the accounts server answered HTTP {status} without a token{}",
        later(wait)
    )]
    Unreadable {
        /// The HTTP status.
        status: u16,
        /// When the next request may be made, by all that share the token store.
        retry_at: DateTime<Utc>,
        /// The time until then.
        wait: Duration,
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
    /// The [`Clock`](crate::Clock) that the client was given failed.
    #[error("the clock {how}")]
    ClockFailed {
        /// How: it `panicked` or `did not answer`.
        how: &'static str,
    },
    /// The task that renews the token ended before its time, twice: the runtime was shut down, or code
    /// that was plugged in panicked.
    #[error("the renewal of the access token broke off")]
    BrokenOff,
}

impl AuthError {
    /// How long to wait until a token may be requested again. `None` when waiting does not help, or when
    /// the next request may be made at once.
    #[must_use]
    pub fn retry_after(&self) -> Option<Duration> {
        let (Self::Throttled { wait, .. }
        | Self::LimitReached { wait, .. }
        | Self::Unavailable { wait, .. }
        | Self::Unreachable { wait, .. }
        | Self::Unreadable { wait, .. }) = self
        else {
            return None;
        };
        (!wait.is_zero()).then_some(*wait)
    }

    /// Whether it may be over in a moment. What the token was for was not sent.
    pub(crate) fn is_of_the_moment(&self) -> bool {
        match self {
            Self::Unavailable { .. } => true,
            Self::Unreachable { source, .. } => source
                .downcast_ref()
                .is_none_or(TransportError::is_of_the_network),
            _ => false,
        }
    }

    /// The same error for a caller that asks at this moment.
    pub(super) fn seen_at(mut self, now: DateTime<Utc>) -> Self {
        if let Self::Throttled { retry_at, wait }
        | Self::LimitReached { retry_at, wait }
        | Self::Unavailable { retry_at, wait, .. }
        | Self::Unreachable { retry_at, wait, .. }
        | Self::Unreadable { retry_at, wait, .. } = &mut self
        {
            *wait = request_limit::until(*retry_at, now);
        }
        self
    }
}

/// A wait in seconds, rounded up.
fn seconds(wait: &Duration) -> u64 {
    wait.as_millis()
        .div_ceil(1000)
        .try_into()
        .unwrap_or(u64::MAX)
}

/// When to ask again, if not at once.
fn later(wait: &Duration) -> String {
    if wait.is_zero() {
        String::new()
    } else {
        format!("; ask again in {} s", seconds(wait))
    }
}

/// What usually stands behind a refusal.
fn hint(error: &str) -> &'static str {
    match error {
        "invalid_client" => {
            " (wrong client id or secret, or the client belongs to another data centre)"
        }
        "HTTP 401" => " (wrong client id or secret)",
        "invalid_client_secret" => " (wrong client secret)",
        "invalid_code" => {
            " (the refresh token or code is wrong, used up or revoked, or it belongs to another data \
             centre)"
        }
        "invalid_redirect_uri" => " (not the redirect URI that the sign-in began with)",
        _ => "",
    }
}
