//! `cargo xtask bench-build`: the time and the code that generating and building take, beside
//! `progenitor::generate_api!` on the published spec and beside OpenAPI Generator.
//!
//! All measurements of a comparison are interleaved in one run, and each figure is the median of the rounds.

mod builds;
pub mod figures;
mod generation;
mod openapi_generator;
pub mod progenitor_alone;
pub mod synthetic;
mod turns;

use std::{
    fs,
    io::{self, Write as _},
    path::{Path, PathBuf},
    process::Command,
};

use crate::{files::FileError, problem::Problems, programs};

use self::{builds::Workspace, figures::Figures, openapi_generator::OpenapiGenerator};

/// Options of `cargo xtask bench-build`.
#[derive(Clone, Debug, clap::Args)]
pub struct Options {
    /// Number of measurements of each figure; the median is printed.
    #[arg(long, default_value_t = 3, value_parser = clap::value_parser!(u32).range(1..))]
    rounds: u32,
    /// Also measure release builds, which take several minutes.
    #[arg(long)]
    release: bool,
    /// Measure only these parts, separated by commas.
    #[arg(long, value_enum, value_delimiter = ',')]
    only: Vec<Part>,
    /// Work in this folder and keep the builds there for the next run; a temporary folder by default.
    #[arg(long, value_name = "FOLDER")]
    work: Option<PathBuf>,
}

/// A part of a run.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
enum Part {
    /// Generating, beside OpenAPI Generator.
    Regen,
    /// Generating from larger specs.
    Growth,
    /// Building the generated crate, and its lines.
    Crate,
    /// Building a program that uses one operation.
    Program,
}

/// An error of a run.
#[derive(Debug, thiserror::Error)]
pub enum BenchError {
    /// The spec is invalid.
    #[error("{0}")]
    Spec(#[from] Problems),
    /// A file cannot be read.
    #[error("{0}")]
    File(#[from] FileError),
    /// A file cannot be read or written; the message names it.
    #[error("{0}")]
    Io(#[from] io::Error),
    /// A program is missing or failed.
    #[error("{program}: {reason}")]
    Program {
        /// The program with its arguments.
        program: String,
        /// Its output, or the error of the system.
        reason: String,
    },
}

fn at(path: &Path) -> impl FnOnce(io::Error) -> BenchError {
    let path = path.display().to_string();
    move |error| io::Error::new(error.kind(), format!("{path}: {error}")).into()
}

/// Measures the parts that the options ask for.
///
/// # Errors
///
/// Fails if a program that is measured fails or is missing, or if a file cannot be read or written.
pub fn run(root: &Path, options: &Options) -> Result<Figures, BenchError> {
    let has = |part| options.only.is_empty() || options.only.contains(&part);
    let temporary = tempfile::tempdir()?;
    let work = options.work.as_deref().unwrap_or(temporary.path());
    fs::create_dir_all(work).map_err(at(work))?;
    let work = &fs::canonicalize(work).map_err(at(work))?;
    let rounds = options.rounds;
    let compiler = turns::output(Command::new("rustc").arg("--version"))?;
    let processors = std::thread::available_parallelism().map_or(1, std::num::NonZero::get);
    let figures = &mut Figures::default();
    figures.heading(format!(
        "{}; {processors} processors; medians of {rounds} rounds",
        compiler.trim()
    ));

    let generator = OpenapiGenerator::install(root, &programs::target_folder(root))?;
    if has(Part::Regen) {
        progress("generating");
        generation::compare(root, work, rounds, options.release, &generator, figures)?;
    }
    if has(Part::Growth) {
        progress("generating from larger specs");
        generation::growth(root, work, rounds, figures)?;
    }
    if has(Part::Crate) || has(Part::Program) {
        let workspace = Workspace::new(root, work, &generator, figures)?;
        if has(Part::Crate) {
            progress("building the clients");
            workspace.lines(figures)?;
            workspace.clients(rounds, figures)?;
        }
        if has(Part::Program) {
            progress("building programs");
            workspace.programs(rounds, figures)?;
        }
        if options.release {
            progress("building the quickstart for release");
            workspace.quickstart(figures)?;
        }
    }
    Ok(std::mem::take(figures))
}

/// Reports on standard error what a run of several minutes is doing.
fn progress(part: &str) {
    // The run goes on without its progress.
    let _ = writeln!(io::stderr(), "{part}");
}
