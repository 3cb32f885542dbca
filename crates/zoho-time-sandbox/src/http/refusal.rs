//! HTTP status, code and message of every response that is not a success.
//!
//! `spec/CURATION.md` lists the evidence for each code. Where none is known, a rule of the sandbox
//! itself has code 4.

use axum::http::StatusCode;

use crate::store::StoreError;

/// API errors.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Refusal {
    // Authentication and organization.
    /// There is no token, or text that does not have the form of one.
    #[error("Invalid value passed for authtoken.")]
    NoToken,
    /// The token is unknown, has expired or was revoked, or it lacks the scope.
    #[error("You are not authorized to perform this operation")]
    NotAuthorized,
    /// The user is not in the named organization; contains the name.
    #[error("This user is not associated with the CompanyID/CompanyName:{0}.")]
    WrongOrganization(String),
    /// The request names no organization; contains where it should.
    #[error(
        "This user is not associated with the CompanyID/CompanyName. Name the organization in {0}."
    )]
    NoOrganization(&'static str),

    // Form of the request.
    /// No operation has this path.
    #[error("Invalid URL Passed")]
    UnknownPath,
    /// The path has operations, but none with this method.
    #[error("The HTTP method {0} is not allowed for the requested resource")]
    MethodNotAllowed(String),
    /// There is no body, or a form without the JSON field.
    #[error("The parameter JSONString is mandatory.")]
    NoBody,
    /// The body is not JSON.
    #[error("JSON is not well formed")]
    MalformedJson,
    /// The body is JSON, but not an object.
    #[error("Invalid value passed for JSONString")]
    NotAnObject,
    /// The body is neither JSON nor a form.
    #[error("Invalid value passed for Content-Type")]
    UnsupportedContentType,
    /// The body is too long; contains the limit in bytes.
    #[error("Please ensure that the request body has less than {0} bytes.")]
    BodyTooLarge(usize),
    /// The client disconnected while it sent the body.
    #[error("The request body could not be read")]
    UnreadableBody,

    // Values.
    /// A required value is missing, or a value is not allowed.
    #[error("Invalid value passed for {0}")]
    InvalidValue(String),
    /// A text is too long.
    #[error("Please ensure that the {field} has less than {limit} characters.")]
    TooLong {
        /// The name of the field.
        field: String,
        /// Maximum number of characters.
        limit: usize,
    },
    /// An amount is not a number.
    #[error("Invalid value passed for {0}")]
    InvalidAmount(String),
    /// An amount is below zero.
    #[error("The amount cannot be negative.")]
    NegativeAmount,

    /// A value violates the spec, which only a strict sandbox rejects.
    #[error("Invalid value passed for {field}: {reason}")]
    SpecViolation {
        /// The field, or `the request` for the request as a whole.
        field: String,
        /// The reason.
        reason: String,
    },
    /// A control rejects the request; contains the reason.
    #[error("{0}")]
    Control(String),

    // State.
    /// The id does not exist, or not in this organization or project.
    #[error("{0} does not exist.")]
    NotFound(Kind),
    /// The task is not one of the project.
    #[error("This task does not exist in this project. Hence, this timesheet entry cannot be made")]
    TaskNotInProject,
    /// The user is not assigned to the project.
    #[error(
        "This user is not assigned to this project. Hence, this timesheet entry cannot be made"
    )]
    UserNotInProject,
    /// Time cannot be logged on an inactive project.
    #[error("This project is inactive. Hence, this timesheet entry cannot be made")]
    ProjectInactive,
    /// An invoice or an expense refers to the project.
    #[error("Expenses have been recorded for this project, so it cannot be deleted.")]
    ProjectInUse,
    /// Time on the task has been invoiced.
    #[error("Time on this task has been invoiced, so it cannot be deleted.")]
    TaskInvoiced,
    /// The time entry has been invoiced.
    #[error("This timesheet entry has been invoiced. Hence, it cannot be edited or deleted")]
    EntryInvoiced,
    /// The timer of this entry is running already.
    #[error("This timesheet entry is already being timed")]
    AlreadyTimed,
    /// The timer of the entry is running, so it cannot be changed.
    #[error("This timesheet is being timed. Hence, it cannot be edited")]
    BeingTimed,
    /// The calling user has no running timer.
    #[error("There is no running timer for this user.")]
    NoRunningTimer,
    /// There is nothing to bill.
    #[error("There are no unbilled time entries to invoice for this project.")]
    NothingToInvoice,

    // Failures of the sandbox.
    /// The store failed.
    #[error("Internal error")]
    Store(#[from] StoreError),
    /// The response violates the spec, which only a strict sandbox checks; contains the violation.
    #[error("The response violates the spec: {0}")]
    Unfaithful(String),
    /// The response could not be written.
    #[error("Internal error")]
    Unwritable(#[from] serde_json::Error),
}

/// Kinds of records that may not exist.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    Organization,
    Customer,
    User,
    Project,
    Task,
    Comment,
    TimeEntry,
    Instance,
    Fault,
}

impl std::fmt::Display for Kind {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Self::Organization => "Organization",
            Self::Customer => "Customer",
            Self::User => "User",
            Self::Project => "Project",
            Self::Task => "Task",
            Self::Comment => "Comment",
            Self::TimeEntry => "Time entry",
            Self::Instance => "Instance",
            Self::Fault => "Fault",
        })
    }
}

impl Refusal {
    /// The value of a field is missing or not allowed.
    pub(crate) fn invalid(field: impl Into<String>) -> Self {
        Self::InvalidValue(field.into())
    }

    /// The user is not in the organization of this id or name.
    pub(crate) fn wrong_organization(named: &str) -> Self {
        /// Maximum length of a quoted value.
        const SHOWN: usize = 50;
        Self::WrongOrganization(named.chars().take(SHOWN).collect())
    }

    /// The HTTP status of the response.
    pub(crate) fn status(&self) -> StatusCode {
        match self {
            Self::NoToken | Self::NotAuthorized => StatusCode::UNAUTHORIZED,
            Self::UnknownPath
            | Self::NotFound(_)
            | Self::TaskNotInProject
            | Self::UserNotInProject => StatusCode::NOT_FOUND,
            Self::MethodNotAllowed(_) => StatusCode::METHOD_NOT_ALLOWED,
            Self::UnsupportedContentType => StatusCode::UNSUPPORTED_MEDIA_TYPE,
            Self::BodyTooLarge(_) => StatusCode::PAYLOAD_TOO_LARGE,
            Self::Store(_) | Self::Unwritable(_) | Self::Unfaithful(_) => {
                StatusCode::INTERNAL_SERVER_ERROR
            }
            Self::NoOrganization(_)
            | Self::WrongOrganization(_)
            | Self::NoBody
            | Self::MalformedJson
            | Self::NotAnObject
            | Self::UnreadableBody
            | Self::InvalidValue(_)
            | Self::InvalidAmount(_)
            | Self::TooLong { .. }
            | Self::NegativeAmount
            | Self::SpecViolation { .. }
            | Self::Control(_)
            | Self::ProjectInactive
            | Self::ProjectInUse
            | Self::TaskInvoiced
            | Self::EntryInvoiced
            | Self::AlreadyTimed
            | Self::BeingTimed
            | Self::NoRunningTimer
            | Self::NothingToInvoice => StatusCode::BAD_REQUEST,
        }
    }

    /// Zoho's code for the case.
    pub(crate) const fn code(&self) -> u32 {
        match self {
            Self::UnsupportedContentType
            | Self::NotAnObject
            | Self::InvalidValue(_)
            | Self::SpecViolation { .. }
            | Self::Control(_) => 2,
            Self::InvalidAmount(_)
            | Self::ProjectInactive
            | Self::TaskInvoiced
            | Self::EntryInvoiced
            | Self::NothingToInvoice => 4,
            Self::UnknownPath => 5,
            Self::NoBody => 11,
            Self::NoToken => 14,
            Self::TooLong { .. } | Self::BodyTooLarge(_) => 15,
            Self::MethodNotAllowed(_) => 37,
            Self::NotAuthorized => 57,
            Self::Store(_) | Self::Unwritable(_) | Self::Unfaithful(_) => 1000,
            Self::NotFound(_)
            | Self::TaskNotInProject
            | Self::UserNotInProject
            | Self::NoRunningTimer => 1002,
            Self::MalformedJson | Self::UnreadableBody => 1038,
            Self::NoOrganization(_) | Self::WrongOrganization(_) => 6041,
            Self::NegativeAmount => 20004,
            Self::AlreadyTimed => 20050,
            Self::BeingTimed => 20054,
            Self::ProjectInUse => 20077,
        }
    }
}
