//! Injected bugs that Schemathesis has to find.

use std::io::Write;
use std::process::Command;

use super::schemathesis::{Run, Schemathesis};
use super::server::{self, Server};
use super::{Folders, FuzzError, Options, PRODUCTS};

const PACKAGE: &str = "zoho-time-tests";
const PROGRAM: &str = "faulty-sandbox";

/// Runs the test against a sandbox with one bug after the other.
pub(super) fn run(
    folders: &Folders,
    schemathesis: &Schemathesis,
    options: &Options,
    out: &mut impl Write,
) -> Result<(), FuzzError> {
    server::build(&folders.root, PACKAGE, PROGRAM)?;
    let bugs = names(folders)?;
    let [books, ..] = PRODUCTS;
    let mut missed = Vec::new();
    for (number, bug) in bugs.iter().enumerate() {
        let mut found = String::new();
        for seed in &options.seeds {
            let server = Server::spawn(&folders.root, PROGRAM, &[bug])?;
            let outcome = schemathesis.run(
                folders,
                &Run {
                    url: server.url(),
                    product: books,
                    seed: *seed,
                    examples: options.examples,
                    links: options.links,
                    stops_early: true,
                    name: format!("planted-{number}-{seed}"),
                },
            )?;
            let checks: Vec<_> = outcome.failed_checks().into_iter().collect();
            if !checks.is_empty() {
                found = format!("seed {seed}: {}", checks.join(", "));
                break;
            }
        }
        if found.is_empty() {
            missed.push(bug.clone());
            writeln!(out, "{bug}: not found")?;
        } else {
            writeln!(out, "{bug}: found by {found}")?;
        }
    }
    writeln!(out, "{} of {} found", bugs.len() - missed.len(), bugs.len())?;
    if missed.is_empty() {
        Ok(())
    } else {
        Err(FuzzError::NotFound(missed))
    }
}

/// The bugs that a test from outside has to find.
fn names(folders: &Folders) -> Result<Vec<String>, FuzzError> {
    let program = crate::programs::target_folder(&folders.root)
        .join("debug")
        .join(PROGRAM);
    let output = Command::new(program)
        .arg("--list")
        .output()
        .map_err(|error| FuzzError::Program {
            program: PROGRAM.to_owned(),
            reason: error.to_string(),
        })?;
    let names = String::from_utf8_lossy(&output.stdout);
    Ok(names.lines().map(str::to_owned).collect())
}
