//! Finding by name what a seed file refers to.

use std::collections::BTreeMap;
use std::fmt::Display;

use super::load::LoadProblem;

/// The things of one kind that can be referred to, by their names and ids.
#[derive(Debug)]
pub(super) struct Names<K> {
    /// What they are, such as `customer`.
    kind: &'static str,
    /// Where they stand in the file, such as `customers of the organization`.
    list: &'static str,
    /// `None` for a name that several have.
    found: BTreeMap<String, Option<K>>,
    /// The names, to be shown to people.
    shown: Vec<String>,
}

/// How many names are shown to people at most.
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

    /// Adds a thing with the names that it has beside its id.
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

    /// What to call a thing in a file: its name, or its id where others have the name too.
    pub(super) fn name_of(&self, key: K, name: &str) -> String {
        match self.found.get(name) {
            Some(Some(found)) if *found == key => name.to_owned(),
            _ => key.to_string(),
        }
    }

    /// Whether a name stands for one thing.
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
