//! Why the authorisation page does not ask.

use axum::http::StatusCode;

/// What is wrong with a request for authorisation. It is told on a page, never by sending the
/// browser on: where it would be sent may be what is wrong.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
pub(super) enum OAuthError {
    /// A parameter is missing.
    #[error("The parameter {0} is missing.")]
    Missing(&'static str),
    /// A parameter is there more than once.
    #[error("The parameter {0} is there more than once.")]
    Repeated(&'static str),
    /// A parameter has a value that is not allowed.
    #[error("The parameter {name} must be {allowed}.")]
    NotAllowed {
        /// The parameter.
        name: &'static str,
        /// What it may be.
        allowed: &'static str,
    },
    /// The client wants something else than a code.
    #[error("The parameter response_type must be “code”.")]
    ResponseType,
    /// No client has this id.
    #[error("No client has this client_id. Clients are registered at /_sandbox/clients.")]
    UnknownClient,
    /// The client has not registered the redirect URI.
    #[error(
        "The client has not registered this redirect_uri, which has to be the same to the letter."
    )]
    UnregisteredRedirect,
    /// There is no such scope.
    #[error("There is no scope “{0}”.")]
    UnknownScope(String),
    /// There is no such organisation or user.
    #[error("There is no such organization, or no such user in it.")]
    UnknownAccount,
    /// The user's answer is to no question, or comes too late.
    #[error(
        "This question has been answered already, or it is too old. Go back to the program that sent you here."
    )]
    Stale,
    /// The user's answer comes from a page of somebody else.
    #[error(
        "The request does not come from a page of this server, or names a host that is not its own."
    )]
    Foreign,
    /// The store failed.
    #[error("The server failed. Its log says why.")]
    Failed,
}

impl OAuthError {
    /// The short name of the case.
    pub(super) const fn error(&self) -> &'static str {
        match self {
            Self::Missing(_) | Self::Repeated(_) | Self::NotAllowed { .. } | Self::Stale => {
                "invalid_request"
            }
            Self::ResponseType => "unsupported_response_type",
            Self::UnknownClient => "invalid_client",
            Self::UnregisteredRedirect => "invalid_redirect_uri",
            Self::UnknownScope(_) => "invalid_scope",
            Self::UnknownAccount | Self::Foreign => "access_denied",
            Self::Failed => "server_error",
        }
    }

    /// The HTTP status of the page.
    pub(super) const fn status(&self) -> StatusCode {
        match self {
            Self::Foreign => StatusCode::FORBIDDEN,
            Self::Failed => StatusCode::INTERNAL_SERVER_ERROR,
            _ => StatusCode::BAD_REQUEST,
        }
    }
}
