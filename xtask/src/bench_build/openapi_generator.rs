//! OpenAPI Generator, in the Python environment in which `.ci/lint-spec` runs it, too.

use std::{
    fs,
    path::{Path, PathBuf},
    process::Command,
};

use super::{BenchError, rounds};

/// OpenAPI Generator, installed.
#[derive(Debug)]
pub(super) struct OpenapiGenerator {
    programs: PathBuf,
}

impl OpenapiGenerator {
    /// Installs it below the target folder of the workspace, unless it is there. It needs Java.
    pub(super) fn install(root: &Path, target: &Path) -> Result<Self, BenchError> {
        let environment = target.join("lint-spec/python");
        let programs = environment.join("bin");
        if !programs.join("openapi-generator-cli").exists() {
            let mut create = Command::new("python3");
            create.args(["-m", "venv", "--clear"]).arg(&environment);
            rounds::output(&mut create)?;
            let mut install = Command::new(programs.join("pip"));
            install
                .args(["install", "--quiet", "--disable-pip-version-check"])
                .arg("--requirement")
                .arg(root.join(".ci/requirements.txt"));
            rounds::output(&mut install)?;
        }
        Ok(Self { programs })
    }

    /// The command that writes a Rust client of a description into a folder.
    pub(super) fn command(&self, description: &Path, folder: &Path) -> Command {
        let mut command = Command::new(self.programs.join("openapi-generator-cli"));
        command
            .args(["generate", "--generator-name", "rust", "--input-spec"])
            .arg(description)
            .arg("--output")
            .arg(folder);
        command
    }

    /// Writes the package of a Rust client under a name that nothing else has.
    pub(super) fn package(&self, description: &Path, folder: &Path) -> Result<(), BenchError> {
        let mut command = self.command(description, folder);
        let name = format!("packageName={}", super::packages::OPENAPI);
        rounds::output(command.args(["--additional-properties", &name]))?;
        // Its README has code of another crate, and is none of the build.
        let readme = folder.join("README.md");
        if readme.exists() {
            fs::remove_file(&readme).map_err(super::at(&readme))?;
        }
        Ok(())
    }
}
