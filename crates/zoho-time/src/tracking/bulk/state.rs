//! The states of an item, and the steps from one to another.

use std::fmt;

use serde::{Deserialize, Serialize};
use zoho_time_types::TimeEntryId;

use crate::error::Error;

/// How far an item is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "state", rename_all = "snake_case")]
#[non_exhaustive]
pub enum State {
    /// It has not been logged.
    Open,
    /// A request to log it is under way, or was, and what came of it is not known.
    InDoubt,
    /// It has been logged.
    Done {
        /// The entry.
        id: TimeEntryId,
    },
    /// The service refuses to log it.
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

/// Why the service refuses to log an entry.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Rejection {
    /// Zoho's code, such as 1002 when the task is not one of the project.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub code: Option<i64>,
    /// What was wrong, in words.
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
/// A journal as it was, with the steps that were handed over since
/// [applied](super::Journal::apply) in their order, is the journal as it is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "step", rename_all = "snake_case")]
#[non_exhaustive]
pub enum JournalStep {
    /// It was looked what is there already.
    Begun {
        /// The entries that are like items and are none of them.
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
        /// Whether the answer showed something else than what was sent.
        #[serde(default, skip_serializing_if = "std::ops::Not::not")]
        altered: bool,
    },
    /// The service refuses an item.
    Refused {
        /// The item.
        item: usize,
        /// Why.
        #[serde(rename = "refusal")]
        rejection: Rejection,
    },
    /// An item was not sent after all, or is to be tried again.
    Reopened {
        /// The item.
        item: usize,
    },
}
