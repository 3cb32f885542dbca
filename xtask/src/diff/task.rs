//! The task itself: which descriptions to compare, and what to do with the outcome.

use std::path::{Path, PathBuf};

use super::{
    Diff,
    history::{self, History, HistoryError, Older},
    version::{self, VersionError, Versions},
};
use crate::{
    files::{self, FileError},
    problem::Problems,
    spec::Spec,
};

/// What to compare and how to tell.
#[derive(Clone, Debug, clap::Args)]
pub struct Options {
    /// The older description: a file, or a revision that git knows. Without it the last release; where
    /// there is none, the commit at which this branch left main, or the one before this.
    #[arg(value_name = "REV|FILE")]
    from: Option<String>,

    /// The newer description, when it is not spec/openapi.yaml.
    #[arg(long, value_name = "FILE")]
    to: Option<PathBuf>,

    /// Fails when something breaks and the versions of the description and of the crates are not
    /// raised as far as that asks.
    #[arg(long)]
    check: bool,

    /// Prints JSON.
    #[arg(long)]
    json: bool,
}

/// Why there is no outcome, or not a good one.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum DiffError {
    /// A file cannot be read.
    #[error("{0}")]
    File(#[from] FileError),
    /// A description is not YAML.
    #[error("{0}")]
    Spec(#[from] Problems),
    /// There is no such older description.
    #[error("{0}")]
    History(#[from] HistoryError),
    /// Something breaks, and a version does not say so.
    #[error("{}", messages(.list))]
    Version {
        /// The list of changes, as it would have been printed.
        report: String,
        /// What is wrong with the versions.
        list: Vec<VersionError>,
    },
}

fn messages(list: &[VersionError]) -> String {
    let messages: Vec<String> = list.iter().map(ToString::to_string).collect();
    messages.join("\n")
}

/// Compares, and gives what is to be printed.
///
/// # Errors
///
/// When a description cannot be had, or the check refuses the changes.
pub fn run(root: &Path, options: &Options) -> Result<String, DiffError> {
    let Some(older) = older(root, options.from.as_deref())? else {
        return Ok("there is no history to compare with".to_owned());
    };
    let spec = root.join("spec/openapi.yaml");
    let path = options.to.as_deref().unwrap_or(&spec);
    let shown = path
        .strip_prefix(root)
        .unwrap_or(path)
        .display()
        .to_string();
    let old = Spec::parse(&older.name, &older.spec)?;
    let new = Spec::parse(&shown, &files::read(path)?)?;
    let diff = Diff::between(&old, &new);
    let report = if options.json {
        format!("{:#}", diff.json())
    } else {
        format!("from {} to {shown}\n{diff}", older.name)
    };
    if options.check {
        let list = too_low(root, &older, &diff);
        if !list.is_empty() {
            return Err(DiffError::Version { report, list });
        }
    }
    Ok(report)
}

fn older(root: &Path, from: Option<&str>) -> Result<Option<Older>, DiffError> {
    let history = History {
        root: root.to_owned(),
    };
    let Some(name) = from else {
        return Ok(history.last());
    };
    let path = Path::new(name);
    if path.is_file() {
        return Ok(Some(Older {
            name: name.to_owned(),
            spec: files::read(path)?,
            crates: None,
        }));
    }
    Ok(Some(history.at(name)?))
}

fn too_low(root: &Path, older: &Older, diff: &Diff) -> Vec<VersionError> {
    let described = Versions {
        what: "info.version of the description",
        old: &diff.old_version,
        new: &diff.new_version,
    };
    let now = history::crate_version_now(root);
    let crates = older.crates.as_deref().zip(now.as_deref());
    let crates = crates.map(|(old, new)| Versions {
        what: "the version of the crates in Cargo.toml",
        old,
        new,
    });
    let all = std::iter::once(described).chain(crates);
    all.filter_map(|versions| version::check(diff, versions).err())
        .collect()
}
