//! Which records have come by.

use std::collections::HashSet;
use std::hash::{BuildHasher, RandomState};

/// The ids that have come by, as numbers: eight bytes and one more for each, whatever the length of the
/// list, in a table that doubles. A million of them take 19 MiB, and 28 MiB while it grows to that.
#[derive(Debug, Default)]
pub(in crate::paging) struct Seen {
    ids: HashSet<u64>,
    hasher: RandomState,
}

impl Seen {
    /// The number that stands for an id.
    pub(in crate::paging) fn key(&self, id: &str) -> u64 {
        // Ids are digits; one that does not fit a number is not known to exist.
        id.parse().unwrap_or_else(|_| self.hasher.hash_one(id))
    }

    /// Whether the record has come by.
    pub(in crate::paging) fn has(&self, key: u64) -> bool {
        self.ids.contains(&key)
    }

    /// Remembers a record; true if it is new.
    pub(in crate::paging) fn add(&mut self, key: u64) -> bool {
        self.ids.insert(key)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_that_fit_no_number_are_distinct_too() {
        let long = ["123456789012345678901234", "123456789012345678901235"];
        let mut seen = Seen::default();
        for id in ["7", "8", long[0], long[1]] {
            let key = seen.key(id);
            assert!(seen.add(key), "{id}");
            assert!(!seen.add(key) && seen.has(key), "{id}");
        }
    }
}
