//! Errors of access tokens.

use std::error::Error as StdError;
use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use chrono::{DateTime, Utc};

use super::{TokenStoreError, request_limit};
use crate::transport::TransportError;

/// The reason why no access token could be obtained.
///
/// Cloning is cheap: all callers that wait for the same token get the same error.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub enum AuthError {
    /// The accounts server refused the request: HTTP 401, or an `error` in the body, which it sends with HTTP
    /// 200 too. The configuration must change, or the user sign in again.
    Refused {
        /// The name of the error, such as `invalid_client` or `invalid_code`.
        error: String,
        /// The address of the accounts server. Each data center has its own.
        accounts_url: String,
    },
    /// The accounts server rejected the request because of too many token requests: HTTP 429, or HTTP 400 with
    /// "Access Denied". The documented limit is ten in ten minutes for a refresh token.
    Throttled {
        /// When the next request may be made: as `Retry-After` says, or after ten minutes.
        retry_at: DateTime<Utc>,
        /// The time until then.
        wait: Duration,
    },
    /// No request was made, because all clients that share the token store have together made ten requests in
    /// ten minutes, or because the accounts server has throttled one of them.
    LimitReached {
        /// When the next request may be made.
        retry_at: DateTime<Utc>,
        /// The time until then.
        wait: Duration,
    },
    /// The accounts server failed: HTTP 500 or above.
    Unavailable {
        /// The HTTP status.
        status: u16,
        /// When the next request may be made, by all that share the token store.
        retry_at: DateTime<Utc>,
        /// The time until then.
        wait: Duration,
    },
    /// There was no connection to the accounts server, or no complete response.
    Unreachable {
        /// Whether the request may have been sent.
        sent: bool,
        /// The error of the transport.
        source: Arc<dyn StdError + Send + Sync>,
        /// When the next request may be made, by all that share the token store.
        retry_at: DateTime<Utc>,
        /// The time until then.
        wait: Duration,
    },
    /// The accounts server answered with a redirect, which is not followed because the request has secrets, or
    /// with more than 64 KiB.
    Unusable {
        /// The target of the redirect, or the limit.
        source: Arc<dyn StdError + Send + Sync>,
    },
    /// The response of the accounts server has neither a token nor an error.
    Unreadable {
        /// The HTTP status.
        status: u16,
        /// When the next request may be made, by all that share the token store.
        retry_at: DateTime<Utc>,
        /// The time until then.
        wait: Duration,
    },
    /// The token store has no refresh token under this name.
    NotSignedIn {
        /// The name.
        name: String,
    },
    /// The call ran out of time while it waited for the token. The token request continues, and the next call
    /// may find the token.
    NotInTime,
    /// The token store failed.
    Store(TokenStoreError),
    /// The [`Clock`](crate::Clock) of the client failed.
    ClockFailed {
        /// How it failed: it `panicked` or `did not answer`.
        how: &'static str,
    },
    /// The task that refreshes the token ended early: the runtime was shut down, or a token store, clock or
    /// transport panicked.
    BrokenOff,
}

impl fmt::Display for AuthError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Refused {
                error,
                accounts_url,
            } => write!(
                f,
                "the accounts server {accounts_url} refused: {error}{}",
                hint(error)
            ),
            Self::Throttled { retry_at, wait } => write!(
                f,
                "the accounts server refused: too many token requests; try again after {retry_at} ({} s)",
                seconds(*wait)
            ),
            Self::LimitReached { retry_at, wait } => write!(
                f,
                "not requested, because the limit of token requests is reached; try again after \
                 {retry_at} ({} s)",
                seconds(*wait)
            ),
            Self::Unavailable { status, wait, .. } | Self::Unreadable { status, wait, .. } => {
                write!(
                    f,
                    "the accounts server answered HTTP {status} without a token{}",
                    try_again(*wait)
                )
            }
            Self::Unreachable { source, wait, .. } => write!(
                f,
                "cannot reach the accounts server: {source}{}",
                try_again(*wait)
            ),
            Self::Unusable { source } => {
                write!(
                    f,
                    "the response of the accounts server is unusable: {source}"
                )
            }
            Self::NotSignedIn { name } => write!(
                f,
                "not signed in as {name:?}: the token store has no refresh token of that name; sign in first"
            ),
            Self::NotInTime => {
                f.write_str("the access token did not arrive in the time that the call has")
            }
            Self::Store(error) => write!(f, "the token store failed: {error}"),
            Self::ClockFailed { how } => write!(f, "the clock {how}"),
            Self::BrokenOff => f.write_str("the task that refreshes the access token ended early"),
        }
    }
}

impl StdError for AuthError {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        match self {
            Self::Unreachable { source, .. } | Self::Unusable { source } => source.source(),
            Self::Store(error) => error.source(),
            _ => None,
        }
    }
}

impl From<TokenStoreError> for AuthError {
    fn from(error: TokenStoreError) -> Self {
        Self::Store(error)
    }
}

impl AuthError {
    /// How long to wait before the next token request. `None` if waiting does not help, or if the next request
    /// may be made at once.
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

    /// Whether the same call may succeed later, without any change: the accounts server, the network or the token
    /// store failed for the moment, or a limit is reached.
    #[must_use]
    pub fn is_transient(&self) -> bool {
        match self {
            Self::Throttled { .. }
            | Self::LimitReached { .. }
            | Self::NotInTime
            | Self::Store(TokenStoreError::Busy { .. } | TokenStoreError::NoAnswer { .. }) => true,
            other => other.is_of_the_moment(),
        }
    }

    /// Whether the call may wait for the next token request. The request that needs the token was not sent.
    pub(crate) fn is_of_the_moment(&self) -> bool {
        match self {
            Self::Unavailable { .. } => true,
            Self::Unreachable { source, .. } => source
                .downcast_ref()
                .is_none_or(TransportError::is_of_the_network),
            _ => false,
        }
    }

    /// The same error, with the wait that is left at `now`.
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
fn seconds(wait: Duration) -> u64 {
    wait.as_millis()
        .div_ceil(1000)
        .try_into()
        .unwrap_or(u64::MAX)
}

/// When to try again, unless at once.
fn try_again(wait: Duration) -> String {
    if wait.is_zero() {
        String::new()
    } else {
        format!("; try again in {} s", seconds(wait))
    }
}

/// The usual causes of a refusal.
fn hint(error: &str) -> &'static str {
    match error {
        "invalid_client" => {
            " (wrong client id or secret, or the client is registered in another data center)"
        }
        "HTTP 401" => " (wrong client id or secret)",
        "invalid_client_secret" => " (wrong client secret)",
        "invalid_code" => {
            " (the refresh token or code is wrong, already used, expired or revoked, or it belongs to \
             another data center)"
        }
        "invalid_redirect_uri" => " (not the redirect URI that the sign-in started with)",
        _ => "",
    }
}
