//! Tasks that run other packages of the workspace.

use std::ffi::OsString;
use std::io;
use std::path::Path;
use std::process::{Command, ExitStatus};

/// Kills the sandbox `rounds` times while it writes, and checks its data each time.
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

/// Measures the start, size and speed of the sandbox, with arguments for the measuring program.
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
