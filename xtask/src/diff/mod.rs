//! `cargo xtask diff`: what has changed in the API between two specs, and what it means for
//! programs that were written or generated from the older one.
//!
//! A change **breaks** when such a program may stop to work: a request that was taken is refused, an
//! answer holds what it does not expect or lacks what it relies on, or a name that every generated
//! client uses is another one. The direction decides: a request may be narrowed by nothing, an answer
//! widened by nothing. The names of component schemas do not count, for they are not on the wire and
//! an inline schema means the same.
//!
//! It classifies changes of operations, parameters, bodies, fields, types, enumerations, limits, statuses, headers,
//! servers, security, and the extensions of operations. `discriminator`, `xml`, callbacks and webhooks are not
//! looked at; what only differs in wording or examples is listed as such.

mod allowed;
mod change;
mod extensions;
pub mod history;
mod messages;
mod operations;
mod parameters;
mod report;
mod rules;
mod schemas;
mod security;
mod servers;
pub mod task;
pub mod version;
mod what;
mod wording;

use std::collections::{BTreeMap, BTreeSet};

pub(crate) use operations::without_names;
pub(crate) use security::scopes;

pub use change::{ApiPath, Change, Class, Direction, How};
use change::{Found, Key};
pub use what::What;

use crate::{
    schema_model::Reader,
    spec::{Spec, text},
};

/// The changes between two specs.
#[derive(Clone, Debug, Default)]
pub struct Diff {
    /// The changes: what breaks first, then by place.
    pub changes: Vec<Change>,
    /// `info.version` of the older spec.
    pub old_version: String,
    /// `info.version` of the newer spec.
    pub new_version: String,
}

impl Diff {
    /// From the older spec to the newer one. Neither has to be without mistakes: a reference
    /// that leads nowhere stands for anything.
    #[must_use]
    pub fn between(old: &Spec, new: &Spec) -> Self {
        let mut compare = Compare {
            old: Reader { spec: old },
            new: Reader { spec: new },
            found: BTreeMap::new(),
            operation: None,
            seen: BTreeSet::new(),
            open: Vec::new(),
        };
        servers::document(&mut compare);
        security::schemes(&mut compare);
        operations::all(&mut compare);
        wording::document(&mut compare);
        let version = |spec: &Spec| {
            let version = spec.root.get("info").and_then(|info| text(info, "version"));
            version.unwrap_or_default().to_owned()
        };
        let found = compare.found.into_iter();
        let mut changes: Vec<_> = found.map(|(key, found)| Change::new(key, found)).collect();
        changes.sort_by_key(|change| std::cmp::Reverse(change.class));
        Self {
            changes,
            old_version: version(old),
            new_version: version(new),
        }
    }

    /// The gravest class of a change.
    #[must_use]
    pub fn class(&self) -> Option<Class> {
        self.changes.iter().map(|change| change.class).max()
    }

    /// How many changes are of that class.
    #[must_use]
    pub fn count(&self, class: Class) -> usize {
        let of_class = self.changes.iter().filter(|change| change.class == class);
        of_class.count()
    }
}

/// Two specs, and what has been found so far.
struct Compare<'a> {
    old: Reader<'a>,
    new: Reader<'a>,
    found: BTreeMap<Key, Found>,
    /// The operation that is being looked at.
    operation: Option<String>,
    /// The component schemas that have been looked at for this operation.
    seen: BTreeSet<(String, Option<Direction>)>,
    /// The pairs of component schemas of different names that are being looked at.
    open: Vec<(String, String)>,
}

impl Compare<'_> {
    /// Adds a change, classified by [`rules`].
    fn note(&mut self, location: &ApiPath, what: What, how: How) -> &mut Found {
        let (class, why) = rules::judge(what, how, location.direction);
        let key = Key {
            location: location.clone(),
            what,
            how,
            value: String::new(),
        };
        self.insert(key, class, why)
    }

    fn insert(&mut self, key: Key, class: Class, why: &'static str) -> &mut Found {
        let found = self.found.entry(key).or_insert_with(|| Found {
            class,
            why,
            before: None,
            after: None,
            operations: Vec::new(),
        });
        if let Some(operation) = &self.operation
            && !found.operations.contains(operation)
        {
            found.operations.push(operation.clone());
        }
        found
    }
}
