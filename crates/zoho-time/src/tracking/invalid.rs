//! What is wrong with a time entry before it is sent.

use zoho_time_types::{Hours, TimeEntryId, TimeOfDay};

/// The most characters that notes may have, as Zoho documents it.
pub(crate) const NOTES_LIMIT: usize = 500;

/// Why a time entry is not sent.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum InvalidEntry {
    /// The time is zero or less.
    #[error("there is no time in it: {0} has to be at least 00:01")]
    NoTime(Hours),
    /// It does not end after it begins, on the same day.
    #[error(
        "it ends at {end} and begins at {begin}: an entry is of one day, so log work past midnight as \
         two entries, or log its duration"
    )]
    EndsBeforeItBegins {
        /// When it begins.
        begin: TimeOfDay,
        /// When it ends.
        end: TimeOfDay,
    },
    /// The notes are too long.
    #[error("its notes have {characters} characters, and {limit} are allowed", limit = NOTES_LIMIT)]
    NotesTooLong {
        /// How many characters they have.
        characters: usize,
    },
    /// The timer runs on the entry, so its time is not settled. The service refuses to change it too,
    /// with code 20054.
    #[error("the timer runs on time entry {entry}: stop it first")]
    TimerRuns {
        /// The entry.
        entry: TimeEntryId,
    },
    /// The entry as the service returned it lacks what a change has to repeat.
    #[error("time entry {entry} came without {field}, which every change has to repeat")]
    Incomplete {
        /// The entry.
        entry: TimeEntryId,
        /// What it lacks, by its name in the API.
        field: &'static str,
    },
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
