//! The older spec, out of the history that git keeps.

use std::{
    path::{Path, PathBuf},
    process::{Command, Output},
};

/// Where the spec is kept, from the folder of the workspace.
const SPEC: &str = "spec/openapi.yaml";

/// There is no older spec to compare with.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum HistoryError {
    /// git could not be started.
    #[error("cannot start git: {0}")]
    Start(#[source] std::io::Error),
    /// There is no such file and no such revision.
    #[error("`{name}` is neither a file nor a revision with a {SPEC}: {message}")]
    Unknown {
        /// The revision that was asked for.
        name: String,
        /// The message of Git.
        message: String,
    },
}

/// An older spec.
#[derive(Clone, Debug)]
pub struct Older {
    /// How messages name it.
    pub name: String,
    /// The text of the spec.
    pub spec: String,
    /// The version of the crates at that time, if known.
    pub crates: Option<String>,
}

/// A workspace that git keeps the history of.
#[derive(Clone, Debug)]
pub struct History {
    /// The folder of the workspace.
    pub root: PathBuf,
}

impl History {
    /// The spec at a revision.
    ///
    /// # Errors
    ///
    /// When git cannot be started, or knows no such revision or file.
    pub fn at(&self, revision: &str) -> Result<Older, HistoryError> {
        let spec = self.git(&["show", &format!("{revision}:{SPEC}")])?;
        if !spec.status.success() {
            return Err(HistoryError::Unknown {
                name: revision.to_owned(),
                message: String::from_utf8_lossy(&spec.stderr).trim().to_owned(),
            });
        }
        let manifest = self.git(&["show", &format!("{revision}:Cargo.toml")])?;
        Ok(Older {
            name: revision.to_owned(),
            spec: text(&spec),
            crates: crate_version(&text(&manifest)),
        })
    }

    /// The spec that existing programs were generated from: that of the last release, which is tagged `v1.2.3`. Without
    /// one, where this branch left `main`; on `main` itself, the commit before. Nothing where there is
    /// no history to look at, as in a shallow clone.
    #[must_use]
    pub fn last(&self) -> Option<Older> {
        let release = self.line(&["describe", "--tags", "--abbrev=0", "--match", "v[0-9]*"]);
        let found = release.and_then(|tag| self.at(&tag).ok());
        found.or_else(|| self.before())
    }

    fn before(&self) -> Option<Older> {
        let head = self.line(&["rev-parse", "HEAD"])?;
        let branches = ["origin/main", "main"].into_iter();
        let mut bases = branches.filter_map(|branch| self.line(&["merge-base", branch, "HEAD"]));
        if let Some(base) = bases.find(|base| *base != head) {
            return self.named(&base);
        }
        // What is not committed yet is compared with what is.
        let changed = self.git(&["diff", "--quiet", "HEAD", "--", SPEC]).ok()?;
        let base = if changed.status.success() {
            "HEAD^1"
        } else {
            "HEAD"
        };
        self.named(&self.line(&["rev-parse", "--verify", base])?)
    }

    /// The spec at a commit, named by its abbreviated hash.
    fn named(&self, commit: &str) -> Option<Older> {
        let older = self.at(commit).ok()?;
        let name = self.line(&["rev-parse", "--short", commit]);
        Some(Older {
            name: name.unwrap_or(older.name),
            ..older
        })
    }

    fn git(&self, arguments: &[&str]) -> Result<Output, HistoryError> {
        let mut git = Command::new("git");
        git.arg("-C").arg(&self.root).args(arguments);
        git.output().map_err(HistoryError::Start)
    }

    /// The output of Git, if it succeeds.
    fn line(&self, arguments: &[&str]) -> Option<String> {
        let output = self.git(arguments).ok()?;
        let line = text(&output).trim().to_owned();
        (output.status.success() && !line.is_empty()).then_some(line)
    }
}

fn text(output: &Output) -> String {
    String::from_utf8_lossy(&output.stdout).into_owned()
}

/// The version that the crates of a workspace share, out of its manifest.
#[must_use]
pub fn crate_version(manifest: &str) -> Option<String> {
    let mut lines = manifest.lines().map(str::trim);
    lines.find(|line| *line == "[workspace.package]")?;
    let mut section = lines.take_while(|line| !line.starts_with('['));
    let value =
        section.find_map(|line| line.strip_prefix("version")?.trim_start().strip_prefix('='))?;
    Some(value.trim().trim_matches('"').to_owned())
}

/// The version that the crates have now.
#[must_use]
pub fn crate_version_now(root: &Path) -> Option<String> {
    let manifest = std::fs::read_to_string(root.join("Cargo.toml"));
    manifest.ok().and_then(|text| crate_version(&text))
}
