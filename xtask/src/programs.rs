//! Running other programs.

use std::{
    io,
    path::{Path, PathBuf},
    process::{Command, Stdio},
};

/// A program did not start, or failed.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Failure {
    /// It did not start.
    #[error("{0}")]
    NotStarted(io::Error),
    /// It failed: its status and its standard error.
    #[error("{0}")]
    Failed(String),
}

/// Runs a program with empty standard input and returns its standard output.
pub(crate) fn output(command: &mut Command) -> Result<Vec<u8>, Failure> {
    let output = command
        .stdin(Stdio::null())
        .output()
        .map_err(Failure::NotStarted)?;
    if output.status.success() {
        return Ok(output.stdout);
    }
    let stderr = String::from_utf8_lossy(&output.stderr);
    Err(Failure::Failed(format!(
        "{}\n{}",
        output.status,
        stderr.trim()
    )))
}

/// The target folder of Cargo.
pub(crate) fn target_folder(root: &Path) -> PathBuf {
    std::env::var_os("CARGO_TARGET_DIR").map_or_else(|| root.join("target"), PathBuf::from)
}
