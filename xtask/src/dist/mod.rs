//! `cargo xtask dist`: the description in every form that people want it in, in a folder ready to publish.
//!
//! The same input gives the same bytes. What is made by other people's programs, the reference for a browser
//! and the Postman collection, is made by the releases that `xtask/dist/package-lock.json` names; npm installs
//! them below the target folder.

pub mod openapi31;
pub mod order;
mod programs;
pub mod schemas;

use std::{
    collections::BTreeMap,
    fmt::{self, Write as _},
    fs, io,
    path::{Path, PathBuf},
};

use serde::Serialize;
use sha2::{Digest as _, Sha256};

use crate::{
    check,
    dist::order::{Order, Ordered},
    files::{self, FileError},
    problem::Problems,
    scalars::Scalar,
    spec::Spec,
};

/// The name of the file with the checksums, in the form that `sha256sum --check` reads.
pub const CHECKSUMS: &str = "SHA256SUMS";

/// What goes into the folder as it is, by its name there.
const COPIES: [(&str, &str); 8] = [
    ("openapi.yaml", "spec/openapi.yaml"),
    ("README.md", "spec/README.md"),
    ("CURATION.md", "spec/CURATION.md"),
    ("CHANGELOG.md", "spec/CHANGELOG.md"),
    ("LICENSE-APACHE", "LICENSE-APACHE"),
    ("LICENSE-MIT", "LICENSE-MIT"),
    ("redocly.yaml", "spec/redocly.yaml"),
    (
        ".redocly.lint-ignore.yaml",
        "spec/.redocly.lint-ignore.yaml",
    ),
];

/// What to make.
#[derive(Clone, Debug, clap::Args)]
pub struct Options {
    /// The folder to put it in, `dist` below the target folder by default. There it has a folder of its own,
    /// whose name has the version; what is in that is replaced.
    #[arg(long, value_name = "FOLDER")]
    to: Option<PathBuf>,
}

impl Options {
    /// What to make, in that folder.
    #[must_use]
    pub fn to(folder: impl Into<PathBuf>) -> Self {
        Self {
            to: Some(folder.into()),
        }
    }
}

/// Why there is nothing to publish.
#[derive(Debug, thiserror::Error)]
pub enum DistError {
    /// The description is wrong.
    #[error("{0}")]
    Spec(#[from] Problems),
    /// A file could not be read.
    #[error("{0}")]
    File(#[from] FileError),
    /// The folder could not be written.
    #[error("{path}: {source}", path = path.display())]
    Folder {
        /// The folder, or what in it.
        path: PathBuf,
        /// What happened.
        source: io::Error,
    },
    /// Nobody has said what is new.
    #[error("spec/CHANGELOG.md has no `## {0}`; say there what this version changes")]
    Unsaid(String),
    /// Another program is missing, or did not do its work.
    #[error("{program}: {reason}")]
    Program {
        /// The program.
        program: String,
        /// What it said, or why it did not start.
        reason: String,
    },
    /// The description cannot be written in another form.
    #[error("spec/openapi.yaml cannot be written in another form: {reason}")]
    Form {
        /// Why.
        reason: String,
    },
}

/// What was made.
#[derive(Clone, Debug)]
pub struct Report {
    /// The folder.
    pub folder: PathBuf,
    /// The files, by their path in the folder, with their sizes in bytes.
    pub files: BTreeMap<String, usize>,
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (name, size) in &self.files {
            writeln!(f, "{size:>9}  {name}")?;
        }
        let total: usize = self.files.values().sum();
        let count = self.files.len();
        write!(
            f,
            "{count} files, {total} bytes, in {}",
            self.folder.display()
        )
    }
}

/// Makes the folder. `root` is that of the workspace.
///
/// # Errors
///
/// When the description is wrong or its version has no entry in the change log, when a program that is needed
/// is missing or fails, and when a file cannot be read or written.
pub fn run(root: &Path, options: &Options, scalars: &[Scalar]) -> Result<Report, DistError> {
    let text = files::read(&root.join("spec/openapi.yaml"))?;
    let spec = Spec::parse("spec/openapi.yaml", &text)?;
    check::run(&spec, scalars)?;
    let version = spec.root["info"]["version"].as_str().unwrap_or_default();
    let changes = files::read(&root.join("spec/CHANGELOG.md"))?;
    if !changes.lines().any(|line| line == format!("## {version}")) {
        return Err(DistError::Unsaid(version.to_owned()));
    }

    let mut made = BTreeMap::new();
    for (name, path) in COPIES {
        made.insert(name.to_owned(), files::read(&root.join(path))?);
    }
    let order = order(&text)?;
    let written = Ordered {
        value: &spec.root,
        order: &order,
    };
    let modern = openapi31::render(&spec);
    let modern_written = Ordered {
        value: &modern,
        order: &order,
    };
    made.insert("openapi.json".to_owned(), json(&written)?);
    made.insert("openapi-3.1.json".to_owned(), json(&modern_written)?);
    made.insert("openapi-3.1.yaml".to_owned(), yaml(&modern_written)?);
    for (name, schema) in schemas::entities(&modern) {
        made.insert(format!("schemas/{name}.json"), json(&schema)?);
    }
    let programs = programs::Programs::install(root)?;
    made.insert(
        "reference.html".to_owned(),
        programs.reference(root, version, &made["openapi.json"])?,
    );
    made.insert(
        "postman_collection.json".to_owned(),
        programs.postman(&made["openapi.json"])?,
    );
    made.insert(CHECKSUMS.to_owned(), checksums(&made));

    let target = options
        .to
        .clone()
        .unwrap_or_else(|| crate::programs::target_folder(root).join("dist"));
    let folder = target.join(format!("zoho-time-openapi-{version}"));
    write(&folder, &made)?;
    let files = made
        .into_iter()
        .map(|(name, text)| (name, text.len()))
        .collect();
    Ok(Report { folder, files })
}

/// The order in which the description is written.
fn order(text: &str) -> Result<Order, DistError> {
    serde_saphyr::from_str(text).map_err(|error| DistError::Form {
        reason: error.to_string(),
    })
}

fn json(value: &impl Serialize) -> Result<String, DistError> {
    match serde_json::to_string_pretty(value) {
        Ok(text) => Ok(text + "\n"),
        Err(error) => Err(DistError::Form {
            reason: error.to_string(),
        }),
    }
}

fn yaml(value: &impl Serialize) -> Result<String, DistError> {
    serde_saphyr::to_string(value).map_err(|error| DistError::Form {
        reason: error.to_string(),
    })
}

/// A line for each file.
fn checksums(files: &BTreeMap<String, String>) -> String {
    let mut lines = String::new();
    for (name, text) in files {
        for byte in Sha256::digest(text) {
            // Writing to a text does not fail.
            let _ = write!(lines, "{byte:02x}");
        }
        lines += &format!("  {name}\n");
    }
    lines
}

/// Replaces what is in the folder.
fn write(folder: &Path, files: &BTreeMap<String, String>) -> Result<(), DistError> {
    let at = |path: &Path| {
        let path = path.to_owned();
        move |source| DistError::Folder { path, source }
    };
    if folder.exists() {
        fs::remove_dir_all(folder).map_err(at(folder))?;
    }
    for (name, text) in files {
        let path = folder.join(name);
        let parent = path.parent().unwrap_or(folder);
        fs::create_dir_all(parent).map_err(at(parent))?;
        fs::write(&path, text).map_err(at(&path))?;
    }
    Ok(())
}
