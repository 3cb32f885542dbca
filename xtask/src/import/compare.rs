//! Two inventories beside each other.

use std::{
    collections::{BTreeMap, BTreeSet},
    fmt,
};

use serde::Deserialize;

use super::inventory::{Fact, Inventory, Operation};
use crate::schema_model::JsonType;

/// The kind of a difference.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum About {
    /// Ours lacks it.
    Missing,
    /// Theirs lacks it.
    Extra,
    /// The types have nothing to do with each other.
    Type,
    /// The listed values differ.
    Values,
    /// Only one says that it must be there.
    Required,
    /// The greatest lengths differ.
    Length,
    /// The statuses of success differ.
    Status,
    /// Theirs asks for a scope that ours does not.
    Scope,
}

impl About {
    /// The name in lists and in the file of decisions.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Missing => "missing",
            Self::Extra => "extra",
            Self::Type => "type",
            Self::Values => "values",
            Self::Required => "required",
            Self::Length => "length",
            Self::Status => "status",
            Self::Scope => "scope",
        }
    }
}

/// One difference between a published file and our spec.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Difference {
    /// Its kind.
    pub about: About,
    /// Where it is in the operation: `request.tasks.rate`; empty for the operation itself.
    pub location: String,
    /// The value in the published file, as text.
    pub theirs: String,
    /// The value in our spec, as text.
    pub ours: String,
    /// The operation: `GET /projects/{}`.
    pub operation: String,
    /// The product: `books`.
    pub product: String,
}

impl fmt::Display for Difference {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let location = if self.location.is_empty() {
            "operation"
        } else {
            &self.location
        };
        write!(f, "{location}: {}", self.about.name())?;
        match (self.theirs.as_str(), self.ours.as_str()) {
            ("", "") => Ok(()),
            (theirs, "") => write!(f, " ({theirs})"),
            ("", ours) => write!(f, " ({ours})"),
            (theirs, ours) => write!(f, " (theirs {theirs}; ours {ours})"),
        }
    }
}

/// Everything in which two inventories of a product differ.
pub(super) fn between(product: &str, theirs: &Inventory, ours: &Inventory) -> Vec<Difference> {
    let mut list = List {
        product,
        operation: "",
        found: Vec::new(),
    };
    for (name, published) in &theirs.operations {
        list.operation = name;
        match ours.operations.get(name) {
            Some(described) => operation(&mut list, published, described),
            None => list.push(About::Missing, "", "", ""),
        }
    }
    for name in ours.operations.keys() {
        if !theirs.operations.contains_key(name) {
            list.operation = name;
            list.push(About::Extra, "", "", "");
        }
    }
    list.found
}

struct List<'a> {
    product: &'a str,
    operation: &'a str,
    found: Vec<Difference>,
}

impl List<'_> {
    fn push(&mut self, about: About, location: &str, theirs: impl ToString, ours: impl ToString) {
        self.found.push(Difference {
            about,
            location: location.to_owned(),
            theirs: theirs.to_string(),
            ours: ours.to_string(),
            operation: self.operation.to_owned(),
            product: self.product.to_owned(),
        });
    }
}

fn operation(list: &mut List<'_>, theirs: &Operation, ours: &Operation) {
    if theirs.statuses != ours.statuses {
        list.push(
            About::Status,
            "",
            joined(&theirs.statuses),
            joined(&ours.statuses),
        );
    }
    let scopes: BTreeSet<_> = theirs.scopes.difference(&ours.scopes).cloned().collect();
    if !scopes.is_empty() {
        list.push(About::Scope, "", joined(&scopes), "");
    }
    for (location, published) in &theirs.facts {
        match ours.facts.get(location) {
            Some(described) => fact(list, location, published, described),
            // What is inside something that is missing is missing with it.
            None if inside(location, &theirs.facts, &ours.facts) => {}
            None => list.push(About::Missing, location, types(&published.types), ""),
        }
    }
    for (location, described) in &ours.facts {
        if !theirs.facts.contains_key(location) && !inside(location, &ours.facts, &theirs.facts) {
            list.push(About::Extra, location, "", types(&described.types));
        }
    }
}

/// Whether the parent of a location is in only one of the two.
fn inside(location: &str, these: &BTreeMap<String, Fact>, others: &BTreeMap<String, Fact>) -> bool {
    let around = location.rsplit_once('.').map(|(around, _)| around);
    around.is_some_and(|around| these.contains_key(around) && !others.contains_key(around))
}

fn fact(list: &mut List<'_>, location: &str, theirs: &Fact, ours: &Fact) {
    let request = !location.starts_with("response");
    let (published, known) = (kinds(&theirs.types), kinds(&ours.types));
    if !published.is_subset(&known) {
        list.push(
            About::Type,
            location,
            types(&theirs.types),
            types(&ours.types),
        );
    }
    if !theirs.values.is_empty() && theirs.values != ours.values {
        let only = |these: &BTreeSet<String>, others: &BTreeSet<String>| {
            let only: BTreeSet<_> = these.difference(others).cloned().collect();
            if only.is_empty() {
                "nothing more".to_owned()
            } else {
                joined(&only)
            }
        };
        let texts = (
            only(&theirs.values, &ours.values),
            only(&ours.values, &theirs.values),
        );
        list.push(About::Values, location, texts.0, texts.1);
    }
    if request && theirs.required != ours.required {
        let word = |required| if required { "required" } else { "optional" };
        list.push(
            About::Required,
            location,
            word(theirs.required),
            word(ours.required),
        );
    }
    if let Some(length) = theirs.length
        && theirs.length != ours.length
    {
        let ours = ours
            .length
            .map_or_else(|| "none".to_owned(), |length| length.to_string());
        list.push(About::Length, location, length, ours);
    }
}

/// The types without differences that mean nothing: every number is a `double` there, and whatever may
/// be `null` is not reported.
fn kinds(types: &BTreeSet<JsonType>) -> BTreeSet<JsonType> {
    let kinds = types.iter().filter(|one| **one != JsonType::Null);
    kinds
        .map(|one| {
            if *one == JsonType::Integer {
                JsonType::Number
            } else {
                *one
            }
        })
        .collect()
}

fn types(types: &BTreeSet<JsonType>) -> String {
    if *types == BTreeSet::from(JsonType::ANY) {
        return "anything".to_owned();
    }
    let names: Vec<_> = types.iter().map(|one| one.name()).collect();
    names.join(" or ")
}

fn joined(values: &BTreeSet<String>) -> String {
    let values: Vec<&str> = values.iter().map(String::as_str).collect();
    values.join(", ")
}
