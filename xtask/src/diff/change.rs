//! A change: its location, kind and class.

use std::fmt;

use super::What;

/// The effect of a change on programs that were written for the older spec.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Class {
    /// Only words, examples or links.
    Wording,
    /// The API has changed, and the programs work as before.
    Compatible,
    /// Some programs may stop working.
    Breaking,
}

impl Class {
    /// The name in lists and in JSON.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Wording => "wording",
            Self::Compatible => "compatible",
            Self::Breaking => "breaking",
        }
    }
}

/// The direction in which a value is sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Direction {
    /// From the program to the service.
    Request,
    /// From the service to the program.
    Response,
}

/// The way in which something changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum How {
    /// It is new.
    Added,
    /// It is gone.
    Removed,
    /// It allows more than before.
    Widened,
    /// It allows less than before.
    Narrowed,
    /// It is another one, neither wider nor narrower.
    Changed,
}

impl How {
    /// The name in lists and in JSON.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Added => "added",
            Self::Removed => "removed",
            Self::Widened => "widened",
            Self::Narrowed => "narrowed",
            Self::Changed => "changed",
        }
    }

    /// The same change, seen from the newer spec to the older one.
    #[must_use]
    pub fn reversed(self) -> Self {
        match self {
            Self::Added => Self::Removed,
            Self::Removed => Self::Added,
            Self::Widened => Self::Narrowed,
            Self::Narrowed => Self::Widened,
            Self::Changed => Self::Changed,
        }
    }
}

/// The location of something in the API.
///
/// The content of a named component has the name of the component, not of each operation that uses it.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct ApiPath {
    /// The operation, such as `GET /projects`, or the component, such as `schema Project`; empty for
    /// what concerns the whole document.
    pub root: String,
    /// The way from there: `request.tasks[].rate`, `parameter page`, `status 201`.
    pub path: String,
    /// The way the value goes, where it makes a difference.
    pub direction: Option<Direction>,
}

impl ApiPath {
    pub(super) fn at(root: impl Into<String>) -> Self {
        Self {
            root: root.into(),
            ..Self::default()
        }
    }

    /// The place one step further, after a point when there is something before it.
    pub(super) fn step(&self, name: impl fmt::Display) -> Self {
        let point = if self.path.is_empty() { "" } else { "." };
        self.plus(format_args!("{point}{name}"))
    }

    /// The place with this written behind it.
    pub(super) fn plus(&self, end: impl fmt::Display) -> Self {
        Self {
            path: format!("{}{end}", self.path),
            ..self.clone()
        }
    }

    pub(super) fn going(&self, direction: Direction) -> Self {
        Self {
            direction: Some(direction),
            ..self.clone()
        }
    }

    /// The place of a component, reached the same way.
    pub(super) fn component(&self, kind: &str, name: &str) -> Self {
        Self {
            root: format!("{kind} {name}"),
            path: String::new(),
            direction: self.direction,
        }
    }
}

impl fmt::Display for ApiPath {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (self.root.is_empty(), self.path.is_empty()) {
            (false, false) => write!(f, "{}: {}", self.root, self.path),
            (false, true) => f.write_str(&self.root),
            (true, _) => f.write_str(&self.path),
        }
    }
}

/// One change.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Change {
    /// Where it is.
    pub location: ApiPath,
    /// The kind of thing that changed.
    pub what: What,
    /// The way in which it changed.
    pub how: How,
    /// Its effect on programs.
    pub class: Class,
    /// The reason for its class.
    pub why: &'static str,
    /// The old value, as text.
    pub before: Option<String>,
    /// The new value, as text.
    pub after: Option<String>,
    /// The operations it concerns, such as `GET /projects`; none when it concerns all.
    pub operations: Vec<String>,
}

impl Change {
    pub(super) fn new(key: Key, found: Found) -> Self {
        Self {
            location: key.location,
            what: key.what,
            how: key.how,
            class: found.class,
            why: found.why,
            before: found.before,
            after: found.after,
            operations: found.operations,
        }
    }
}

/// Two findings with the same key are one change.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Key {
    pub(super) location: ApiPath,
    pub(super) what: What,
    pub(super) how: How,
    /// Which one, when there can be several at the place.
    pub(super) value: String,
}

/// The rest of a change.
#[derive(Clone, Debug)]
pub(super) struct Found {
    pub(super) class: Class,
    pub(super) why: &'static str,
    pub(super) before: Option<String>,
    pub(super) after: Option<String>,
    pub(super) operations: Vec<String>,
}

impl Found {
    /// Sets the old and the new value.
    pub(super) fn values(&mut self, before: impl ToString, after: impl ToString) {
        self.before = Some(before.to_string());
        self.after = Some(after.to_string());
    }
}
