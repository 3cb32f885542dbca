//! What a run found, and whether it tested enough to say so.

use std::collections::BTreeSet;
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
    links_covered: u64,
    links: u64,
    /// The part of the links, in per cent, that the run had to go along.
    links_wanted: u64,
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

    /// Reads the report of a run, and from what it printed how many links it went along.
    pub(super) fn read(
        name: &str,
        file: &Path,
        printed: &str,
        is_content: bool,
        links_wanted: u64,
    ) -> Result<Self, FuzzError> {
        let wrong = |reason: String| FuzzError::Content {
            path: file.to_owned(),
            reason,
        };
        if !file.exists() {
            return Err(wrong(format!("Schemathesis wrote no report:\n{printed}")));
        }
        let report: Value =
            serde_json::from_str(&super::read(file)?).map_err(|error| wrong(error.to_string()))?;
        // A run that stopped early has gone along none.
        let (links_covered, links) = links(printed).unwrap_or_default();
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
            links_covered,
            links,
            links_wanted,
            is_content,
        })
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

/// Reads `API Links: 29 covered / 33 selected / 33 total`.
fn links(printed: &str) -> Option<(u64, u64)> {
    let line = printed.lines().find(|line| line.contains("API Links:"))?;
    let mut numbers = line
        .split(|character: char| !character.is_ascii_digit())
        .filter_map(|digits| digits.parse().ok());
    Some((numbers.next()?, numbers.next()?))
}

#[cfg(test)]
mod tests {
    use super::links;

    #[test]
    fn links_are_counted_from_what_is_printed() {
        let printed = "x\n     API Links:    29 covered / 33 selected / 33 total\n";
        assert_eq!(links(printed), Some((29, 33)));
        assert_eq!(links("API Operations: 3"), None);
    }
}
