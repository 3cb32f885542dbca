//! Lookup of names in a seed file.

use std::collections::BTreeMap;
use std::fmt::Display;

use super::load::LoadProblem;

/// The records of one kind, by name and id.
#[derive(Debug)]
pub(super) struct Names<K> {
    /// The kind, such as `customer`.
    kind: &'static str,
    /// The list in the file, such as `customers of the organization`.
    list: &'static str,
    /// `None` for an ambiguous name.
    found: BTreeMap<String, Option<K>>,
    /// The names, for messages.
    shown: Vec<String>,
}

/// Maximum number of names in a message.
const SHOWN: usize = 8;

impl<K: Copy + Display + PartialEq> Names<K> {
    pub(super) fn of(kind: &'static str, list: &'static str) -> Self {
        Self {
            kind,
            list,
            found: BTreeMap::new(),
            shown: Vec::new(),
        }
    }

    /// Adds a record with its names, in addition to its id.
    pub(super) fn add(&mut self, key: K, names: &[&str]) {
        self.found.insert(key.to_string(), Some(key));
        for name in names {
            self.found
                .entry((*name).to_owned())
                .and_modify(|found| *found = found.filter(|found| *found == key))
                .or_insert(Some(key));
        }
        self.shown
            .extend(names.first().map(|name| (*name).to_owned()));
    }

    /// The thing that is named in a place of the file.
    pub(super) fn find(&self, place: &str, name: &str) -> Result<K, LoadProblem> {
        match self.found.get(name) {
            Some(Some(key)) => Ok(*key),
            Some(None) => Err(LoadProblem::at(
                place,
                format!(
                    "more than one {} is called {name:?}; give the one you mean an id, and put that here",
                    self.kind
                ),
            )),
            None => Err(LoadProblem::at(place, self.missing(name))),
        }
    }

    /// The reference to a record in a file: its name, or its id if the name is ambiguous.
    pub(super) fn name_of(&self, key: K, name: &str) -> String {
        match self.found.get(name) {
            Some(Some(found)) if *found == key => name.to_owned(),
            _ => key.to_string(),
        }
    }

    /// Whether a name is unique.
    pub(super) fn is_clear(&self, name: &str) -> bool {
        matches!(self.found.get(name), Some(Some(_)))
    }

    fn missing(&self, name: &str) -> String {
        let (kind, list) = (self.kind, self.list);
        let some: Vec<_> = self.shown.iter().take(SHOWN).map(String::as_str).collect();
        if some.is_empty() {
            format!("there is no {kind} {name:?}; add it to the {list}, which are none yet")
        } else {
            let some = some.join(", ");
            format!(
                "there is no {kind} {name:?}; add it to the {list}, or name one of them: {some}"
            )
        }
    }
}
