//! Errors of authorization requests.

use axum::http::StatusCode;

/// An error in an authorization request. It is shown on a page, never reported by a redirect: the redirect URI
/// may be what is wrong.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
pub(super) enum OAuthError {
    /// A parameter is missing.
    #[error("The parameter {0} is missing.")]
    Missing(&'static str),
    /// A parameter is present more than once.
    #[error("The parameter {0} is present more than once.")]
    Repeated(&'static str),
    /// A parameter has an invalid value.
    #[error("The parameter {name} must be {allowed}.")]
    NotAllowed {
        /// The parameter.
        name: &'static str,
        /// The allowed values.
        allowed: &'static str,
    },
    /// The client requests something other than a code.
    #[error("The parameter response_type must be “code”.")]
    ResponseType,
    /// No client has this id.
    #[error("No client has this client_id. Clients are registered at /_sandbox/clients.")]
    UnknownClient,
    /// The client has not registered the redirect URI.
    #[error("The client has not registered this redirect_uri, which must match exactly.")]
    UnregisteredRedirect,
    /// The scope does not exist.
    #[error("There is no scope “{0}”.")]
    UnknownScope(String),
    /// The organization or user does not exist.
    #[error("There is no such organization, or no such user in it.")]
    UnknownAccount,
    /// The decision refers to no pending request, or comes too late.
    #[error(
        "This request has been answered already, or has expired. Go back to the program that sent you here."
    )]
    Stale,
    /// The decision was sent by a page of another site.
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
