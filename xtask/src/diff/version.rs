//! The version step that changes ask for, by the rules of semantic versioning.

use std::fmt;

use semver::Version;

use super::{Class, Diff};

/// A part of a version.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Bump {
    /// The third number.
    Patch,
    /// The second number.
    Minor,
    /// The first number.
    Major,
}

impl Bump {
    /// The name in lists and in JSON.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Patch => "patch",
            Self::Minor => "minor",
            Self::Major => "major",
        }
    }

    /// The part of the version that a change of that class raises. Before 1.0.0, breaking changes raise the
    /// second number, and all others the third.
    #[must_use]
    pub fn for_class(class: Class, old: &Version) -> Self {
        match (class, old.major) {
            (Class::Breaking, 0) => Self::Minor,
            (Class::Breaking, _) => Self::Major,
            (Class::Compatible, 0) | (Class::Wording, _) => Self::Patch,
            (Class::Compatible, _) => Self::Minor,
        }
    }

    /// The step that was taken between two versions, if the newer one is higher.
    #[must_use]
    pub fn between(old: &Version, new: &Version) -> Option<Self> {
        if new <= old {
            None
        } else if new.major > old.major {
            Some(Self::Major)
        } else if new.minor > old.minor {
            Some(Self::Minor)
        } else {
            Some(Self::Patch)
        }
    }

    /// The next version after that step.
    #[must_use]
    pub fn after(self, old: &Version) -> Version {
        match self {
            Self::Major => Version::new(old.major + 1, 0, 0),
            Self::Minor => Version::new(old.major, old.minor + 1, 0),
            Self::Patch => Version::new(old.major, old.minor, old.patch + 1),
        }
    }
}

impl fmt::Display for Bump {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// A version that is not raised as far as the changes ask.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum VersionError {
    /// It is not a version.
    #[error("{what} is `{text}`, which is not a version of the form 1.2.3")]
    Unreadable {
        /// Whose version.
        what: String,
        /// The invalid version.
        text: String,
    },
    /// It is too low.
    #[error(
        "changes that break programs: {breaking}; but {what} was {old} and is {new}: set it to {next} or \
         higher, or undo what breaks"
    )]
    TooLow {
        /// Whose version.
        what: String,
        /// The old version.
        old: String,
        /// The new version.
        new: String,
        /// The lowest version that is allowed.
        next: String,
        /// How many changes break.
        breaking: usize,
    },
}

/// A version before and after, and whose it is.
#[derive(Clone, Copy, Debug)]
pub struct Versions<'a> {
    /// Whose version, for messages.
    pub what: &'a str,
    /// The old version.
    pub old: &'a str,
    /// The new version.
    pub new: &'a str,
}

/// Refuses changes that break when a version is not raised as far as that asks.
///
/// # Errors
///
/// When a version is too low, or cannot be read while something breaks.
pub fn check(diff: &Diff, versions: Versions<'_>) -> Result<(), VersionError> {
    if diff.class() != Some(Class::Breaking) {
        return Ok(());
    }
    let parse = |text: &str| {
        Version::parse(text).map_err(|_| VersionError::Unreadable {
            what: versions.what.to_owned(),
            text: text.to_owned(),
        })
    };
    let (old, new) = (parse(versions.old)?, parse(versions.new)?);
    let asked = Bump::for_class(Class::Breaking, &old);
    if Bump::between(&old, &new) >= Some(asked) {
        return Ok(());
    }
    Err(VersionError::TooLow {
        what: versions.what.to_owned(),
        next: asked.after(&old).to_string(),
        old: old.to_string(),
        new: new.to_string(),
        breaking: diff.count(Class::Breaking),
    })
}
