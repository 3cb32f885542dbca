//! Errors of calls, and their details.
//!
//! No error contains a token, a secret or an authorization header. Text of the server is escaped and up to 500
//! characters long. So every error may be logged unchanged.
//!
//! The message of an error includes its causes. [`source`](std::error::Error::source) returns only causes that
//! the message does not include, so nothing is repeated when a program prints the whole chain.

use std::error::Error as StdError;
use std::fmt;
use std::time::Duration;

use http::StatusCode;
use zoho_time_client::{InvalidRequest, Operation};

pub use crate::api_error::{
    ApiError, DecodeError, OrganizationError, PermissionError, RateLimitError,
};
pub use crate::auth::AuthError;
pub use crate::config_error::ConfigError;
use crate::data_center::DataCenter;
pub use crate::error_code::ErrorCode;
pub use crate::list_error::{ListError, ListProblem};
use crate::transport::TransportError;

/// The result of a call; [`Error`] has an example.
pub type Result<T, E = Error> = std::result::Result<T, E>;

/// The reason why a call failed.
///
/// ```
/// use zoho_time::error::ErrorCode;
/// use zoho_time::{Client, Error, ProjectId};
///
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
/// # let sandbox = zoho_time_sandbox::Sandbox::start().await?;
/// # let demo = sandbox.demo();
/// # let zoho = Client::builder()
/// #     .organization(demo.organization_id.clone())
/// #     .access_token(demo.access_token.clone())
/// #     .base_url(sandbox.base_url())
/// #     .build()?;
/// let error = zoho.projects().get(&ProjectId::from(404)).await.unwrap_err();
/// match &error {
///     // Nothing to do: the project is gone.
///     error if error.is_not_found() => println!("no such project"),
///     // The token lacks a scope.
///     Error::Permission(error) => println!("missing scope: {:?}", error.scope),
///     // Worth another try later.
///     error if error.is_transient() => println!("try again in {:?}", error.retry_after()),
///     error => println!("{error}"),
/// }
/// assert_eq!(error.known_code(), Some(ErrorCode::DoesNotExist));
/// assert!(!error.is_transient());
/// assert!(error.to_string().starts_with("get_project: HTTP 404, code 1002: "));
/// # Ok(())
/// # }
/// ```
#[derive(Debug)]
#[non_exhaustive]
pub enum Error {
    /// The service rejected the request, or failed itself.
    Api(Box<ApiError>),
    /// The token is expired or lacks the scope of the operation, and refreshing it did not help.
    Permission(Box<PermissionError>),
    /// The user of the token is not in the organization of the client.
    Organization(Box<OrganizationError>),
    /// A limit on the number of requests was reached.
    RateLimited(Box<RateLimitError>),
    /// No access token could be obtained.
    Auth {
        /// The operation that needed the token.
        operation: &'static str,
        /// The reason.
        source: Box<AuthError>,
    },
    /// The request could not be sent, or its response not be received.
    Transport {
        /// The operation, by its id in the spec.
        operation: &'static str,
        /// How far the request got, and what stopped it.
        source: Box<TransportError>,
    },
    /// The [`RateBudget`](crate::limits::RateBudget) of the client failed, so nothing was sent.
    RateBudget {
        /// The operation, by its id in the spec.
        operation: &'static str,
        /// How it failed: it `panicked` or `did not answer in the time that the call has`.
        how: &'static str,
    },
    /// The response violates the spec.
    Decode(Box<DecodeError>),
    /// Pagination failed even though every page was fetched successfully.
    List(Box<ListError>),
    /// The request could not be built.
    InvalidRequest {
        /// The operation, by its id in the spec.
        operation: &'static str,
        /// The problem.
        reason: String,
    },
}

impl Error {
    /// A response that lacks the result of the operation.
    pub(crate) fn missing(operation: &'static Operation, path: &str, reason: &str) -> Self {
        Self::Decode(Box::new(DecodeError {
            operation: operation.id,
            status: StatusCode::from_u16(operation.success).unwrap_or_default(),
            path: path.to_owned(),
            record: None,
            source: serde::de::Error::custom(reason),
        }))
    }

    /// The same error, with the data center that the request was sent to.
    pub(crate) fn with_data_center(mut self, sent_to: impl FnOnce() -> Option<DataCenter>) -> Self {
        match &mut self {
            Self::Permission(error) => error.data_center = sent_to(),
            Self::Organization(error) => error.data_center = sent_to(),
            _ => {}
        }
        self
    }

    /// The operation that failed, by its id in the spec, such as `log_time_entry`.
    #[must_use]
    pub fn operation(&self) -> &'static str {
        match self {
            Self::Api(error) => error.operation,
            Self::Permission(error) => error.operation,
            Self::Organization(error) => error.operation,
            Self::RateLimited(error) => error.operation,
            Self::Decode(error) => error.operation,
            Self::List(error) => error.operation,
            Self::Auth { operation, .. }
            | Self::Transport { operation, .. }
            | Self::RateBudget { operation, .. }
            | Self::InvalidRequest { operation, .. } => operation,
        }
    }

    /// The HTTP status of the response, if there was one.
    #[must_use]
    pub fn status(&self) -> Option<StatusCode> {
        match self {
            Self::Api(error) => Some(error.status),
            Self::Permission(error) => Some(error.status),
            Self::Organization(error) => Some(error.status),
            Self::RateLimited(error) => error.status,
            Self::Decode(error) => Some(error.status),
            Self::Transport { source, .. } => source.status(),
            Self::Auth { .. }
            | Self::RateBudget { .. }
            | Self::List(_)
            | Self::InvalidRequest { .. } => None,
        }
    }

    /// Zoho's error code, if the response had one.
    #[must_use]
    pub fn code(&self) -> Option<i64> {
        match self {
            Self::Api(error) => error.code,
            Self::Permission(error) => error.code,
            Self::Organization(_) => Some(OrganizationError::CODE),
            Self::RateLimited(error) => error.code,
            _ => None,
        }
    }

    /// Zoho's error code, if it is one whose meaning is known.
    #[must_use]
    pub fn known_code(&self) -> Option<ErrorCode> {
        self.code().and_then(ErrorCode::from_number)
    }

    /// Whether the record that the request names does not exist.
    #[must_use]
    pub fn is_not_found(&self) -> bool {
        self.known_code() == Some(ErrorCode::DoesNotExist)
    }

    /// How long to wait before the next request, if that is known.
    #[must_use]
    pub fn retry_after(&self) -> Option<Duration> {
        match self {
            Self::RateLimited(error) => error.retry_after,
            Self::Api(error) => error.retry_after,
            Self::Auth { source, .. } => source.retry_after(),
            _ => None,
        }
    }
}

impl From<InvalidRequest> for Error {
    fn from(error: InvalidRequest) -> Self {
        Self::InvalidRequest {
            operation: error.operation,
            reason: error.reason,
        }
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Api(error) => error.fmt(f),
            Self::Permission(error) => error.fmt(f),
            Self::Organization(error) => error.fmt(f),
            Self::RateLimited(error) => error.fmt(f),
            Self::Auth { operation, source } => {
                write!(f, "{operation}: no access token: {source}")
            }
            Self::Transport { operation, source } => write!(f, "{operation}: {source}"),
            Self::RateBudget { operation, how } => {
                write!(f, "{operation}: not sent, because the rate budget {how}")
            }
            Self::Decode(error) => error.fmt(f),
            Self::List(error) => error.fmt(f),
            Self::InvalidRequest { operation, reason } => {
                write!(f, "{operation}: invalid request: {reason}")
            }
        }
    }
}

impl StdError for Error {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        match self {
            Self::Api(error) => error.source(),
            Self::Permission(error) => error.source(),
            Self::Organization(error) => error.source(),
            Self::RateLimited(error) => error.source(),
            Self::Auth { source, .. } => source.source(),
            Self::Transport { source, .. } => source.source(),
            Self::Decode(error) => error.source(),
            Self::List(error) => error.source(),
            Self::RateBudget { .. } | Self::InvalidRequest { .. } => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use std::io;
    use std::sync::Arc;

    use super::*;
    use crate::auth::TokenStoreError;
    use crate::transport::TransportErrorKind;

    /// Asserts that an error and its causes, printed one after the other, contain `cause` once.
    fn assert_printed_once(error: &dyn StdError, cause: &str) {
        let mut chain = vec![error.to_string()];
        let mut next = error.source();
        while let Some(source) = next {
            chain.push(source.to_string());
            next = source.source();
        }
        assert_eq!(chain.join("\n").matches(cause).count(), 1, "{chain:?}");
    }

    fn disk_full() -> io::Error {
        io::Error::other("disk full")
    }

    fn transport_error() -> TransportError {
        // Like `reqwest`, whose errors have several levels.
        TransportError::new(
            TransportErrorKind::NotConnected,
            io::Error::other(disk_full()),
        )
    }

    fn store_errors() -> Vec<TokenStoreError> {
        vec![
            TokenStoreError::Io {
                action: "read",
                path: "tokens.json".into(),
                source: Arc::new(disk_full()),
            },
            TokenStoreError::other(disk_full()),
            TokenStoreError::NotPrivate {
                path: "tokens.json".into(),
                reason: "disk full".to_owned(),
            },
        ]
    }

    fn auth_errors() -> Vec<AuthError> {
        let (retry_at, wait) = (chrono::Utc::now(), Duration::from_secs(1));
        let mut errors: Vec<_> = store_errors().into_iter().map(AuthError::Store).collect();
        errors.push(AuthError::Unreachable {
            sent: false,
            source: Arc::new(transport_error()),
            retry_at,
            wait,
        });
        errors.push(AuthError::Unusable {
            source: Arc::new(transport_error()),
        });
        errors.push(AuthError::Refused {
            error: "disk full".to_owned(),
            accounts_url: "https://accounts.zoho.eu".to_owned(),
        });
        errors
    }

    #[test]
    fn no_chain_repeats_a_cause() {
        let operation = "list_projects";
        let mut errors: Vec<Error> = auth_errors()
            .into_iter()
            .map(|source| Error::Auth {
                operation,
                source: Box::new(source),
            })
            .collect();
        errors.push(Error::Transport {
            operation,
            source: Box::new(transport_error()),
        });
        errors.push(Error::InvalidRequest {
            operation,
            reason: "disk full".to_owned(),
        });
        errors.push(Error::Decode(Box::new(DecodeError {
            operation,
            status: StatusCode::OK,
            path: "projects[0]".to_owned(),
            record: None,
            source: serde::de::Error::custom("disk full"),
        })));
        errors.push(Error::Api(Box::new(ApiError {
            operation,
            status: StatusCode::BAD_REQUEST,
            code: Some(4),
            message: "disk full".to_owned(),
            retry_after: None,
        })));
        for error in &errors {
            assert_printed_once(error, "disk full");
        }
        for error in auth_errors() {
            assert_printed_once(&error, "disk full");
            assert_printed_once(&crate::auth::LoginError::from(error), "disk full");
        }
        for error in store_errors() {
            assert_printed_once(&error, "disk full");
        }
        assert_printed_once(&ConfigError::HttpClient(disk_full().into()), "disk full");
        let id = "1-2".parse::<zoho_time_types::OrganizationId>();
        assert_printed_once(&ConfigError::from(id.unwrap_err()), "1-2");
    }

    #[test]
    fn transient_errors_are_those_that_another_attempt_may_avoid() {
        let operation = "list_projects";
        let api = |status| {
            Error::Api(Box::new(ApiError {
                operation,
                status,
                code: None,
                message: String::new(),
                retry_after: None,
            }))
        };
        let transport = |kind| Error::Transport {
            operation,
            source: Box::new(TransportError::new(kind, "x")),
        };
        let auth = |source| Error::Auth {
            operation,
            source: Box::new(source),
        };
        let busy = TokenStoreError::Busy {
            path: "tokens.json.lock".into(),
            waited: Duration::ZERO,
        };
        let cases = [
            (api(StatusCode::BAD_REQUEST), false),
            (api(StatusCode::NOT_FOUND), false),
            (api(StatusCode::REQUEST_TIMEOUT), true),
            (api(StatusCode::INTERNAL_SERVER_ERROR), true),
            (api(StatusCode::NOT_IMPLEMENTED), false),
            (api(StatusCode::SERVICE_UNAVAILABLE), true),
            (transport(TransportErrorKind::NotConnected), true),
            (transport(TransportErrorKind::TimedOut), true),
            (transport(TransportErrorKind::TooLarge), false),
            (auth(AuthError::NotInTime), true),
            (auth(AuthError::Store(busy)), true),
            (auth(AuthError::BrokenOff), false),
            (auth(AuthError::NotSignedIn { name: "a".into() }), false),
        ];
        for (error, expected) in cases {
            assert_eq!(error.is_transient(), expected, "{error}");
        }
    }
}
