//! Tasks that run other packages of the workspace: they take long, and nothing depends on what they
//! print.

use std::ffi::OsString;
use std::io;
use std::path::Path;
use std::process::{Command, ExitStatus};

/// Kills the sandbox while it writes, so many times, and checks each time what is there.
///
/// # Errors
///
/// Fails if cargo cannot be started.
pub fn soak(root: &Path, rounds: u32) -> io::Result<ExitStatus> {
    let test = ["test", "--workspace", "--test", "sandbox"];
    let chosen = ["--", "--exact", "crash::soak", "--ignored", "--nocapture"];
    cargo(root)
        .args(test)
        .args(chosen)
        .env("ZOHO_TIME_SOAK_ROUNDS", rounds.to_string())
        .status()
}

/// Measures the sandbox: its start, its size, its speed. The arguments are those of the program that
/// measures.
///
/// # Errors
///
/// Fails if cargo cannot be started.
pub fn load(root: &Path, arguments: &[OsString]) -> io::Result<ExitStatus> {
    let run = ["run", "--release", "--package", "zoho-time-load"];
    cargo(root).args(run).arg("--").args(arguments).status()
}

fn cargo(root: &Path) -> Command {
    let mut command = Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    command.current_dir(root);
    command
}
