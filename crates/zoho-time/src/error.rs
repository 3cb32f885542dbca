//! Everything that can go wrong, as one type a person can match on.
//!
//! No error holds a token, a secret or an authorization header. Text of the server is escaped and at most 500
//! characters long. So each error may be logged unchanged.

use std::fmt;
use std::time::Duration;

use http::StatusCode;
use zoho_time_client::{InvalidRequest, Operation};

use crate::address::InvalidAddress;
pub use crate::auth::AuthError;
use crate::paging::ListError;
use crate::prepared::PreparedRequest;
use crate::transport::TransportError;

/// The result of a call.
pub type Result<T, E = Error> = std::result::Result<T, E>;

/// Why a call failed.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// The service understood the request and refused it, or failed itself.
    #[error(transparent)]
    Api(Box<ApiError>),
    /// The token is valid no more, or lacks the scope of the operation; a new token did not help.
    #[error(transparent)]
    Permission(Box<PermissionError>),
    /// The user of the token is not in the organization that the client is for.
    #[error(transparent)]
    Organization(Box<OrganizationError>),
    /// A limit on the number of requests was reached.
    #[error(transparent)]
    RateLimited(Box<RateLimitError>),
    /// No access token could be had.
    #[error("{operation}: no access token: {source}")]
    Auth {
        /// The operation that needed the token.
        operation: &'static str,
        /// Why there is none.
        source: Box<AuthError>,
    },
    /// The request could not be sent or its answer not be received.
    #[error("{operation}: {source}")]
    Transport {
        /// The operation.
        operation: &'static str,
        /// How far it came, and why no further.
        source: Box<TransportError>,
    },
    /// The [`RateBudget`](crate::RateBudget) that the client was given failed, so nothing was sent.
    #[error("{operation}: not sent, because the rate budget {how}")]
    RateBudget {
        /// The operation.
        operation: &'static str,
        /// How it failed: it `panicked` or `did not answer in the time that the call has`.
        how: &'static str,
    },
    /// The answer is not what the specification says.
    #[error(transparent)]
    Decode(Box<DecodeError>),
    /// A list cannot be read on, although each of its pages could be had.
    #[error(transparent)]
    List(Box<ListError>),
    /// This was a [dry run](crate::CallOptions::dry_run): the request was made and not sent.
    #[error("{}: not sent, as this is a dry run: {} {}", .0.operation, .0.method, .0.url)]
    NotSent(Box<PreparedRequest>),
    /// The request could not be built.
    #[error("{operation}: the request cannot be built: {reason}")]
    InvalidRequest {
        /// The operation.
        operation: &'static str,
        /// What is wrong with it.
        reason: String,
    },
}

impl Error {
    /// An answer that lacks what the operation is for.
    pub(crate) fn missing(operation: &'static Operation, path: &str, reason: &str) -> Self {
        Self::Decode(Box::new(DecodeError {
            operation: operation.id,
            status: StatusCode::from_u16(operation.success).unwrap_or_default(),
            path: path.to_owned(),
            record: None,
            source: serde::de::Error::custom(reason),
        }))
    }

    /// The operation that failed, by its id in the specification, such as `log_time_entry`.
    #[must_use]
    pub fn operation(&self) -> &'static str {
        match self {
            Self::Api(error) => error.operation,
            Self::Permission(error) => error.operation,
            Self::Organization(error) => error.operation,
            Self::RateLimited(error) => error.operation,
            Self::Decode(error) => error.operation,
            Self::List(error) => error.operation,
            Self::NotSent(request) => request.operation,
            Self::Auth { operation, .. }
            | Self::Transport { operation, .. }
            | Self::RateBudget { operation, .. }
            | Self::InvalidRequest { operation, .. } => operation,
        }
    }

    /// The HTTP status of the answer, if there was one.
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
            | Self::NotSent(_)
            | Self::InvalidRequest { .. } => None,
        }
    }

    /// Zoho's own code, if the answer had one.
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

    /// What Zoho's code is known to mean.
    #[must_use]
    pub fn known_code(&self) -> Option<ErrorCode> {
        self.code().and_then(ErrorCode::from_number)
    }

    /// Whether the thing the request named does not exist.
    #[must_use]
    pub fn is_not_found(&self) -> bool {
        self.known_code() == Some(ErrorCode::DoesNotExist)
    }

    /// How long to wait before the next request, if the answer said so.
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

/// A refusal by the service, or a failure of it.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct ApiError {
    /// The operation, by its id in the specification.
    pub operation: &'static str,
    /// The HTTP status; 200 when the body carried a code other than 0 nevertheless.
    pub status: StatusCode,
    /// Zoho's code; absent when the body was not Zoho's form of an error, such as a page of HTML.
    pub code: Option<i64>,
    /// Zoho's message, or an excerpt of the body, escaped and at most 500 characters long. It is prose:
    /// match on the code.
    pub message: String,
    /// How long to wait, if the answer said so.
    pub retry_after: Option<Duration>,
}

impl fmt::Display for ApiError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: HTTP {}", self.operation, self.status.as_u16())?;
        if let Some(code) = self.code {
            write!(f, ", code {code}")?;
        }
        write!(f, ": {}", self.message)
    }
}

impl std::error::Error for ApiError {}

/// A refusal for want of a valid token or of a scope: HTTP 401, whatever the body, or HTTP 403 with code 57.
/// The service does not say which of the two it is.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct PermissionError {
    /// The operation, by its id in the specification.
    pub operation: &'static str,
    /// The HTTP status.
    pub status: StatusCode,
    /// Zoho's code, such as 14 or 57; absent when the body was not Zoho's form of an error, such as that of
    /// a gateway.
    pub code: Option<i64>,
    /// Zoho's message, or an excerpt of the body.
    pub message: String,
    /// The scope that the operation needs, such as `ZohoBooks.projects.READ`.
    pub scope: Option<&'static str>,
}

impl fmt::Display for PermissionError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: HTTP {}", self.operation, self.status.as_u16())?;
        if let Some(code) = self.code {
            write!(f, ", code {code}")?;
        }
        write!(f, ": {}", self.message)?;
        match self.scope {
            Some(scope) => write!(
                f,
                "; the token must be valid for this organisation and have the scope {scope}"
            ),
            None => Ok(()),
        }
    }
}

impl std::error::Error for PermissionError {}

/// A refusal because the user of the token is not in the organization that the client is for: code 6041.
///
/// Another token of the same user does not help. Either the id is wrong, or the token belongs to another
/// account or to another data center.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct OrganizationError {
    /// The operation, by its id in the specification.
    pub operation: &'static str,
    /// The HTTP status.
    pub status: StatusCode,
    /// Zoho's message, which repeats the organization of the request.
    pub message: String,
}

impl OrganizationError {
    /// Zoho's code for it.
    pub(crate) const CODE: i64 = 6041;
}

impl fmt::Display for OrganizationError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "{}: HTTP {}, code {}: {}; check the id of the organization, and that the token belongs to \
             a user of it, in the same data center",
            self.operation,
            self.status.as_u16(),
            Self::CODE,
            self.message
        )
    }
}

impl std::error::Error for OrganizationError {}

/// A refusal because of too many requests.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct RateLimitError {
    /// The operation, by its id in the specification.
    pub operation: &'static str,
    /// The HTTP status, 429; absent when the client itself held the request back.
    pub status: Option<StatusCode>,
    /// Zoho's code: 44 for a minute, 45 for a day, 1070 for requests at once, 43 for a block.
    pub code: Option<i64>,
    /// Zoho's message.
    pub message: String,
    /// How long to wait, if the answer said so. A block may last an hour.
    pub retry_after: Option<Duration>,
}

impl fmt::Display for RateLimitError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: ", self.operation)?;
        match self.status {
            Some(status) => write!(f, "HTTP {}", status.as_u16())?,
            None => write!(f, "not sent")?,
        }
        if let Some(code) = self.code {
            write!(f, ", code {code}")?;
        }
        write!(f, ": {}", self.message)?;
        match self.retry_after {
            Some(wait) => write!(f, "; try again in {} s", wait.as_secs()),
            None => Ok(()),
        }
    }
}

impl std::error::Error for RateLimitError {}

/// An answer that does not have the form the specification gives it.
#[derive(Debug)]
#[non_exhaustive]
pub struct DecodeError {
    /// The operation, by its id in the specification.
    pub operation: &'static str,
    /// The HTTP status.
    pub status: StatusCode,
    /// The field at fault, such as `time_entries[3].log_time`; `.` is the body as a whole.
    pub path: String,
    /// The id of the record that has the field, if there is one that can be read.
    pub record: Option<String>,
    /// What is wrong with it.
    pub source: serde_json::Error,
}

impl fmt::Display for DecodeError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "{}: the answer cannot be read: {}: {}",
            self.operation, self.path, self.source
        )?;
        match &self.record {
            Some(record) => write!(f, ", in record {record}"),
            None => Ok(()),
        }
    }
}

impl std::error::Error for DecodeError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        Some(&self.source)
    }
}

/// What a code of Zoho's is known to mean.
///
/// The codes 1002, 20004, 20050, 20054 and 20077 are documented for this API, 43, 44, 45, 1000 and
/// 1070 for all of Zoho's; the others were seen on live servers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum ErrorCode {
    /// 2, or 4 for an amount: a value is not allowed; the message names the field.
    InvalidValue,
    /// 5: there is no such path.
    UnknownPath,
    /// 11: there is no body.
    MissingBody,
    /// 14: there is no token, or it does not have the form of one.
    NoToken,
    /// 15: a text is too long; the message names the field.
    TooLong,
    /// 37: the path does not know the method, or this product does not.
    MethodNotAllowed,
    /// 43: blocked for a time, up to an hour.
    Blocked,
    /// 44: too many requests in a minute.
    TooManyInAMinute,
    /// 45: too many requests today.
    TooManyToday,
    /// 57: the token is unknown, has expired or lacks the scope.
    NotAuthorized,
    /// 1000: the service failed.
    InternalError,
    /// 1002: the thing does not exist, or not in the project named.
    DoesNotExist,
    /// 1038: the body is not JSON.
    MalformedBody,
    /// 1070: too many requests at once.
    TooManyAtOnce,
    /// 6041: the user is not in the organization that the request names.
    WrongOrganization,
    /// 20004: an amount is below zero.
    NegativeAmount,
    /// 20050: the timer of the entry runs already.
    AlreadyTimed,
    /// 20054: the timer of the entry runs, so the entry cannot be changed.
    BeingTimed,
    /// 20077: invoices or expenses refer to the project, so it cannot be deleted.
    ProjectInUse,
}

impl ErrorCode {
    /// The meaning of a code, if it is known.
    #[must_use]
    pub const fn from_number(code: i64) -> Option<Self> {
        Some(match code {
            2 | 4 => Self::InvalidValue,
            5 => Self::UnknownPath,
            11 => Self::MissingBody,
            14 => Self::NoToken,
            15 => Self::TooLong,
            37 => Self::MethodNotAllowed,
            43 => Self::Blocked,
            44 => Self::TooManyInAMinute,
            45 => Self::TooManyToday,
            57 => Self::NotAuthorized,
            1000 => Self::InternalError,
            1002 => Self::DoesNotExist,
            1038 => Self::MalformedBody,
            1070 => Self::TooManyAtOnce,
            OrganizationError::CODE => Self::WrongOrganization,
            20004 => Self::NegativeAmount,
            20050 => Self::AlreadyTimed,
            20054 => Self::BeingTimed,
            20077 => Self::ProjectInUse,
            _ => return None,
        })
    }
}

/// Why a client cannot be built.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ConfigError {
    /// No organisation was named.
    #[error("no organisation: call `organization(id)`, or set ZOHO_TIME_ORGANIZATION_ID")]
    NoOrganization,
    /// Neither a token nor refresh credentials were given, or the token is blank.
    #[error(
        "no credentials: call `access_token(…)` or `refresh_token(…)`, or set ZOHO_TIME_ACCESS_TOKEN, or \
         ZOHO_TIME_CLIENT_ID, ZOHO_TIME_CLIENT_SECRET and ZOHO_TIME_REFRESH_TOKEN"
    )]
    NoCredentials,
    /// A product of that name does not exist.
    #[error("unknown product {0:?}: use books, billing or invoice")]
    UnknownProduct(String),
    /// A data centre of that name does not exist.
    #[error(
        "unknown data centre {0:?}: use the end of its host names, such as com, eu, in or com.au, or its \
         location, such as us or au"
    )]
    UnknownDataCenter(String),
    /// The organisation's id is not made of digits.
    #[error("the organisation's id is wrong: {0}")]
    InvalidOrganization(#[from] zoho_time_types::ParseIdError),
    /// An address cannot be read.
    #[error("the address {address:?} cannot be used: {reason}")]
    InvalidAddress {
        /// The address.
        address: String,
        /// What is wrong with it.
        reason: String,
    },
    /// The API is neither on this machine nor one of Zoho's, and the accounts server was not given.
    #[error(
        "the accounts server of {base_url} is not known, and the client secret would be sent there: call \
         `accounts_url(…)`, or set ZOHO_TIME_ACCOUNTS_URL"
    )]
    NoAccountsServer {
        /// The address of the API.
        base_url: String,
    },
    /// `ZOHO_TIME_ALLOW_HTTP` is neither 1 nor 0.
    #[error("ZOHO_TIME_ALLOW_HTTP is {0:?}: set it to 1 or 0")]
    InvalidAllowHttp(String),
    /// The HTTP client cannot be set up.
    #[error("the HTTP client cannot be set up: {0}")]
    HttpClient(#[source] Box<dyn std::error::Error + Send + Sync>),
}

impl ConfigError {
    pub(crate) fn http_client(error: impl Into<Box<dyn std::error::Error + Send + Sync>>) -> Self {
        Self::HttpClient(error.into())
    }
}

impl From<InvalidAddress> for ConfigError {
    fn from(InvalidAddress { address, reason }: InvalidAddress) -> Self {
        Self::InvalidAddress { address, reason }
    }
}
