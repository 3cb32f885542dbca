//! The time it takes to build the generated crate, and programs that use it, beside other clients. All builds run in
//! a copy of the workspace, with the same versions of all dependencies.

use std::{
    env, fs, io,
    path::{Path, PathBuf},
    process::Command,
    time::{Duration, SystemTime},
};

use serde_json::Value as Json;
use zoho_time_harness::Scratch;

use super::{
    BenchError, at,
    figures::{Figures, Value},
    openapi_generator::OpenapiGenerator,
    progenitor_alone,
    turns::{Turn, medians, output, timed},
};

/// The client that OpenAPI Generator writes.
pub(super) const OPENAPI: &str = "openapi-client";

/// A package that is built: its folder in the workspace, and the file that is changed for an incremental build.
#[derive(Clone, Copy, Debug)]
struct Package {
    folder: &'static str,
    file: &'static str,
    arguments: &'static [&'static str],
}

const fn package(folder: &'static str, file: &'static str) -> Package {
    Package {
        folder,
        file,
        arguments: &[],
    }
}

impl Package {
    fn name(self) -> &'static str {
        self.folder.rsplit('/').next().unwrap_or(self.folder)
    }
}

/// The clients, that of progenitor alone in the middle.
const CLIENTS: [Package; 3] = [
    package("crates/zoho-time-client", "src/lib.rs"),
    package("xtask/bench/progenitor-alone", "src/lib.rs"),
    Package {
        // With the same TLS as the others.
        arguments: &["--no-default-features", "--features", "rustls"],
        ..package(OPENAPI, "src/lib.rs")
    },
];

/// Programs that use one operation, that of progenitor alone in the middle.
const PROGRAMS: [Package; 3] = [
    package("xtask/bench/program-of-zoho-time", "src/main.rs"),
    package("xtask/bench/program-of-progenitor", "src/main.rs"),
    package("xtask/bench/program-of-zoho-time-client", "src/main.rs"),
];

/// The copy of the workspace.
#[derive(Debug)]
pub(super) struct Workspace {
    project: Scratch,
    target: PathBuf,
    spec: Json,
}

impl Workspace {
    /// Creates the copy. The next run finds what this one has built, if the folder is still there.
    pub(super) fn new(
        root: &Path,
        work: &Path,
        openapi_generator: &OpenapiGenerator,
        figures: &mut Figures,
    ) -> Result<Self, BenchError> {
        let project = Scratch::new(work.join("workspace"))?;
        project.copy(root)?;
        let manifest = project.read("Cargo.toml")?;
        let members = format!("members = [\"{OPENAPI}\", \"xtask/bench/*-*\", ");
        project.write("Cargo.toml", manifest.replacen("members = [", &members, 1))?;

        let text = project.read("spec/openapi.yaml")?;
        let mut spec = crate::spec::Spec::parse("spec/openapi.yaml", &text)?.root;
        let changes = progenitor_alone::adapt(&mut spec);
        project.write(
            "xtask/bench/progenitor-alone/openapi.json",
            spec.to_string(),
        )?;
        let replaced = openapi_generator.package(&root.join("spec/openapi.yaml"), &project)?;
        figures.heading(format!(
            "progenitor alone accepts the spec without {}",
            changes.join(", ")
        ));
        figures.heading(format!(
            "the client of OpenAPI Generator compiles after an invalid name is replaced in {replaced} files"
        ));
        Ok(Self {
            project,
            target: work.join("target"),
            spec,
        })
    }

    /// Counts the lines of each client.
    pub(super) fn lines(&self, figures: &mut Figures) -> Result<(), BenchError> {
        let alone = count(&progenitor_alone::expansion(&self.spec)?);
        figures.heading("lines of the clients");
        for (name, folder) in [
            (
                "zoho-time-client, generated",
                "crates/zoho-time-client/src/generated",
            ),
            ("zoho-time-client, all", "crates/zoho-time-client/src"),
            (OPENAPI, "openapi-client/src"),
        ] {
            let folder = self.project.path().join(folder);
            let lines = count_folder(&folder).map_err(at(&folder))?;
            let alone = alone.map(|alone| (Value::Lines(alone), "progenitor"));
            let [code, all] = lines.map(Value::Lines);
            figures.add(&format!("{name}: code"), code, Some(alone[0]));
            figures.add(&format!("{name}: with documentation"), all, Some(alone[1]));
        }
        let [code, all] = alone.map(Value::Lines);
        figures.add("progenitor-alone: code", code, None);
        figures.add("progenitor-alone: with documentation", all, None);
        Ok(())
    }

    /// Measures the builds of the clients.
    pub(super) fn clients(&self, rounds: u32, figures: &mut Figures) -> Result<(), BenchError> {
        figures.heading("building only the client, for development");
        self.compare(&CLIENTS, rounds, figures)
    }

    /// Measures the builds of programs.
    pub(super) fn programs(&self, rounds: u32, figures: &mut Figures) -> Result<(), BenchError> {
        figures.heading("building only a program that uses one operation, for development");
        self.compare(&PROGRAMS, rounds, figures)
    }

    fn compare(
        &self,
        packages: &[Package],
        rounds: u32,
        figures: &mut Figures,
    ) -> Result<(), BenchError> {
        let mut turns: Vec<Turn<'_>> = Vec::new();
        for package in packages {
            // From the network, if the lock file does not list all dependencies.
            output(self.cargo("build", package).args(package.arguments))?;
            turns.push(Box::new(|| {
                output(&mut self.cargo("clean", package))?;
                self.build(package)
            }));
            turns.push(Box::new(|| self.incremental(package)));
            turns.push(Box::new(|| self.build(package)));
        }
        let times = medians(rounds, &mut turns)?;
        for (index, what) in ["from nothing", "after a change", "nothing to do"]
            .iter()
            .enumerate()
        {
            let column = times
                .iter()
                .skip(index)
                .step_by(3)
                .copied()
                .map(Value::Time);
            let progenitor = column.clone().nth(1).map(|time| (time, "progenitor"));
            for (number, (package, time)) in packages.iter().zip(column).enumerate() {
                let beside = progenitor.filter(|_| number != 1 && index != 2);
                figures.add(&format!("{}: {what}", package.name()), time, beside);
            }
        }
        Ok(())
    }

    /// Measures the size of the quickstart, as a release build.
    pub(super) fn quickstart(&self, figures: &mut Figures) -> Result<(), BenchError> {
        output(cargo(self.project.path(), &self.target).args([
            "build",
            "--quiet",
            "--release",
            "--package",
            "quickstart",
        ]))?;
        let program = self.target.join("release/quickstart");
        let size = fs::metadata(&program).map_err(at(&program))?.len();
        figures.heading("release build");
        figures.add(
            "quickstart: client, sandbox and database",
            Value::Bytes(size),
            None,
        );
        Ok(())
    }

    fn build(&self, package: &Package) -> Result<Duration, BenchError> {
        let mut build = self.cargo("build", package);
        timed(build.arg("--offline").args(package.arguments))
    }

    fn incremental(&self, package: &Package) -> Result<Duration, BenchError> {
        let file = format!("{}/{}", package.folder, package.file);
        let text = self.project.read(&file)?;
        let text = text.split(CHANGE).next().unwrap_or_default();
        // A change that no earlier run has made.
        let changed = format!("{text}{CHANGE}{:?}\n", SystemTime::now());
        self.project.write(&file, changed)?;
        self.build(package)
    }

    fn cargo(&self, task: &str, package: &Package) -> Command {
        let mut cargo = cargo(self.project.path(), &self.target);
        cargo.args([task, "--quiet", "--package", package.name()]);
        cargo
    }
}

/// The start of the line at the end of a file that changes it.
const CHANGE: &str = "\n// Changed at ";

/// Cargo in a workspace, without the settings of this run.
pub(super) fn cargo(folder: &Path, target: &Path) -> Command {
    let mut command = Command::new(env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    command.current_dir(folder);
    for name in [
        "CARGO_INCREMENTAL",
        "CARGO_BUILD_TARGET_DIR",
        "CARGO_ENCODED_RUSTFLAGS",
        "RUSTFLAGS",
    ] {
        command.env_remove(name);
    }
    command.env("CARGO_TARGET_DIR", target);
    command
}

/// The lines of a Rust file: those with code, and all of them.
fn count(text: &str) -> [usize; 2] {
    let mut in_comment = false;
    let is_code = |line: &&str| {
        in_comment |= line.trim_start().starts_with("/*");
        let rest = match line.split_once("*/") {
            Some((_, rest)) if std::mem::take(&mut in_comment) => rest,
            _ if in_comment => "",
            _ => line,
        };
        !rest.trim().is_empty() && !rest.trim_start().starts_with("//")
    };
    [text.lines().filter(is_code).count(), text.lines().count()]
}

/// The lines of all Rust files below a folder.
fn count_folder(folder: &Path) -> io::Result<[usize; 2]> {
    let mut sum = [0; 2];
    for entry in folder.read_dir()? {
        let path = entry?.path();
        let lines = if path.is_dir() {
            count_folder(&path)?
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            count(&fs::read_to_string(path)?)
        } else {
            continue;
        };
        sum = [sum[0] + lines[0], sum[1] + lines[1]];
    }
    Ok(sum)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn comments_and_empty_lines_are_not_code() {
        let text = "//! Docs.\n\n/** Docs of\nseveral lines\n*/\n/* one */ fn f() {\n    \
                    // why\n    g(); // what\n}\n";
        assert_eq!(count(text), [3, 9]);
        assert_eq!(count(""), [0, 0]);
        let folder = tempfile::tempdir().unwrap();
        let scratch = Scratch::new(folder.path()).unwrap();
        scratch.write("a/b.rs", "fn f() {}\n").unwrap();
        scratch.write("c.rs", "// c\nfn g() {}\n").unwrap();
        scratch.write("d.txt", "text\n").unwrap();
        assert_eq!(count_folder(folder.path()).unwrap(), [2, 3]);
    }
}
