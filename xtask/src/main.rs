//! `cargo xtask`: maintenance tasks of the workspace.

#![allow(clippy::print_stdout, clippy::print_stderr)] // A command line tool talks to people.

use std::{
    ffi::OsString,
    path::{Path, PathBuf},
    process::{ExitCode, ExitStatus},
};

use clap::{Parser, Subcommand};
use xtask::{
    bench_build,
    diff::task as diff,
    dist, fuzz,
    import::task as import,
    measure,
    regen::{self, Paths},
    scalars::SCALARS,
};

/// Maintenance tasks of zoho-time.
#[derive(Debug, Parser)]
#[command(name = "cargo xtask")]
struct Arguments {
    #[command(subcommand)]
    task: Task,

    /// Another API description.
    #[arg(long, global = true, hide = true)]
    spec: Option<PathBuf>,

    /// Another folder for the generated files.
    #[arg(long, global = true, hide = true)]
    out: Option<PathBuf>,

    /// Another folder for the mocks.
    #[arg(long, global = true, hide = true)]
    mocks: Option<PathBuf>,

    /// Another folder for the copies of the description.
    #[arg(long, global = true, hide = true)]
    copies: Option<PathBuf>,
}

#[derive(Debug, Subcommand)]
enum Task {
    /// Generates the client crate and the mocks from spec/openapi.yaml, and copies that into the
    /// sandbox crate.
    Regen {
        /// Only tells whether both are up to date, by the exit code and a diff.
        #[arg(long)]
        check: bool,
    },
    /// Kills the sandbox while it writes, again and again, and checks what is there.
    Soak {
        /// How often.
        #[arg(long, default_value_t = 1000)]
        rounds: u32,
    },
    /// Measures how fast the sandbox starts and answers, and how big it is.
    #[command(disable_help_flag = true)]
    Load {
        /// What to pass on; --help tells what there is.
        #[arg(trailing_var_arg = true, allow_hyphen_values = true)]
        arguments: Vec<OsString>,
    },
    /// Measures how long generating and building take, beside progenitor alone and OpenAPI Generator.
    BenchBuild(bench_build::Options),
    /// Tests the sandbox against the description from outside, with Schemathesis.
    FuzzApi(fuzz::Options),
    /// Tells what has changed in the API, and what of that breaks programs.
    Diff(diff::Options),
    /// Tells what files that Zoho publishes have that the description lacks, and the other way round.
    Import(import::Options),
    /// Makes a folder to publish: the description in several forms, a reference, a collection, schemas.
    Dist(dist::Options),
}

fn main() -> ExitCode {
    let arguments = Arguments::parse();
    let root = root();
    let paths = Paths {
        spec: arguments
            .spec
            .unwrap_or_else(|| root.join("spec/openapi.yaml")),
        out: arguments
            .out
            .unwrap_or_else(|| root.join("crates/zoho-time-client/src/generated")),
        mocks: arguments
            .mocks
            .unwrap_or_else(|| root.join("crates/zoho-time-mock/src")),
        copies: arguments
            .copies
            .unwrap_or_else(|| root.join("crates/zoho-time-sandbox/src/contract")),
        root,
    };
    let check = match arguments.task {
        Task::Regen { check } => check,
        Task::Soak { rounds } => return passed_on(measure::soak(&paths.root, rounds)),
        Task::Load { arguments } => return passed_on(measure::load(&paths.root, &arguments)),
        Task::BenchBuild(options) => {
            let figures = bench_build::run(&paths.root, &options);
            return finish(figures.map(|figures| println!("{figures}")));
        }
        Task::FuzzApi(options) => return finish(fuzz::run(&paths.root, &options)),
        Task::Import(options) => {
            let report = import::run(&paths.root, &paths.spec, &options);
            return finish(report.map(|report| println!("{report}")));
        }
        Task::Diff(options) => return compared(diff::run(&paths.root, &paths.spec, &options)),
        Task::Dist(options) => {
            let report = dist::run(&paths.root, &options, SCALARS);
            return finish(report.map(|report| println!("{report}")));
        }
    };
    match regen::run(&paths, SCALARS, check) {
        Ok(report) => {
            println!("{report}");
            ExitCode::SUCCESS
        }
        Err(error) => {
            eprintln!("{error}");
            ExitCode::FAILURE
        }
    }
}

/// The end of a task that another program did.
fn passed_on(ended: std::io::Result<ExitStatus>) -> ExitCode {
    match ended {
        Ok(status) if status.success() => ExitCode::SUCCESS,
        // It has said itself what is wrong.
        Ok(_) => ExitCode::FAILURE,
        Err(error) => {
            eprintln!("cannot start cargo: {error}");
            ExitCode::FAILURE
        }
    }
}

fn finish(outcome: Result<(), impl std::fmt::Display>) -> ExitCode {
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("{error}");
            ExitCode::FAILURE
        }
    }
}

/// The end of a comparison of two descriptions.
fn compared(outcome: Result<String, diff::DiffError>) -> ExitCode {
    if let Err(diff::DiffError::Version { report, .. }) = &outcome {
        println!("{report}");
    }
    finish(outcome.map(|report| println!("{report}")))
}

/// The folder of the workspace, which is the one above this crate.
///
/// Cargo tells it anew at each run, for it does not build again what has only moved: a copy of the workspace
/// that shares a target folder with another one would otherwise write into that.
fn root() -> PathBuf {
    let package = std::env::var_os("CARGO_MANIFEST_DIR")
        .map(PathBuf::from)
        .filter(|folder| folder.ends_with("xtask"))
        .unwrap_or_else(|| env!("CARGO_MANIFEST_DIR").into());
    package.parent().map_or(package.clone(), Path::to_owned)
}
