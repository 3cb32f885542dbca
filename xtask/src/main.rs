//! `cargo xtask`: maintenance tasks of the workspace.

#![allow(clippy::print_stdout, clippy::print_stderr)] // A command line tool talks to people.

use std::{
    path::{Path, PathBuf},
    process::ExitCode,
};

use clap::{Parser, Subcommand};
use xtask::{
    fuzz,
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
}

#[derive(Debug, Subcommand)]
enum Task {
    /// Generates the client crate from spec/openapi.yaml.
    Regen {
        /// Only tells whether the client is up to date, by the exit code and a diff.
        #[arg(long)]
        check: bool,
    },
    /// Tests the sandbox against the description from outside, with Schemathesis.
    FuzzApi(fuzz::Options),
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
        root,
    };
    let check = match arguments.task {
        Task::Regen { check } => check,
        Task::FuzzApi(options) => return finish(fuzz::run(&paths.root, &options)),
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

fn finish(outcome: Result<(), fuzz::FuzzError>) -> ExitCode {
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("{error}");
            ExitCode::FAILURE
        }
    }
}

/// The folder of the workspace, which is the one above this crate.
fn root() -> PathBuf {
    let package = Path::new(env!("CARGO_MANIFEST_DIR"));
    package.parent().unwrap_or(package).to_owned()
}
