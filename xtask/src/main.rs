//! `cargo xtask`: maintenance tasks of the workspace.

#![allow(clippy::print_stdout, clippy::print_stderr)] // A command line tool talks to people.

use std::{
    path::{Path, PathBuf},
    process::ExitCode,
};

use clap::{Parser, Subcommand};
use xtask::{
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

    /// Another folder for the copies of the description.
    #[arg(long, global = true, hide = true)]
    copies: Option<PathBuf>,
}

#[derive(Debug, Subcommand)]
enum Task {
    /// Generates the client crate from spec/openapi.yaml, and copies that into the sandbox crate.
    Regen {
        /// Only tells whether both are up to date, by the exit code and a diff.
        #[arg(long)]
        check: bool,
    },
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
        copies: arguments
            .copies
            .unwrap_or_else(|| root.join("crates/zoho-time-sandbox/src/contract")),
        root,
    };
    let Task::Regen { check } = arguments.task;
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

/// The folder of the workspace, which is the one above this crate.
fn root() -> PathBuf {
    let package = Path::new(env!("CARGO_MANIFEST_DIR"));
    package.parent().unwrap_or(package).to_owned()
}
