//! A writer's knowledge of its time entries.

use std::collections::BTreeMap;

/// A time entry.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// Unknown until the response has arrived.
    pub id: Option<String>,
    /// Its notes, which start with the number that the writer uses for it.
    pub notes: String,
    /// The minutes on it, without those of a running timer.
    pub minutes: i64,
    /// The minute of the trial in which its timer was started, while that runs.
    pub timer: Option<i64>,
}

/// Something that a writer does.
#[derive(Debug, Clone)]
pub enum Deed {
    /// Logs time, under a number that was never used before.
    Log {
        /// The number.
        number: u64,
        /// The time.
        minutes: i64,
        /// Whether the timer is to run on it at once.
        timer: bool,
    },
    /// Changes the time and the notes of an entry.
    Change {
        /// Its number.
        number: u64,
        /// The time that it is to have.
        minutes: i64,
    },
    /// Deletes entries: all of these, or none.
    Delete(Vec<u64>),
    /// Starts the timer on an entry.
    Start(u64),
    /// Stops the timer.
    Stop,
}

/// The time entries of one user, by number.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Account(pub BTreeMap<u64, Entry>);

impl Account {
    /// The account after a deed, at this minute of the trial.
    #[must_use]
    pub fn after(&self, deed: &Deed, now: i64) -> Self {
        let mut account = self.clone();
        match deed {
            Deed::Log {
                number,
                minutes,
                timer,
            } => {
                if *timer {
                    account.stop(now);
                }
                let entry = Entry {
                    id: None,
                    notes: notes(*number, *minutes),
                    minutes: *minutes,
                    timer: timer.then_some(now),
                };
                account.0.insert(*number, entry);
            }
            Deed::Change { number, minutes } => {
                if let Some(entry) = account.0.get_mut(number) {
                    entry.notes = notes(*number, *minutes);
                    entry.minutes = *minutes;
                }
            }
            Deed::Delete(numbers) => account.0.retain(|number, _| !numbers.contains(number)),
            Deed::Start(number) => {
                account.stop(now);
                if let Some(entry) = account.0.get_mut(number) {
                    entry.timer = Some(now);
                }
            }
            Deed::Stop => account.stop(now),
        }
        account
    }

    /// The number of the entry that the timer runs on.
    #[must_use]
    pub fn timed(&self) -> Option<u64> {
        let mut entries = self.0.iter();
        let timed = entries.find(|(_, entry)| entry.timer.is_some());
        timed.map(|(number, _)| *number)
    }

    fn stop(&mut self, now: i64) {
        for entry in self.0.values_mut() {
            entry.minutes += entry.timer.take().map_or(0, |started| now - started);
        }
    }
}

/// The notes of an entry: its number, and something that changes with the time on it.
#[must_use]
pub fn notes(number: u64, minutes: i64) -> String {
    format!("{number} at {minutes}")
}

/// The number in the notes of an entry.
#[must_use]
pub fn number(notes: &str) -> Option<u64> {
    notes.split(' ').next()?.parse().ok()
}
