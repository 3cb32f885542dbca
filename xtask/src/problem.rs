//! Problems of a spec, with their locations.

use std::fmt;

/// A location in the spec: the keys on the way to a value.
///
/// Prints as `paths./projects.post.requestBody`.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Location(Vec<String>);

impl Location {
    /// The whole document.
    #[must_use]
    pub fn root() -> Self {
        Self::default()
    }

    /// The component of that section and name.
    #[must_use]
    pub fn component(section: &str, name: &str) -> Self {
        Self::root().child("components").child(section).child(name)
    }

    /// The value under `key`.
    #[must_use]
    pub fn child(&self, key: impl fmt::Display) -> Self {
        let mut keys = self.0.clone();
        keys.push(key.to_string());
        Self(keys)
    }

    /// A problem at this location.
    #[must_use]
    pub fn problem(&self, message: impl Into<String>) -> Problem {
        Problem {
            location: self.clone(),
            message: message.into(),
        }
    }

    /// The location as a JSON pointer: `/paths/~1projects/post`.
    #[must_use]
    pub fn pointer(&self) -> String {
        self.0.iter().fold(String::new(), |pointer, key| {
            pointer + "/" + &key.replace('~', "~0").replace('/', "~1")
        })
    }
}

impl fmt::Display for Location {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0.join("."))
    }
}

/// A problem, with its location and, if possible, a solution.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Problem {
    location: Location,
    message: String,
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.location == Location::root() {
            f.write_str(&self.message)
        } else {
            write!(f, "{}: {}", self.location, self.message)
        }
    }
}

/// All problems of a file, one per line, sorted by location.
#[derive(Clone, Debug)]
pub struct Problems {
    file: String,
    list: Vec<Problem>,
}

impl Problems {
    /// The problems of `file`; no two are equal.
    #[must_use]
    pub fn new(file: &str, mut list: Vec<Problem>) -> Self {
        list.sort();
        list.dedup();
        Self {
            file: file.to_owned(),
            list,
        }
    }

    /// `Ok` when the list is empty.
    ///
    /// # Errors
    ///
    /// The problems themselves.
    pub fn none_or(file: &str, list: Vec<Problem>) -> Result<(), Self> {
        if list.is_empty() {
            Ok(())
        } else {
            Err(Self::new(file, list))
        }
    }
}

impl fmt::Display for Problems {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, problem) in self.list.iter().enumerate() {
            if index > 0 {
                writeln!(f)?;
            }
            write!(f, "{}: {problem}", self.file)?;
        }
        Ok(())
    }
}

impl std::error::Error for Problems {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_location_prints_as_a_path_and_as_a_pointer() {
        let location = Location::root().child("paths").child("/a/{b~c}").child(0);
        assert_eq!(location.to_string(), "paths./a/{b~c}.0");
        assert_eq!(location.pointer(), "/paths/~1a~1{b~0c}/0");
    }

    #[test]
    fn problems_are_sorted_and_each_is_reported_once() {
        let location = |key| Location::root().child(key);
        let problems = Problems::new(
            "api.yaml",
            vec![
                location("b").problem("two"),
                location("a").problem("one"),
                location("b").problem("two"),
            ],
        );
        assert_eq!(problems.to_string(), "api.yaml: a: one\napi.yaml: b: two");
    }
}
