//! The workspace in which builds are timed: our crates, and in the same workspace, with the same versions of
//! everything, the crates to compare with and a program on top of each.

use std::{
    env, fs,
    path::{Path, PathBuf},
    process::Command,
    time::{Duration, SystemTime, UNIX_EPOCH},
};

use serde_json::Value;

use super::{
    BenchError, at,
    openapi_generator::OpenapiGenerator,
    packages::{
        ALONE, ALONE_DEPENDENCIES, ALONE_TEXT, OPENAPI, PROGRAM_DEPENDENCIES, Package, SOURCES,
    },
    rounds,
};
use crate::files;

/// The workspace.
#[derive(Debug)]
pub(super) struct Stage {
    folder: PathBuf,
    /// In how many files of OpenAPI Generator's client a name had to be mended.
    pub(super) mended: usize,
}

impl Stage {
    /// Writes everything into a folder, in which an earlier run may have left what it built.
    pub(super) fn set(
        root: &Path,
        folder: &Path,
        adapted: &Value,
        openapi_generator: &OpenapiGenerator,
    ) -> Result<Self, BenchError> {
        let mut stage = Self {
            folder: folder.to_owned(),
            mended: 0,
        };
        let manifest = files::read(&root.join("Cargo.toml"))?;
        stage.write("Cargo.toml", &workspace(&manifest))?;
        if !folder.join("Cargo.lock").exists() {
            stage.write("Cargo.lock", &files::read(&root.join("Cargo.lock"))?)?;
        }
        for crates in ["crates", OPENAPI] {
            let path = folder.join(crates);
            if path.exists() {
                fs::remove_dir_all(&path).map_err(at(&path))?;
            }
        }
        copy(&root.join("crates"), &folder.join("crates"))?;
        stage.package(ALONE, ALONE_DEPENDENCIES, "lib.rs", ALONE_TEXT)?;
        let description = format!("{adapted:#}\n");
        stage.write(&format!("{ALONE}/openapi.json"), &description)?;
        stage.mended =
            openapi_generator.package(&root.join("spec/openapi.yaml"), &folder.join(OPENAPI))?;
        for program in &SOURCES {
            let dependencies = PROGRAM_DEPENDENCIES.to_owned() + program.dependencies;
            stage.package(program.name, &dependencies, "main.rs", program.text)?;
        }
        Ok(stage)
    }

    /// The folder of a package.
    pub(super) fn folder(&self, package: &Package) -> PathBuf {
        self.folder.join(package.folder)
    }

    /// Builds a package with everything that it needs, from the network if it must.
    pub(super) fn prepare(&self, package: &Package) -> Result<(), BenchError> {
        if rounds::output(&mut self.build(package)).is_ok() {
            return Ok(());
        }
        let mut online = self.cargo();
        online.args(["build", "--package", package.name]);
        rounds::output(online.args(package.arguments)).map(drop)
    }

    /// The time of a build of the package alone, from nothing.
    pub(super) fn clean(&self, package: &Package) -> Result<Duration, BenchError> {
        let mut clean = self.cargo();
        rounds::output(clean.args(["clean", "--offline", "--package", package.name]))?;
        rounds::timed(&mut self.build(package))
    }

    /// The time of a build of the package after a file of it was changed.
    pub(super) fn incremental(
        &self,
        package: &Package,
        round: u32,
    ) -> Result<Duration, BenchError> {
        let path = self.folder(package).join(package.file);
        let text = files::read(&path)?;
        let text = text.split(CHANGE).next().unwrap_or_default();
        // Nobody has been at the file before in this run, but perhaps in an earlier one.
        let moment = SystemTime::now()
            .duration_since(UNIX_EPOCH)
            .unwrap_or_default();
        let changed = format!("{text}{CHANGE} in round {round} at {moment:?}\n");
        fs::write(&path, changed).map_err(at(&path))?;
        rounds::timed(&mut self.build(package))
    }

    /// The time that cargo takes to see that there is nothing to do.
    pub(super) fn unchanged(&self, package: &Package) -> Result<Duration, BenchError> {
        rounds::timed(&mut self.build(package))
    }

    /// The size of the example with which one begins, as it is built for use.
    pub(super) fn quickstart(&self) -> Result<u64, BenchError> {
        let mut build = self.cargo();
        build.args(["build", "--offline", "--release", "--package", "quickstart"]);
        rounds::output(&mut build)?;
        let program = self.folder.join("target/release/quickstart");
        Ok(fs::metadata(&program).map_err(at(&program))?.len())
    }

    fn build(&self, package: &Package) -> Command {
        let mut command = self.cargo();
        command.args(["build", "--offline", "--package", package.name]);
        command.args(package.arguments);
        command
    }

    fn cargo(&self) -> Command {
        let mut command = cargo();
        command
            .current_dir(&self.folder)
            .arg("--quiet")
            .env("CARGO_TARGET_DIR", self.folder.join("target"));
        command
    }

    fn package(
        &self,
        name: &str,
        dependencies: &str,
        file: &str,
        text: &str,
    ) -> Result<(), BenchError> {
        let manifest = format!(
            "[package]\nname = \"{name}\"\nversion = \"0.1.0\"\nedition = \"2024\"\n\n\
             [dependencies]\n{dependencies}"
        );
        self.write(&format!("{name}/Cargo.toml"), &manifest)?;
        self.write(&format!("{name}/src/{file}"), text)
    }

    fn write(&self, name: &str, text: &str) -> Result<(), BenchError> {
        let path = self.folder.join(name);
        if let Some(folder) = path.parent() {
            fs::create_dir_all(folder).map_err(at(folder))?;
        }
        fs::write(&path, text).map_err(at(&path))
    }
}

/// What is written at the end of a file to change it.
const CHANGE: &str = "\n// Changed";

/// Cargo as anybody would call it: without what is set for this run.
pub(super) fn cargo() -> Command {
    let mut command = Command::new(env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    for name in [
        "CARGO_INCREMENTAL",
        "CARGO_TARGET_DIR",
        "CARGO_BUILD_TARGET_DIR",
        "CARGO_ENCODED_RUSTFLAGS",
        "RUSTFLAGS",
    ] {
        command.env_remove(name);
    }
    command
}

/// The manifest of the workspace with other members. The settings of crates that are not in it, which cargo would
/// warn of, do no harm.
fn workspace(manifest: &str) -> String {
    let mut changed = String::new();
    let mut in_defaults = false;
    for line in manifest.lines() {
        if line.starts_with("members") {
            let members = ["crates/*", ALONE, OPENAPI, "program-of-*"];
            changed += &format!("members = {members:?}\n");
        } else if in_defaults || line.starts_with("default-members") {
            // The list may go on over several lines.
            in_defaults = !line.contains(']');
        } else {
            changed += line;
            changed.push('\n');
        }
    }
    changed
}

/// Copies a folder with everything in it.
fn copy(from: &Path, to: &Path) -> Result<(), BenchError> {
    fs::create_dir_all(to).map_err(at(to))?;
    for entry in fs::read_dir(from).map_err(at(from))? {
        let entry = entry.map_err(at(from))?;
        let (from, to) = (entry.path(), to.join(entry.file_name()));
        if from.is_dir() {
            copy(&from, &to)?;
        } else {
            fs::copy(&from, &to).map_err(at(&from))?;
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_workspace_keeps_everything_but_its_members() {
        let manifest = "[workspace]\nresolver = \"3\"\nmembers = [\"crates/*\", \"xtask\"]\n\
                        default-members = [\"crates/*\"]\n\n[workspace.package]\nversion = \"1.0.0\"\n";
        assert_eq!(
            workspace(manifest),
            "[workspace]\nresolver = \"3\"\n\
             members = [\"crates/*\", \"progenitor-alone\", \"openapi-client\", \"program-of-*\"]\n\
             \n[workspace.package]\nversion = \"1.0.0\"\n"
        );
    }
}
