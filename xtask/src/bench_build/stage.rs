//! The workspace in which builds are timed: our crates, and in the same workspace, with the same versions of
//! everything, the crates to compare with and a program on top of each.

use std::{
    env, fs,
    path::{Path, PathBuf},
    process::Command,
    time::{Duration, SystemTime, UNIX_EPOCH},
};

use serde_json::Value;

use super::{BenchError, at, openapi_generator::OpenapiGenerator, rounds};
use crate::files;

/// The generated crate.
pub(super) const OURS: &str = "zoho-time-client";
/// The crate that is one call of `progenitor::generate_api!`.
pub(super) const ALONE: &str = "progenitor-alone";
/// The crate that OpenAPI Generator writes.
pub(super) const OPENAPI: &str = "openapi-client";

/// A package to build.
#[derive(Clone, Copy, Debug)]
pub(super) struct Package {
    pub(super) name: &'static str,
    /// Its folder in the workspace.
    folder: &'static str,
    /// The file that is changed before an incremental build.
    file: &'static str,
    arguments: &'static [&'static str],
}

impl Package {
    const fn new(name: &'static str, folder: &'static str, file: &'static str) -> Self {
        Self {
            name,
            folder,
            file,
            arguments: &[],
        }
    }
}

/// The libraries: ours first.
pub(super) const LIBRARIES: [Package; 3] = [
    Package::new(OURS, "crates/zoho-time-client", "src/lib.rs"),
    Package::new(ALONE, ALONE, "src/lib.rs"),
    Package {
        // With the cryptography of the others, so that all are built on the same.
        arguments: &["--no-default-features", "--features", "rustls"],
        ..Package::new(OPENAPI, OPENAPI, "src/lib.rs")
    },
];

/// Programs that use one operation, in the order of what is below them.
pub(super) const PROGRAMS: [Package; 3] = [
    Package::new(
        "program-of-zoho-time",
        "program-of-zoho-time",
        "src/main.rs",
    ),
    Package::new(
        "program-of-zoho-time-client",
        "program-of-zoho-time-client",
        "src/main.rs",
    ),
    Package::new(
        "program-of-progenitor",
        "program-of-progenitor",
        "src/main.rs",
    ),
];

/// What the macro's code needs besides progenitor; those of our own generated crate, and what the checks of texts and
/// the dates in it need.
const ALONE_DEPENDENCIES: &str = "\
chrono.workspace = true
futures.workspace = true
progenitor = \"0.15.1\"
progenitor-client.workspace = true
regress = \"0.12\"
reqwest.workspace = true
serde.workspace = true
serde_json.workspace = true
";

const PROGRAM_DEPENDENCIES: &str =
    "tokio = { workspace = true, features = [\"macros\", \"rt\"] }\n";

const FACADE_PROGRAM: &str = r#"//! Tells which timer runs.

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let zoho = zoho_time::ZohoTime::builder()
        .organization("10234695".parse()?)
        .refresh_token("client", "secret", "token")
        .build()?;
    println!("{:?}", zoho.timer().running().await?);
    Ok(())
}
"#;

const CLIENT_PROGRAM: &str = r#"//! Tells which timer runs.

use zoho_time_client::{Client, Direct, Inner};

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let client = Client::new_with_client("http://localhost", reqwest::Client::new(), Inner::new(Direct));
    println!("{:?}", client.get_running_timer().await?);
    Ok(())
}
"#;

const ALONE_PROGRAM: &str = r#"//! Tells which timer runs.

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let client = progenitor_alone::Client::new("http://localhost");
    println!("{:?}", client.get_running_timer().await?);
    Ok(())
}
"#;

/// The workspace.
#[derive(Debug)]
pub(super) struct Stage {
    folder: PathBuf,
}

impl Stage {
    /// Writes everything into a folder, in which an earlier run may have left what it built.
    pub(super) fn set(
        root: &Path,
        folder: &Path,
        adapted: &Value,
        openapi_generator: &OpenapiGenerator,
    ) -> Result<Self, BenchError> {
        let stage = Self {
            folder: folder.to_owned(),
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
        stage.package(ALONE, ALONE_DEPENDENCIES, "lib.rs", LIBRARY_ALONE)?;
        let description = format!("{adapted:#}\n");
        stage.write(&format!("{ALONE}/openapi.json"), &description)?;
        openapi_generator.package(&root.join("spec/openapi.yaml"), &folder.join(OPENAPI))?;
        for (name, dependencies, text) in [
            (
                "program-of-zoho-time",
                "zoho-time.workspace = true\n",
                FACADE_PROGRAM,
            ),
            (
                "program-of-zoho-time-client",
                "reqwest.workspace = true\nzoho-time-client.workspace = true\n",
                CLIENT_PROGRAM,
            ),
            (
                "program-of-progenitor",
                "progenitor-alone = { path = \"../progenitor-alone\" }\n",
                ALONE_PROGRAM,
            ),
        ] {
            let dependencies = PROGRAM_DEPENDENCIES.to_owned() + dependencies;
            stage.package(name, &dependencies, "main.rs", text)?;
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
        build.args(["build", "--offline", "--release", "--package", "zoho-time"]);
        rounds::output(build.args(["--example", "quickstart"]))?;
        let program = self.folder.join("target/release/examples/quickstart");
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

const LIBRARY_ALONE: &str = "progenitor::generate_api!(\"openapi.json\");\n";

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
