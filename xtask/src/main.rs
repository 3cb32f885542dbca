//! `cargo xtask`: maintenance tasks of the workspace.

use std::{
    ffi::OsString,
    fmt::Display,
    io::{self, ErrorKind, Write as _},
    path::{Path, PathBuf},
    process::{ExitCode, ExitStatus},
};

use clap::{Parser, Subcommand};
use xtask::{
    bench_build, diff::task as diff, dist, fuzz, import::task as import, layers, measure, regen,
    scalars::SCALARS,
};

/// Maintenance tasks of zoho-time.
#[derive(Debug, Parser)]
#[command(name = "cargo xtask")]
struct Arguments {
    #[command(subcommand)]
    task: Task,
}

#[derive(Debug, Subcommand)]
enum Task {
    /// Generate the client and the mocks from spec/openapi.yaml, and copy it into the sandbox.
    Regen(regen::Options),
    /// List the API changes since the last release and which of them are breaking.
    Diff(diff::Options),
    /// Compare the spec with the OpenAPI files that Zoho publishes.
    Import(import::Options),
    /// Create a folder to publish: the spec in several formats, a reference, a collection, schemas.
    Dist(dist::Options),
    /// Check that no folders of a crate import each other in a cycle, and the layers of ARCHITECTURE.md.
    Layers,
    /// Test the sandbox against the spec with Schemathesis.
    FuzzApi(fuzz::Options),
    /// Kill the sandbox repeatedly while it writes, and check its data each time.
    Soak {
        /// Number of times the sandbox is killed.
        #[arg(long, default_value_t = 1000)]
        rounds: u32,
    },
    /// Measure how fast the sandbox starts and answers, and its size.
    #[command(disable_help_flag = true)]
    Load {
        /// Options of the measuring program; see `cargo xtask load --help`.
        #[arg(trailing_var_arg = true, allow_hyphen_values = true)]
        arguments: Vec<OsString>,
    },
    /// Measure code generation and build times beside progenitor alone and OpenAPI Generator.
    BenchBuild(bench_build::Options),
}

fn main() -> ExitCode {
    let Arguments { task } = Arguments::parse();
    let root = root();
    match task {
        Task::Regen(options) => finish(regen::run(&options.paths(&root), SCALARS, options.check)),
        Task::Diff(options) => {
            let outcome = diff::run(&root, &options);
            if let Err(diff::DiffError::Version { report, .. }) = &outcome {
                let _ = print(report);
            }
            finish(outcome)
        }
        Task::Import(options) => finish(import::run(&root, &options)),
        Task::Dist(options) => finish(dist::run(&root, &options, SCALARS)),
        Task::Layers => finish(layers::run(&root)),
        Task::FuzzApi(options) => match fuzz::run(&root, &options, &mut io::stdout()) {
            // The runs that were left out may have failed: this is not a success.
            Err(fuzz::FuzzError::Output(error)) if error.kind() == ErrorKind::BrokenPipe => {
                ExitCode::FAILURE
            }
            outcome => match outcome {
                Ok(()) => ExitCode::SUCCESS,
                Err(error) => fail(error),
            },
        },
        Task::Soak { rounds } => forward(measure::soak(&root, rounds)),
        Task::Load { arguments } => forward(measure::load(&root, &arguments)),
        Task::BenchBuild(options) => finish(bench_build::run(&root, &options)),
    }
}

/// Prints the report of a task, or its error.
fn finish(outcome: Result<impl Display, impl Display>) -> ExitCode {
    match outcome {
        Ok(report) => match print(report) {
            Ok(()) => ExitCode::SUCCESS,
            Err(error) => fail(error),
        },
        Err(error) => fail(error),
    }
}

/// Prints a line. If the reader has closed the pipe, as `head` does, the task has still done its work.
fn print(report: impl Display) -> io::Result<()> {
    match writeln!(io::stdout(), "{report}") {
        Err(error) if error.kind() != ErrorKind::BrokenPipe => Err(error),
        _ => Ok(()),
    }
}

fn fail(error: impl Display) -> ExitCode {
    // There is nowhere else to report that standard error is closed.
    let _ = writeln!(io::stderr(), "{error}");
    ExitCode::FAILURE
}

/// The exit code of a task that another program ran. That program has printed its own errors.
fn forward(ended: io::Result<ExitStatus>) -> ExitCode {
    match ended {
        Ok(status) if status.success() => ExitCode::SUCCESS,
        Ok(_) => ExitCode::FAILURE,
        Err(error) => fail(format_args!("cannot start cargo: {error}")),
    }
}

/// The folder of the workspace, which contains this package.
///
/// Cargo sets the variable at each run. The path that was compiled in may be that of another copy of the
/// workspace, if both share a target folder.
fn root() -> PathBuf {
    let package = std::env::var_os("CARGO_MANIFEST_DIR")
        .map(PathBuf::from)
        .filter(|folder| folder.ends_with("xtask"))
        .unwrap_or_else(|| env!("CARGO_MANIFEST_DIR").into());
    package.parent().map_or(package.clone(), Path::to_owned)
}
