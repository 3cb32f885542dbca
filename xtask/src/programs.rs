//! Running other programs, and where what they make is put.

use std::{
    io,
    path::{Path, PathBuf},
    process::{Command, Stdio},
};

/// Why a program has not done its work.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Failure {
    /// It did not start.
    #[error("{0}")]
    NotStarted(io::Error),
    /// It failed: its status, and what it said.
    #[error("{0}")]
    Failed(String),
}

/// What a program writes to standard output. It has nothing to read.
pub(crate) fn output(command: &mut Command) -> Result<Vec<u8>, Failure> {
    let output = command
        .stdin(Stdio::null())
        .output()
        .map_err(Failure::NotStarted)?;
    if output.status.success() {
        return Ok(output.stdout);
    }
    let said = String::from_utf8_lossy(&output.stderr);
    Err(Failure::Failed(format!(
        "{}\n{}",
        output.status,
        said.trim()
    )))
}

/// Where cargo puts what it builds.
pub(crate) fn target_folder(root: &Path) -> PathBuf {
    std::env::var_os("CARGO_TARGET_DIR").map_or_else(|| root.join("target"), PathBuf::from)
}
