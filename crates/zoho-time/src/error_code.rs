//! Zoho's error codes.

/// The code with which Zoho says that the user of the token is not in the organization.
pub(crate) const WRONG_ORGANIZATION: i64 = 6041;

/// A known error code of Zoho, by its meaning.
///
/// Returned by [`Error::known_code`](crate::Error::known_code). The codes 1002, 20004, 20050, 20054 and 20077
/// are documented for this API; 43, 44, 45, 1000 and 1070 for all of Zoho's; the others were observed on live
/// servers.
///
/// ```
/// use zoho_time::error::ErrorCode;
///
/// assert_eq!(ErrorCode::from_number(1002), Some(ErrorCode::DoesNotExist));
/// assert_eq!(ErrorCode::from_number(-1), None);
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum ErrorCode {
    /// 2, or 4 for an amount: a value is not allowed; the message names the field.
    InvalidValue,
    /// 5: the API has no such path.
    UnknownPath,
    /// 11: the request has no body.
    MissingBody,
    /// 14: the token is missing or malformed.
    NoToken,
    /// 15: a text is too long; the message names the field.
    TooLong,
    /// 37: the path does not support the method, or this product does not.
    MethodNotAllowed,
    /// 43: all requests are blocked for a time, up to an hour.
    Blocked,
    /// 44: too many requests in a minute.
    TooManyInAMinute,
    /// 45: too many requests today.
    TooManyToday,
    /// 57: the token is unknown or expired, or lacks the scope.
    NotAuthorized,
    /// 1000: internal error of the service.
    InternalError,
    /// 1002: the record does not exist, or not in the project that the request names.
    DoesNotExist,
    /// 1038: the body is not JSON.
    MalformedBody,
    /// 1070: too many requests at the same time.
    TooManyAtOnce,
    /// 6041: the user is not in the organization that the request names.
    WrongOrganization,
    /// 20004: an amount is below zero.
    NegativeAmount,
    /// 20050: the timer is already running on the entry.
    AlreadyTimed,
    /// 20054: the timer is running on the entry, so the entry cannot be changed.
    BeingTimed,
    /// 20077: invoices or expenses refer to the project, so it cannot be deleted.
    ProjectInUse,
}

impl ErrorCode {
    /// The meaning of Zoho's number, or `None` if it is not known.
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
            WRONG_ORGANIZATION => Self::WrongOrganization,
            20004 => Self::NegativeAmount,
            20050 => Self::AlreadyTimed,
            20054 => Self::BeingTimed,
            20077 => Self::ProjectInUse,
            _ => return None,
        })
    }
}
