//! OpenAPI Generator, in the Python environment that `.ci/lint-spec` uses, too.

use std::{
    path::{Path, PathBuf},
    process::Command,
};

use zoho_time_harness::Scratch;

use super::{BenchError, at, builds::OPENAPI, turns::output};

/// An invalid name in the generated code, and its replacement: the generator derives the name of a variant from
/// its type, and the type of a list of JSON values has colons in it.
const INVALID: (&str, &str) = ("ArrayVecserde_json::Value", "ArrayVecValue");

/// OpenAPI Generator, installed.
#[derive(Debug)]
pub(super) struct OpenapiGenerator {
    programs: PathBuf,
}

impl OpenapiGenerator {
    /// Installs it below the target folder, unless it is there already. It needs Java.
    pub(super) fn install(root: &Path, target: &Path) -> Result<Self, BenchError> {
        let environment = target.join("lint-spec/python");
        let programs = environment.join("bin");
        if !programs.join("openapi-generator-cli").exists() {
            let venv = ["-m", "venv", "--clear"];
            output(Command::new("python3").args(venv).arg(&environment))?;
            let mut install = Command::new(programs.join("pip"));
            install.args(["install", "--quiet", "--disable-pip-version-check"]);
            install.arg("--requirement");
            output(install.arg(root.join(".ci/requirements.txt")))?;
        }
        Ok(Self { programs })
    }

    /// The command that writes a Rust client into a folder.
    pub(super) fn command(&self, spec: &Path, folder: &Path) -> Command {
        let mut command = Command::new(self.programs.join("openapi-generator-cli"));
        command
            .args(["generate", "--generator-name", "rust", "--input-spec"])
            .arg(spec)
            .arg("--output")
            .arg(folder);
        command
    }

    /// Writes a Rust client as a package of the project. Returns the number of files in which an invalid name had
    /// to be replaced.
    pub(super) fn package(&self, spec: &Path, project: &Scratch) -> Result<usize, BenchError> {
        let folder = project.path().join(OPENAPI);
        let name = format!("packageName={OPENAPI}");
        output(
            self.command(spec, &folder)
                .args(["--additional-properties", &name]),
        )?;
        let models = folder.join("src/models");
        let mut replaced = 0;
        for entry in models.read_dir().map_err(at(&models))? {
            let entry = entry.map_err(at(&models))?;
            let name = format!("{OPENAPI}/src/models/{}", entry.file_name().display());
            let text = project.read(&name)?;
            if text.contains(INVALID.0) {
                project.write(&name, text.replace(INVALID.0, INVALID.1))?;
                replaced += 1;
            }
        }
        Ok(replaced)
    }
}
