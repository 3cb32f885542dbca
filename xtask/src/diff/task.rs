//! `cargo xtask diff`: the choice of the specs, and the check of versions.

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

/// Options of `cargo xtask diff`.
#[derive(Clone, Debug, clap::Args)]
pub struct Options {
    /// The older spec: a file or a Git revision. Defaults to the last release; without a release, to
    /// the commit at which this branch left main, or the previous commit.
    #[arg(value_name = "REV|FILE")]
    from: Option<String>,

    /// The newer spec; defaults to spec/openapi.yaml.
    #[arg(long, value_name = "FILE")]
    to: Option<PathBuf>,

    /// Fail if a change is breaking and the versions of the spec and of the crates do not
    /// reflect it.
    #[arg(long)]
    check: bool,

    /// Print JSON.
    #[arg(long)]
    json: bool,
}

/// The comparison failed, or the check refuses the changes.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum DiffError {
    /// A file cannot be read.
    #[error("{0}")]
    File(#[from] FileError),
    /// A spec is not YAML.
    #[error("{0}")]
    Spec(#[from] Problems),
    /// There is no older spec of that name.
    #[error("{0}")]
    History(#[from] HistoryError),
    /// A change is breaking, and a version does not reflect it.
    #[error("{}", messages(.list))]
    Version {
        /// The report of the changes.
        report: String,
        /// The versions that are too low.
        list: Vec<VersionError>,
    },
}

fn messages(list: &[VersionError]) -> String {
    let messages: Vec<String> = list.iter().map(ToString::to_string).collect();
    messages.join("\n")
}

/// Compares the specs and returns the report.
///
/// # Errors
///
/// Fails if a spec cannot be read, or if the check refuses the changes.
pub fn run(root: &Path, options: &Options) -> Result<String, DiffError> {
    let Some(older) = older(root, options.from.as_deref())? else {
        return Ok("there is no earlier spec to compare with".to_owned());
    };
    let spec = root.join("spec/openapi.yaml");
    let path = options.to.as_deref().unwrap_or(&spec);
    let name = path
        .strip_prefix(root)
        .unwrap_or(path)
        .display()
        .to_string();
    let old = Spec::parse(&older.name, &older.spec)?;
    let new = Spec::parse(&name, &files::read(path)?)?;
    let diff = Diff::between(&old, &new);
    let report = if options.json {
        format!("{:#}", diff.json())
    } else {
        format!("from {} to {name}\n{diff}", older.name)
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
        what: "info.version of the spec",
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
