//! The states of an item, and the steps between them.

use std::fmt;

use serde::{Deserialize, Serialize};
use zoho_time_types::TimeEntryId;

use crate::error::Error;

/// The state of an item.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "state", rename_all = "snake_case")]
#[non_exhaustive]
pub enum State {
    /// It has not been logged.
    Open,
    /// A request to log it was started, and its result is not known.
    InDoubt,
    /// It has been logged.
    Done {
        /// The entry.
        id: TimeEntryId,
    },
    /// The server refuses to log it.
    Refused(Rejection),
}

impl fmt::Display for State {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Open => f.write_str("not logged yet"),
            Self::InDoubt => f.write_str("in doubt: it may have been logged"),
            Self::Done { id } => write!(f, "logged as {id}"),
            Self::Refused(rejection) => rejection.fmt(f),
        }
    }
}

/// The reason why the server refuses to log an entry.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Rejection {
    /// Zoho's code, such as 1002 when the task is not one of the project.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub code: Option<i64>,
    /// The message of the error.
    pub message: String,
}

impl Rejection {
    pub(super) fn of(error: &Error) -> Self {
        Self {
            code: error.code(),
            message: error.to_string(),
        }
    }
}

impl fmt::Display for Rejection {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "refused: {}", self.message)
    }
}

/// A change of a [`Journal`](super::Journal). Items are counted from 0, in their order.
///
/// A stored journal is brought up to date by [applying](super::Journal::apply) the later steps in order.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "step", rename_all = "snake_case")]
#[non_exhaustive]
pub enum JournalStep {
    /// The existing entries were looked up.
    Begun {
        /// The entries that are identical to items, and none of them.
        before: Vec<TimeEntryId>,
    },
    /// An item is about to be sent.
    Sending {
        /// The item.
        item: usize,
    },
    /// An item has been logged.
    Done {
        /// The item.
        item: usize,
        /// The entry.
        id: TimeEntryId,
        /// Whether the response differed from the request.
        #[serde(default, skip_serializing_if = "std::ops::Not::not")]
        altered: bool,
    },
    /// The server refuses an item.
    Refused {
        /// The item.
        item: usize,
        /// The reason.
        #[serde(rename = "refusal")]
        rejection: Rejection,
    },
    /// An item was not sent, or is to be sent again.
    Reopened {
        /// The item.
        item: usize,
    },
}
