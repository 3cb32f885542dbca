//! `cargo xtask import`.

use std::path::{Path, PathBuf};

use super::{Decisions, Report, report::UnknownProduct};
use crate::{
    files::{self, FileError},
    problem::Problems,
    spec::Spec,
};

/// Options of `cargo xtask import`.
#[derive(Clone, Debug, clap::Args)]
pub struct Options {
    /// OpenAPI files published by Zoho, in YAML or JSON: one or more for each product.
    #[arg(required = true, value_name = "FILES")]
    files: Vec<PathBuf>,

    /// Fail if there is a difference without a decision, or a decision that no longer applies.
    #[arg(long)]
    check: bool,

    /// Another file of decisions.
    #[arg(long, hide = true)]
    decisions: Option<PathBuf>,
}

/// The comparison failed, or the check found something.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ImportError {
    /// A file cannot be read.
    #[error("{0}")]
    File(#[from] FileError),
    /// A file does not have the form it should have.
    #[error("{0}")]
    Form(#[from] Problems),
    /// A file is of another API.
    #[error("{0}")]
    Product(#[from] UnknownProduct),
    /// The check found something.
    #[error("{0}")]
    Open(Report),
}

/// Compares the files and returns the report.
///
/// # Errors
///
/// Fails if a file cannot be read, or if the check finds something.
pub fn run(root: &Path, options: &Options) -> Result<Report, ImportError> {
    let read = |path: &Path| -> Result<(String, String), FileError> {
        let relative = path.strip_prefix(root).unwrap_or(path);
        Ok((relative.display().to_string(), files::read(path)?))
    };
    let parse = |path: &Path| -> Result<Spec, ImportError> {
        let (name, text) = read(path)?;
        Ok(Spec::parse(&name, &text)?)
    };
    let own = root.join("spec/decisions.yaml");
    let (name, text) = read(options.decisions.as_deref().unwrap_or(&own))?;
    let decisions = Decisions::parse(&name, &text)?;
    let published = options.files.iter().map(|path| parse(path));
    let published = published.collect::<Result<Vec<_>, _>>()?;
    let report = Report::new(
        &parse(&root.join("spec/openapi.yaml"))?,
        &published,
        &decisions,
    )?;
    if options.check && !report.is_empty() {
        return Err(ImportError::Open(report));
    }
    Ok(report)
}
