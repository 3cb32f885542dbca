//! What a run found, and whether it tested enough to say so.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::path::Path;

use serde_json::Value;

use super::FuzzError;

/// What came of a run.
#[derive(Debug)]
pub(super) struct Outcome {
    name: String,
    operations: usize,
    cases: u64,
    failures: Vec<Failure>,
    warnings: Vec<String>,
    /// How many links the run went along, with success.
    links_covered: usize,
    links: usize,
    /// The part of the links, in per cent, that the run had to go along.
    links_wanted: usize,
    /// Whether Schemathesis itself was content.
    is_content: bool,
}

/// Something that a check did not like.
#[derive(Debug)]
struct Failure {
    check: String,
    operation: String,
    title: String,
}

impl Outcome {
    /// What stands above the columns.
    pub(super) const HEADER: &'static str =
        "run            operations    cases  failures  warnings  links";

    /// Reads the report of a run, and what it wrote down about links.
    pub(super) fn read(
        name: &str,
        folder: &Path,
        printed: &str,
        is_content: bool,
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
        let links = links(&folder.join("links.json"))?;
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
            links_covered: links.values().filter(|times| **times > 0).count(),
            links: 0,
            links_wanted: 0,
            is_content,
        })
    }

    /// The same with how many links there are, and the part of them, in per cent, that is wanted.
    pub(super) fn of_links(self, links: usize, links_wanted: usize) -> Self {
        Self {
            links,
            links_wanted,
            ..self
        }
    }

    /// Whether nothing was found, and enough was tested.
    pub(super) fn is_success(&self) -> bool {
        self.is_content
            && self.failures.is_empty()
            && self.warnings.is_empty()
            && self.cases > 0
            && self.links > 0
            && self.links_covered * 100 >= self.links * self.links_wanted
    }

    /// The checks that failed.
    pub(super) fn failed_checks(&self) -> BTreeSet<&str> {
        let checks = self.failures.iter();
        checks.map(|failure| failure.check.as_str()).collect()
    }
}

impl fmt::Display for Outcome {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "{:<14} {:>10} {:>8} {:>9} {:>9}  {} of {}",
            self.name,
            self.operations,
            self.cases,
            self.failures.len(),
            self.warnings.len(),
            self.links_covered,
            self.links,
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
        if self.links == 0 || self.links_covered * 100 < self.links * self.links_wanted {
            write!(
                f,
                "\n  less than {} % of the links: they are picked at random, so run it again, or for longer",
                self.links_wanted
            )?;
        }
        if !self.is_content && self.failures.is_empty() && self.warnings.is_empty() {
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
            check: "error".to_owned(),
            operation: error["label"].as_str().unwrap_or("?").to_owned(),
            title: error.to_string(),
        }
    }
}

fn warnings(report: &Value) -> Vec<String> {
    let mut warnings = Vec::new();
    for (kind, places) in report.as_object().into_iter().flatten() {
        for place in places.as_array().into_iter().flatten() {
            let place = place
                .as_str()
                .map_or_else(|| place.to_string(), str::to_owned);
            warnings.push(format!("{kind}: {place}"));
        }
    }
    warnings
}

/// How often a run went along each of the links with success.
fn links(file: &Path) -> Result<BTreeMap<String, u64>, FuzzError> {
    serde_json::from_str(&super::read(file)?).map_err(|error| FuzzError::Content {
        path: file.to_owned(),
        reason: error.to_string(),
    })
}
