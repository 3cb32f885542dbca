//! Error responses of the API, by kind.

use std::fmt;
use std::time::Duration;

use http::StatusCode;

use crate::data_center::DataCenter;
use crate::error_code::{ErrorCode, WRONG_ORGANIZATION};

/// An error that the service returned: it rejected the request, or failed itself.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct ApiError {
    /// The operation, by its id in the spec.
    pub operation: &'static str,
    /// The HTTP status. It is 200 if the body had a code other than 0 in spite of that status.
    pub status: StatusCode,
    /// Zoho's code; `None` if the body is not an error in Zoho's format, such as an HTML page.
    pub code: Option<i64>,
    /// Zoho's message, or an excerpt of the body, escaped and up to 500 characters long. The wording may
    /// change: match on the code.
    pub message: String,
    /// The wait that the response asked for with `Retry-After`.
    pub retry_after: Option<Duration>,
}

impl fmt::Display for ApiError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        head(f, self.operation, Some(self.status), self.code)?;
        f.write_str(&self.message)
    }
}

impl std::error::Error for ApiError {}

/// The token is invalid or lacks the required scope: HTTP 401, whatever the body, or HTTP 403 with code 57.
///
/// Zoho does not say which of the two it is. A refreshable token was refreshed before this error is returned.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct PermissionError {
    /// The operation, by its id in the spec.
    pub operation: &'static str,
    /// The HTTP status.
    pub status: StatusCode,
    /// Zoho's code, such as 14 or 57; `None` if the body is not an error in Zoho's format, such as one of a
    /// gateway.
    pub code: Option<i64>,
    /// Zoho's message, or an excerpt of the body.
    pub message: String,
    /// The scope that the operation requires, such as `ZohoBooks.projects.READ`; `None` if the product does
    /// not have the operation.
    pub scope: Option<&'static str>,
    /// The data center that the request was sent to; `None` if the API is not one of Zoho's own, such as a
    /// sandbox.
    pub data_center: Option<DataCenter>,
}

impl fmt::Display for PermissionError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        head(f, self.operation, Some(self.status), self.code)?;
        f.write_str(&self.message)?;
        if self.code.and_then(ErrorCode::from_number) == Some(ErrorCode::NoToken) {
            f.write_str(
                "; check the access token: it may be mistyped, start with \"Bearer\", be a refresh token, or \
                 belong to another data center",
            )?;
            return this_client_uses(f, self.data_center);
        }
        match self.scope {
            Some(scope) => write!(
                f,
                "; the token must be valid for this organization and have the scope {scope}"
            ),
            None => Ok(()),
        }
    }
}

impl std::error::Error for PermissionError {}

/// The user of the token is not in the organization of the client: code 6041.
///
/// Another token of the same user does not help. Either the id is wrong, or the token belongs to another
/// account or to another data center.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct OrganizationError {
    /// The operation, by its id in the spec.
    pub operation: &'static str,
    /// The HTTP status.
    pub status: StatusCode,
    /// Zoho's message, which repeats the organization of the request.
    pub message: String,
    /// The data center that the request was sent to; `None` if the API is not one of Zoho's own, such as a
    /// sandbox.
    pub data_center: Option<DataCenter>,
}

impl OrganizationError {
    /// Zoho's code for it.
    pub(crate) const CODE: i64 = WRONG_ORGANIZATION;
}

impl fmt::Display for OrganizationError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        head(f, self.operation, Some(self.status), Some(Self::CODE))?;
        write!(
            f,
            "{}; check the organization id, and that the token belongs to a user of that organization, in \
             the same data center",
            self.message
        )?;
        this_client_uses(f, self.data_center)
    }
}

impl std::error::Error for OrganizationError {}

/// A limit on the number of requests was reached.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct RateLimitError {
    /// The operation, by its id in the spec.
    pub operation: &'static str,
    /// The HTTP status, 429; `None` if the client did not send the request, because it would exceed a limit.
    pub status: Option<StatusCode>,
    /// Zoho's code: 44 for a minute, 45 for a day, 1070 for requests at the same time, 43 for a block.
    pub code: Option<i64>,
    /// Zoho's message.
    pub message: String,
    /// How long to wait, if that is known. A block may last an hour.
    pub retry_after: Option<Duration>,
}

impl fmt::Display for RateLimitError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        head(f, self.operation, self.status, self.code)?;
        f.write_str(&self.message)?;
        match self.retry_after {
            Some(wait) => write!(f, "; try again in {} s", wait.as_secs()),
            None => Ok(()),
        }
    }
}

impl std::error::Error for RateLimitError {}

/// A response that violates the spec.
#[derive(Debug)]
#[non_exhaustive]
pub struct DecodeError {
    /// The operation, by its id in the spec.
    pub operation: &'static str,
    /// The HTTP status.
    pub status: StatusCode,
    /// The path of the invalid field, such as `time_entries[3].log_time`; `.` is the body as a whole.
    pub path: String,
    /// The id of the record that has the field, if there is one that can be read.
    pub record: Option<String>,
    /// What is wrong with the field.
    pub source: serde_json::Error,
}

impl fmt::Display for DecodeError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "{}: cannot decode the response: {}: {}",
            self.operation, self.path, self.source
        )?;
        match &self.record {
            Some(record) => write!(f, ", in record {record}"),
            None => Ok(()),
        }
    }
}

// The message includes `source`.
impl std::error::Error for DecodeError {}

/// The operation, the status (none if nothing was sent) and the code.
fn head(
    f: &mut fmt::Formatter<'_>,
    operation: &str,
    status: Option<StatusCode>,
    code: Option<i64>,
) -> fmt::Result {
    match status {
        Some(status) => write!(f, "{operation}: HTTP {}", status.as_u16())?,
        None => write!(f, "{operation}: not sent")?,
    }
    if let Some(code) = code {
        write!(f, ", code {code}")?;
    }
    f.write_str(": ")
}

fn this_client_uses(f: &mut fmt::Formatter<'_>, data_center: Option<DataCenter>) -> fmt::Result {
    match data_center {
        Some(data_center) => write!(f, " (this client uses {data_center})"),
        None => Ok(()),
    }
}
