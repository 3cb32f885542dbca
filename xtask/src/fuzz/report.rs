//! The results of a run, and whether it tested enough.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::path::Path;

use serde_json::Value;

use super::FuzzError;

/// The name of the check for other errors.
const ERROR: &str = "error";

/// The results of a run.
#[derive(Debug)]
pub(super) struct Outcome {
    name: String,
    operations: usize,
    cases: u64,
    failures: Vec<Failure>,
    warnings: Vec<String>,
    /// How often the run followed each link successfully.
    walked: BTreeMap<String, u64>,
    /// All links.
    links: Vec<String>,
    /// The percentage of the links that the run had to follow.
    links_wanted: usize,
    /// Whether Schemathesis itself succeeded.
    succeeded: bool,
}

/// A failed check.
#[derive(Debug)]
struct Failure {
    check: String,
    operation: String,
    title: String,
}

impl Outcome {
    /// The header of the table.
    pub(super) const HEADER: &'static str =
        "run            operations    cases  failures  warnings  links";

    /// Reads the report of a run, and the links it followed.
    pub(super) fn read(
        name: &str,
        folder: &Path,
        printed: &str,
        succeeded: bool,
    ) -> Result<Self, FuzzError> {
        let file = &folder.join("report.json");
        let wrong = |reason: String| FuzzError::Content {
            path: file.to_owned(),
            reason,
        };
        if !file.exists() {
            return Err(wrong(format!("Schemathesis wrote no report:\n{printed}")));
        }
        let report: Value =
            serde_json::from_str(&super::read(file)?).map_err(|error| wrong(error.to_string()))?;
        let failures = report["failures"].as_array().into_iter().flatten();
        let errors = report["errors"].as_array().into_iter().flatten();
        Ok(Self {
            name: name.to_owned(),
            operations: report["operations"]["tested"]
                .as_u64()
                .and_then(|number| usize::try_from(number).ok())
                .or_else(|| report["operations"].as_array().map(Vec::len))
                .unwrap_or_default(),
            cases: report["test_cases"]["generated"].as_u64().unwrap_or(0),
            failures: failures
                .map(Failure::read)
                .chain(errors.map(Failure::error))
                .collect(),
            warnings: warnings(&report["warnings"]),
            walked: walked(&folder.join("links.json"))?,
            links: Vec::new(),
            links_wanted: 0,
            succeeded,
        })
    }

    /// Adds all links, and the percentage of them that the run had to follow.
    pub(super) fn of_links(self, links: Vec<String>, links_wanted: usize) -> Self {
        Self {
            links,
            links_wanted,
            ..self
        }
    }

    /// Whether no check failed, and enough was tested.
    pub(super) fn is_success(&self) -> bool {
        self.succeeded
            && self.failures.is_empty()
            && self.warnings.is_empty()
            && self.cases > 0
            && self.has_links()
    }

    /// The links that the run did not follow.
    fn missed_links(&self) -> Vec<&str> {
        let is_missed = |link: &&String| self.walked.get(*link).is_none_or(|times| *times == 0);
        let missed = self.links.iter().filter(is_missed);
        missed.map(String::as_str).collect()
    }

    /// Whether it followed enough of them.
    fn has_links(&self) -> bool {
        let walked = self.links.len() - self.missed_links().len();
        walked > 0 && walked * 100 >= self.links.len() * self.links_wanted
    }

    /// The checks that failed; that a request could not be made at all is none of them.
    pub(super) fn failed_checks(&self) -> BTreeSet<&str> {
        let checks = self.failures.iter().map(|failure| failure.check.as_str());
        checks.filter(|check| *check != ERROR).collect()
    }
}

impl fmt::Display for Outcome {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let missed = self.missed_links();
        write!(
            f,
            "{:<14} {:>10} {:>8} {:>9} {:>9}  {} of {}",
            self.name,
            self.operations,
            self.cases,
            self.failures.len(),
            self.warnings.len(),
            self.links.len() - missed.len(),
            self.links.len(),
        )?;
        for failure in &self.failures {
            write!(
                f,
                "\n  {}: {} ({})",
                failure.operation, failure.title, failure.check
            )?;
        }
        for warning in &self.warnings {
            write!(f, "\n  warning: {warning}")?;
        }
        if !self.has_links() {
            write!(
                f,
                "\n  less than {} % of the links; they are picked at random, so run it for longer. Missed: {}",
                self.links_wanted,
                missed.join(", ")
            )?;
        }
        if !self.succeeded && self.failures.is_empty() && self.warnings.is_empty() {
            f.write_str("\n  Schemathesis failed without a reason in its report: see output.txt")?;
        }
        Ok(())
    }
}

impl Failure {
    fn read(failure: &Value) -> Self {
        let text = |key: &str| failure[key].as_str().unwrap_or("?").to_owned();
        let operations = failure["operations"].as_array().into_iter().flatten();
        let operations: Vec<_> = operations.filter_map(Value::as_str).collect();
        Self {
            check: text("type"),
            operation: operations.join(", "),
            title: text("title"),
        }
    }

    fn error(error: &Value) -> Self {
        Self {
            check: ERROR.to_owned(),
            operation: error["label"].as_str().unwrap_or("?").to_owned(),
            title: error.to_string(),
        }
    }
}

fn warnings(report: &Value) -> Vec<String> {
    let mut warnings = Vec::new();
    for (kind, places) in report.as_object().into_iter().flatten() {
        for location in places.as_array().into_iter().flatten() {
            let location = location
                .as_str()
                .map_or_else(|| location.to_string(), str::to_owned);
            warnings.push(format!("{kind}: {location}"));
        }
    }
    warnings
}

/// Reads how often a run went along each of the links with success.
fn walked(file: &Path) -> Result<BTreeMap<String, u64>, FuzzError> {
    serde_json::from_str(&super::read(file)?).map_err(|error| FuzzError::Content {
        path: file.to_owned(),
        reason: error.to_string(),
    })
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::Outcome;

    #[test]
    fn a_run_is_a_success_only_with_enough_links() {
        let outcome = |times: [u64; 3]| {
            let links = ["a -> b", "a -> c", "b -> a"].map(str::to_owned);
            Outcome {
                name: "books-1".to_owned(),
                operations: 3,
                cases: 1,
                failures: Vec::new(),
                warnings: Vec::new(),
                walked: BTreeMap::from_iter(links.clone().into_iter().zip(times)),
                links: Vec::new(),
                links_wanted: 0,
                succeeded: true,
            }
            .of_links(links.into(), 66)
        };
        assert!(outcome([1, 7, 0]).is_success());
        assert_eq!(outcome([1, 7, 0]).missed_links(), ["b -> a"]);
        assert!(!outcome([1, 0, 0]).is_success());
        assert!(
            !Outcome {
                failures: vec![],
                cases: 0,
                ..outcome([1, 1, 1])
            }
            .is_success()
        );
        assert!(!outcome([1, 1, 1]).of_links(Vec::new(), 66).is_success());
    }
}
