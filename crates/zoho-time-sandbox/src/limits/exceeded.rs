//! Rate-limit errors.

use std::fmt;

use axum::http::StatusCode;
use serde::{Deserialize, Serialize};

use super::quota::Headers;

/// Codes of rate-limit errors; in JSON their numbers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(try_from = "u32", into = "u32")]
pub enum Code {
    /// 43: blocked for an hour.
    Blocked,
    /// 44: too many calls in a minute.
    PerMinute,
    /// 45: too many calls in a day.
    PerDay,
    /// 1070: too many calls at once.
    AtOnce,
}

impl Code {
    /// All codes.
    pub const ALL: [Self; 4] = [Self::Blocked, Self::PerMinute, Self::PerDay, Self::AtOnce];

    /// The number in the response.
    #[must_use]
    pub const fn number(self) -> u32 {
        match self {
            Self::Blocked => 43,
            Self::PerMinute => 44,
            Self::PerDay => 45,
            Self::AtOnce => 1070,
        }
    }

    /// The message for an organization with this daily limit.
    #[must_use]
    pub const fn message(self, per_day: u32) -> Message {
        Message {
            code: self,
            per_day,
        }
    }
}

impl From<Code> for u32 {
    fn from(code: Code) -> Self {
        code.number()
    }
}

/// The code is unknown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("no rate limit has the code {0}; they are 43, 44, 45 and 1070")]
pub struct UnknownCode(u32);

impl TryFrom<u32> for Code {
    type Error = UnknownCode;

    fn try_from(number: u32) -> Result<Self, UnknownCode> {
        Self::ALL
            .into_iter()
            .find(|code| code.number() == number)
            .ok_or(UnknownCode(number))
    }
}

/// The message, as displayed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Message {
    code: Code,
    per_day: u32,
}

impl fmt::Display for Message {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.code {
            Code::Blocked => f.write_str(
                "Your organization has been blocked for an hour as it sent too many requests.",
            ),
            Code::PerMinute => f.write_str(
                "For security reasons your organization has been blocked as it have exceeded the \
                 maximum number of requests per minute that can originate from an organization.",
            ),
            Code::PerDay => write!(
                f,
                "The API call for this organization has exceeded the maximum call rate limit of {}.",
                Grouped(self.per_day),
            ),
            Code::AtOnce => f.write_str(
                "You have reached the maximum number of in process requests allowed. Kindly try \
                 again after some time.",
            ),
        }
    }
}

/// A number with a comma as the thousands separator.
struct Grouped(u32);

impl fmt::Display for Grouped {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.0 < 1_000 {
            return write!(f, "{}", self.0);
        }
        write!(f, "{},{:03}", Self(self.0 / 1_000), self.0 % 1_000)
    }
}

/// A call exceeded a limit. Displays the message of the response.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{message}", message = .code.message(*.per_day))]
pub struct LimitExceeded {
    pub(super) code: Code,
    pub(super) per_day: u32,
    pub(super) retry_after: Option<u32>,
    pub(super) headers: Headers,
}

impl LimitExceeded {
    /// The HTTP status of the answer, whatever the limit was.
    pub const STATUS: StatusCode = StatusCode::TOO_MANY_REQUESTS;

    /// The limit that was exceeded.
    #[must_use]
    pub const fn code(&self) -> Code {
        self.code
    }

    /// The value of `Retry-After` in seconds. Only a block has one: Zoho documents none for the others, and
    /// none has been observed.
    #[must_use]
    pub const fn retry_after(&self) -> Option<u32> {
        self.retry_after
    }

    /// The rate-limit headers that every response has.
    #[must_use]
    pub const fn headers(&self) -> Headers {
        self.headers
    }
}
