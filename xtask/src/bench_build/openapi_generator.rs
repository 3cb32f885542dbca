//! OpenAPI Generator, in the Python environment in which `.ci/lint-spec` runs it, too.

use std::{
    fs,
    path::{Path, PathBuf},
    process::Command,
};

use super::{BenchError, at, rounds};
use crate::files;

/// A name that is none, and what stands for it.
const BROKEN: &str = "ArrayVecserde_json::Value";
const MENDED: &str = "ArrayVecValue";

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

    /// Writes the package of a Rust client under a name that nothing else has. Tells in how many files a name had to
    /// be mended so that it can be built: the generator makes the name of a variant from that of its type, and that
    /// of a list of JSON values has colons in it.
    pub(super) fn package(&self, description: &Path, folder: &Path) -> Result<usize, BenchError> {
        let mut command = self.command(description, folder);
        let name = format!("packageName={}", super::packages::OPENAPI);
        rounds::output(command.args(["--additional-properties", &name]))?;
        let models = folder.join("src/models");
        let mut mended = 0;
        for entry in fs::read_dir(&models).map_err(at(&models))? {
            let path = entry.map_err(at(&models))?.path();
            let text = files::read(&path)?;
            if text.contains(BROKEN) {
                fs::write(&path, text.replace(BROKEN, MENDED)).map_err(at(&path))?;
                mended += 1;
            }
        }
        Ok(mended)
    }
}
