//! Errors of time entries that are found before anything is sent.

use zoho_time_client::Operation;
use zoho_time_types::{Hours, TimeEntryId, TimeOfDay};

use crate::error::Error;

/// The maximum length of notes in characters, as documented by Zoho.
const NOTES_LIMIT: usize = 500;

/// The reason why a time entry is not sent.
///
/// [`TimeEntries::log`](crate::resources::TimeEntries::log) and the other methods that send an entry return it as
/// the text of an [`Error::InvalidRequest`](crate::Error::InvalidRequest).
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum InvalidEntry {
    /// The duration is zero or negative.
    #[error("the duration is {0}, and has to be at least 00:01")]
    NoTime(Hours),
    /// The end is not after the start, on the same day.
    #[error(
        "the end {end} is not after the start {begin}: an entry belongs to one day, so log work past midnight \
         as two entries, or log the duration"
    )]
    EndsBeforeItBegins {
        /// The start.
        begin: TimeOfDay,
        /// The end.
        end: TimeOfDay,
    },
    /// The notes are too long.
    #[error("the notes have {characters} characters, and at most {limit} are allowed", limit = NOTES_LIMIT)]
    NotesTooLong {
        /// The number of characters.
        characters: usize,
    },
    /// The timer runs on the entry, so its time still changes. The server refuses to update it too, with code
    /// 20054.
    #[error("the timer is running on time entry {entry}: stop it first")]
    TimerRuns {
        /// The entry.
        entry: TimeEntryId,
    },
    /// The entry in the response lacks a field that every update has to repeat.
    #[error("time entry {entry} has no {field} in the response, and every update has to repeat it")]
    Incomplete {
        /// The entry.
        entry: TimeEntryId,
        /// The missing field, by its name in the API.
        field: &'static str,
    },
}

impl InvalidEntry {
    /// The error of a call that is not sent because of this.
    pub(crate) fn of(self, operation: &'static Operation) -> Error {
        Error::InvalidRequest {
            operation: operation.id,
            reason: self.to_string(),
        }
    }
}

/// Checks the length of notes.
pub(crate) fn check_notes(notes: Option<&str>) -> Result<(), InvalidEntry> {
    match notes.map(|notes| notes.chars().count()) {
        Some(characters) if characters > NOTES_LIMIT => {
            Err(InvalidEntry::NotesTooLong { characters })
        }
        _ => Ok(()),
    }
}
