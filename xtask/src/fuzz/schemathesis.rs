//! Installing and running Schemathesis.

use std::path::PathBuf;
use std::process::{Command, Stdio};

use super::report::Outcome;
use super::sample_data::{ORGANIZATION, SampleData, TOKEN};
use super::{Folders, FuzzError, Product, description, server};

/// Schemathesis in a Python environment of its own.
#[derive(Debug)]
pub(super) struct Schemathesis {
    program: PathBuf,
}

/// One run.
#[derive(Debug)]
pub(super) struct Run<'r> {
    /// The server to test.
    pub(super) url: &'r str,
    pub(super) product: Product,
    pub(super) seed: u64,
    pub(super) examples: u32,
    /// The part of the links, in per cent, that it has to go along.
    pub(super) links: usize,
    /// Whether one failure is enough.
    pub(super) stops_early: bool,
    /// The name of the folder for what the run leaves behind.
    pub(super) name: String,
}

impl Schemathesis {
    /// Installs it below the target folder, unless it is there.
    pub(super) fn install(folders: &Folders) -> Result<Self, FuzzError> {
        let environment = folders.work.join("python");
        let program = |name: &str| environment.join("bin").join(name);
        let requirements = folders.settings.join("requirements.txt");
        let wanted = super::read(&requirements)?;
        // Written last, so that an installation that broke off is not taken for one.
        let installed = environment.join("requirements.txt");
        if !super::read(&installed).is_ok_and(|installed| installed == wanted) {
            let mut create = Command::new("python3");
            create.args(["-m", "venv", "--clear"]).arg(&environment);
            server::finish(create, "python3 -m venv")?;
            let mut install = Command::new(program("pip"));
            install
                .args(["install", "--quiet", "--disable-pip-version-check"])
                .arg("--requirement")
                .arg(&requirements);
            server::finish(install, "pip install")?;
            super::write(&installed, &wanted)?;
        }
        Ok(Self {
            program: program("st"),
        })
    }

    /// Runs all phases and all checks against a server.
    pub(super) fn run(&self, folders: &Folders, run: &Run<'_>) -> Result<Outcome, FuzzError> {
        let folder = folders.work.join(&run.name);
        let made = |source| FuzzError::File {
            path: folder.clone(),
            source,
        };
        if folder.exists() {
            std::fs::remove_dir_all(&folder).map_err(made)?;
        }
        std::fs::create_dir_all(&folder).map_err(made)?;
        let data = SampleData::create(run.url)?;
        let (document, links) = description::make(folders, run.product, &data)?;
        super::write(&folder.join("openapi.json"), &document.to_string())?;
        super::write(
            &folder.join("stage.json"),
            &data.notes(run.url, run.product).to_string(),
        )?;
        for file in ["checks.py", "hooks.py"] {
            super::write(
                &folder.join(file),
                &super::read(&folders.settings.join(file))?,
            )?;
        }
        let settings = super::read(&folders.settings.join("schemathesis.toml"))?;
        // An option of the command line would also hold for the scenarios along the links, which need
        // a number of their own.
        let mut added = format!(
            "\n[generation]\nmax-examples = {}\n\n[auth.openapi]\ntoken = {{ bearer = \"{TOKEN}\" }}\n",
            run.examples
        );
        if !run.product.organization_in_query {
            added += &format!("organization = {{ api_key = \"{ORGANIZATION}\" }}\n");
        }
        super::write(&folder.join("schemathesis.toml"), &(settings + &added))?;

        let output = Command::new(&self.program)
            .args(["--config-file", "schemathesis.toml", "run", "openapi.json"])
            .args(["--url", &format!("{}{}", run.url, run.product.base_path)])
            .args(["--seed", &run.seed.to_string()])
            .args(["--continue-on-failure", "--no-color"])
            // That making up data takes long says something of the machine, and nothing of the sandbox.
            .args(["--suppress-health-check", "too_slow"])
            .args(run.stops_early.then_some("--max-failures=1"))
            .args(["--report", "json,junit"])
            .args(["--report-json-path", "report.json"])
            .args(["--report-junit-path", "report.xml"])
            .current_dir(&folder)
            .env("PYTHONDONTWRITEBYTECODE", "1")
            .stdin(Stdio::null())
            .output()
            .map_err(|error| FuzzError::Program {
                program: "schemathesis".to_owned(),
                reason: error.to_string(),
            })?;
        let printed = String::from_utf8_lossy(&output.stdout).into_owned()
            + &String::from_utf8_lossy(&output.stderr);
        super::write(&folder.join("output.txt"), &printed)?;
        Outcome::read(&run.name, &folder, &printed, output.status.success())
            .map(|outcome| outcome.of_links(links, run.links))
    }
}
