//! The list of changes, for people and for machines.

use std::fmt;

use semver::Version;
use serde_json::{Value, json};

use super::{Change, Class, Diff, Direction, How, What, version::Bump};

/// More operations or places than this are only counted.
const MOST_NAMED: usize = 3;

impl Diff {
    /// The version step that the changes ask for; none when there are none, or when the older
    /// description has no version that can be read.
    #[must_use]
    pub fn step(&self) -> Option<Bump> {
        let old = Version::parse(&self.old_version).ok()?;
        Some(Bump::for_class(self.class()?, &old))
    }

    /// Everything for machines.
    #[must_use]
    pub fn json(&self) -> Value {
        let changes = self.changes.iter().map(|change| {
            json!({
                "class": change.class.name(),
                "root": change.location.root,
                "path": change.location.path,
                "direction": change.location.direction.map(direction),
                "what": change.what.name(),
                "how": change.how.name(),
                "before": change.before,
                "after": change.after,
                "why": change.why,
                "operations": change.operations,
            })
        });
        json!({
            "old_version": self.old_version,
            "new_version": self.new_version,
            "step": self.step().map(Bump::name),
            "breaking": self.count(Class::Breaking),
            "compatible": self.count(Class::Compatible),
            "wording": self.count(Class::Wording),
            "changes": changes.collect::<Vec<_>>(),
        })
    }

    /// The figures on one line.
    #[must_use]
    pub fn summary(&self) -> String {
        if self.changes.is_empty() {
            return "the API has not changed".to_owned();
        }
        let classes = [Class::Breaking, Class::Compatible, Class::Wording];
        let counts = classes.map(|class| format!("{} {}", self.count(class), class.name()));
        let step = match self.step() {
            Some(step) => format!("; asks for a {step} version"),
            None => String::new(),
        };
        format!("changes in the API: {}{step}", counts.join(", "))
    }
}

impl fmt::Display for Diff {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (class, title) in [
            (Class::Breaking, "breaking"),
            (Class::Compatible, "compatible"),
            (Class::Wording, "only words, examples or links"),
        ] {
            let mut changes = self.changes.iter().filter(|change| change.class == class);
            let Some(first) = changes.next() else {
                continue;
            };
            if class == Class::Wording {
                let all = std::iter::once(first).chain(changes);
                let places: Vec<String> = all.map(|change| change.location.to_string()).collect();
                let named = places.get(..MOST_NAMED).unwrap_or(&places).join(", ");
                write!(f, "{title}: {named}")?;
                match places.len().saturating_sub(MOST_NAMED) {
                    0 => writeln!(f)?,
                    more => writeln!(f, " and {more} more")?,
                }
                continue;
            }
            writeln!(f, "{title}:")?;
            for change in std::iter::once(first).chain(changes) {
                writeln!(f, "  {change}")?;
                if class == Class::Breaking {
                    writeln!(f, "      {}", change.why)?;
                }
            }
        }
        f.write_str(&self.summary())
    }
}

impl fmt::Display for Change {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.location)?;
        if let Some(way) = self.location.direction {
            write!(f, " (in {}s)", direction(way))?;
        }
        match (self.what, self.how) {
            (What::Required, How::Narrowed) => f.write_str(": is required now")?,
            (What::Required, How::Widened) => f.write_str(": is no longer required")?,
            (What::Growth, How::Narrowed) => f.write_str(": takes no other values now")?,
            (What::Growth, How::Widened) => f.write_str(": takes other values, too")?,
            (what, how) => write!(f, ": {} {}", what.name(), how.name())?,
        }
        match (&self.before, &self.after) {
            (Some(before), Some(after)) => write!(f, ", from {before} to {after}")?,
            (Some(value), None) | (None, Some(value)) => write!(f, ", {value}")?,
            (None, None) => {}
        }
        let named: Vec<&str> = self.operations.iter().map(String::as_str).collect();
        match named.as_slice() {
            [] => Ok(()),
            [one] if self.location.root == *one => Ok(()),
            few if few.len() <= MOST_NAMED => write!(f, " [{}]", few.join(", ")),
            many => write!(f, " [{} operations]", many.len()),
        }
    }
}

fn direction(direction: Direction) -> &'static str {
    match direction {
        Direction::Request => "request",
        Direction::Response => "response",
    }
}
