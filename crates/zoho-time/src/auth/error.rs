//! Why there is no access token.

/// Why no access token could be had.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum AuthError {
    /// The accounts server refused. It does so with HTTP 200 and an `error` in the body.
    #[error("the accounts server refused: {error}{hint}", hint = hint(error))]
    Refused {
        /// The error's name, such as `invalid_client` or `invalid_code`.
        error: String,
    },
    /// Too many tokens were asked for; ten in ten minutes is the limit.
    #[error("the accounts server refused: too many token requests; wait ten minutes")]
    Throttled,
    /// The accounts server did not answer.
    #[error("the accounts server cannot be reached: {0}")]
    Unreachable(#[source] reqwest::Error),
    /// The accounts server answered with something else than a token.
    #[error("the accounts server answered HTTP {status} without a token")]
    Unreadable {
        /// The HTTP status.
        status: u16,
    },
}

/// What usually stands behind a refusal.
fn hint(error: &str) -> &'static str {
    match error {
        "invalid_client" => {
            " (wrong client id or secret, or the client belongs to another data centre)"
        }
        "invalid_code" => {
            " (the refresh token is wrong or was revoked, or it belongs to another data centre)"
        }
        _ => "",
    }
}
