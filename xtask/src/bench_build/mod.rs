//! `cargo xtask bench-build`: how long generating and building take, and how much comes of it, beside
//! `progenitor::generate_api!` on the published description and beside OpenAPI Generator.
//!
//! What is compared is measured in turns of one run, and each figure is the median of the rounds: machines differ,
//! and are busy with other things, but what stands side by side met the same. Builds run in a workspace of their own
//! outside of this one, with the same versions of everything.

mod builds;
pub mod figures;
mod generation;
pub mod lines;
mod openapi_generator;
mod packages;
pub mod progenitor_alone;
pub mod rounds;
mod stage;
pub mod synthetic;

use std::{
    fs,
    io::{self, Write as _},
    path::{Path, PathBuf},
    process::Command,
};

use crate::{
    files::{self, FileError},
    problem::Problems,
    programs,
    spec::Spec,
};

use self::{figures::Figures, openapi_generator::OpenapiGenerator, stage::Stage};

/// What to measure.
#[derive(Clone, Debug, clap::Args)]
pub struct Options {
    /// How often each thing is measured; the median counts.
    #[arg(long, default_value_t = 3, value_parser = clap::value_parser!(u32).range(1..))]
    rounds: u32,
    /// Also what has to be built for release first, which takes some minutes.
    #[arg(long)]
    release: bool,
    /// Only these parts, with commas between them.
    #[arg(long, value_enum, value_delimiter = ',')]
    only: Vec<Part>,
    /// Write the figures to this file, too, as JSON.
    #[arg(long, value_name = "FILE")]
    json: Option<PathBuf>,
    /// Work in this folder, and leave there what is built, so that the next run need not build it again; a temporary
    /// folder by default.
    #[arg(long, value_name = "FOLDER")]
    work: Option<PathBuf>,
}

/// A part of a run.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
enum Part {
    /// Generating, beside OpenAPI Generator.
    Regen,
    /// Generating from larger descriptions.
    Growth,
    /// Building the generated crate, and its lines.
    Crate,
    /// Building a program that uses one operation.
    Program,
}

impl Options {
    fn has(&self, part: Part) -> bool {
        self.only.is_empty() || self.only.contains(&part)
    }
}

/// Why there are no figures.
#[derive(Debug, thiserror::Error)]
pub enum BenchError {
    /// The description is wrong.
    #[error("{0}")]
    Spec(#[from] Problems),
    /// A file could not be read.
    #[error("{0}")]
    File(#[from] FileError),
    /// A file or folder could not be written.
    #[error("{path}: {source}", path = path.display())]
    Folder {
        /// The file or folder.
        path: PathBuf,
        /// What happened.
        source: io::Error,
    },
    /// A program could not be run to its end.
    #[error("{program}: {reason}")]
    Program {
        /// The program with its arguments.
        program: String,
        /// What happened.
        reason: String,
    },
    /// Progenitor makes nothing of the description.
    #[error("progenitor alone: {reason}")]
    Generator {
        /// What it says.
        reason: String,
    },
}

fn at(path: &Path) -> impl FnOnce(io::Error) -> BenchError {
    let path = path.to_owned();
    move |source| BenchError::Folder { path, source }
}

/// Measures everything that is asked for.
///
/// # Errors
///
/// When a program that is measured fails, or is not there, or a file cannot be read or written.
pub fn run(root: &Path, options: &Options) -> Result<Figures, BenchError> {
    let temporary = tempfile::tempdir().map_err(at(Path::new("a temporary folder")))?;
    let work = options.work.as_deref().unwrap_or(temporary.path());
    fs::create_dir_all(work).map_err(at(work))?;
    let work = fs::canonicalize(work).map_err(at(work))?;
    let rounds = options.rounds;
    let mut figures = Figures {
        measured_with: measured_with(rounds)?,
        ..Figures::default()
    };

    let generator = OpenapiGenerator::install(root, &programs::target_folder(root))?;
    if options.has(Part::Regen) {
        progress("generating");
        generation::regen(
            root,
            &work,
            rounds,
            options.release,
            &generator,
            &mut figures,
        )?;
    }
    if options.has(Part::Growth) {
        progress("generating from larger descriptions");
        generation::growth(root, &work, rounds, &mut figures)?;
    }
    if options.has(Part::Crate) || options.has(Part::Program) {
        let text = files::read(&root.join("spec/openapi.yaml"))?;
        let spec = Spec::parse("spec/openapi.yaml", &text)?;
        let (adapted, changes) = progenitor_alone::adapted(&spec.root);
        figures.notes.push(format!(
            "What is changed for progenitor alone, which fails at it otherwise: {}.",
            changes.join(", ")
        ));
        let stage = Stage::set(root, &work.join("builds"), &adapted, &generator)?;
        figures.notes.push(format!(
            "The Rust client of OpenAPI Generator does not compile as it is: a name was mended in {} files.",
            stage.mended
        ));
        if options.has(Part::Crate) {
            progress("building the clients");
            builds::lines(&stage, &adapted, &mut figures)?;
            builds::libraries(&stage, rounds, &mut figures)?;
        }
        if options.has(Part::Program) {
            progress("building programs");
            builds::programs(&stage, rounds, &mut figures)?;
        }
        if options.release {
            progress("building the quickstart for release");
            builds::quickstart(&stage, &mut figures)?;
        }
    }
    if let Some(path) = &options.json {
        let json = serde_json::to_string_pretty(&figures)
            .map_err(|error| at(path)(io::Error::other(error)))?;
        fs::write(path, json + "\n").map_err(at(path))?;
    }
    Ok(figures)
}

/// Reports on standard error what a run of several minutes is doing.
fn progress(part: &str) {
    // The run goes on without its progress.
    let _ = writeln!(io::stderr(), "{part}");
}

/// The compiler, the machine, and the rounds.
fn measured_with(rounds: u32) -> Result<Vec<String>, BenchError> {
    let compiler = rounds::output(Command::new("rustc").arg("--version"))?;
    let processors = std::thread::available_parallelism().map_or(1, std::num::NonZero::get);
    Ok(vec![
        compiler.trim().to_owned(),
        format!("{processors} processors"),
        format!("medians of {rounds} rounds"),
    ])
}
