//! Comparing what is there with what was acknowledged.

use std::collections::BTreeMap;
use std::fmt;
use std::path::Path;

use super::account::{Account, Entry, number};

/// Something that should not be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Finding {
    /// An entry is gone whose creation was acknowledged.
    Lost(u64),
    /// An entry exists that no writer created, or that was deleted.
    Phantom(String),
    /// An entry is there more than once.
    Duplicate(u64),
    /// An entry differs from its last known state.
    Wrong {
        /// Its number.
        number: u64,
        /// As it should be.
        expected: Entry,
        /// Its actual state.
        found: Entry,
    },
    /// A user has more than one running timer.
    Timers(usize),
    /// A total is not the sum of the entries; holds both.
    Total(i64, Option<i64>),
    /// The database is not sound.
    Unsound(String),
}

impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Lost(number) => write!(f, "entry {number} was acknowledged and is lost"),
            Self::Phantom(notes) => write!(f, "entry {notes:?} is a phantom"),
            Self::Duplicate(number) => write!(f, "entry {number} is there more than once"),
            Self::Wrong {
                number,
                expected,
                found,
            } => write!(f, "entry {number} is {found:?}, not {expected:?}"),
            Self::Timers(count) => write!(f, "{count} timers of one user run"),
            Self::Total(sum, total) => {
                write!(f, "the entries sum up to {sum}, the total is {total:?}")
            }
            Self::Unsound(message) => write!(f, "the database is not sound: {message}"),
        }
    }
}

/// The result of an audit.
#[derive(Debug, Clone, Default)]
pub struct Report {
    /// Everything that should not be.
    pub findings: Vec<Finding>,
    /// How many entries there are.
    pub entries: usize,
}

impl Report {
    /// How many findings there are of a kind.
    #[must_use]
    pub fn count(&self, kind: fn(&Finding) -> bool) -> usize {
        self.findings.iter().filter(|finding| kind(finding)).count()
    }

    /// Fails if something was found.
    ///
    /// # Panics
    ///
    /// Panics then, with the findings.
    #[track_caller]
    pub fn expect_nothing(&self) {
        let findings: Vec<_> = self.findings.iter().map(Finding::to_string).collect();
        assert!(findings.is_empty(), "{}", findings.join("\n"));
    }
}

/// Compares the entries of a user with the possible states of a writer's record: before or after an
/// operation whose response never arrived. Returns the state with the fewest differences, with the ids
/// that were not known before, and the differences.
#[must_use]
pub fn compare(possible: &[Account], found: &[Entry]) -> (Account, Vec<Finding>) {
    let compared = possible.iter().map(|account| against(account, found));
    let best = compared.min_by_key(|(_, findings)| findings.len());
    best.expect("there is at least one account to compare with")
}

fn against(account: &Account, found: &[Entry]) -> (Account, Vec<Finding>) {
    let mut account = account.clone();
    let mut findings = Vec::new();
    let mut by_number: BTreeMap<u64, Vec<&Entry>> = BTreeMap::new();
    for entry in found {
        match number(&entry.notes) {
            Some(number) => by_number.entry(number).or_default().push(entry),
            None => findings.push(Finding::Phantom(entry.notes.clone())),
        }
    }
    for (number, expected) in &mut account.0 {
        let Some(entries) = by_number.remove(number) else {
            findings.push(Finding::Lost(*number));
            continue;
        };
        if entries.len() > 1 {
            findings.push(Finding::Duplicate(*number));
        }
        let same = entries.iter().find(|entry| entry.id == expected.id);
        let found = *same.unwrap_or(&entries[0]);
        if expected.id.is_none() {
            expected.id.clone_from(&found.id);
        }
        if expected != found {
            findings.push(Finding::Wrong {
                number: *number,
                expected: expected.clone(),
                found: found.clone(),
            });
        }
    }
    let phantoms = by_number.values().flatten();
    findings.extend(phantoms.map(|entry| Finding::Phantom(entry.notes.clone())));
    let timers = found.iter().filter(|entry| entry.timer.is_some()).count();
    if timers > 1 {
        findings.push(Finding::Timers(timers));
    }
    (account, findings)
}

/// Lets the database check itself: its pages, its indexes, and what refers to what.
///
/// # Panics
///
/// Panics if the file cannot be opened.
#[must_use]
pub fn soundness(file: &Path) -> Vec<Finding> {
    let connection = rusqlite::Connection::open(file).unwrap();
    let rows = |pragma: &str| -> Vec<String> {
        let mut statement = connection.prepare(pragma).unwrap();
        let rows = statement.query_map([], |row| row.get(0)).unwrap();
        rows.collect::<Result<_, _>>().unwrap()
    };
    let mut findings = Vec::new();
    for message in rows("PRAGMA integrity_check") {
        if message != "ok" {
            findings.push(Finding::Unsound(message));
        }
    }
    for table in rows("PRAGMA foreign_key_check") {
        let message = format!("a row of {table} refers to nothing");
        findings.push(Finding::Unsound(message));
    }
    findings
}
