//! Running a page: as one script of bash, of which each step prints into a file of its own.

use std::fmt::Write as _;
use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};

use crate::docs::expected;
use crate::docs::page::{How, Page, Step, What, count};

/// The preamble of a page's commands. Background commands end with the page.
const BEFORE: &str = "set -euo pipefail\ntrap 'kill $(jobs -p) 2>/dev/null || true' EXIT\n";

/// The result.
#[derive(Debug, Default)]
pub(crate) struct Ran {
    /// How many commands were run.
    pub(crate) commands: usize,
    /// How many changes of files were made.
    pub(crate) changes: usize,
    /// Blocks that were not run: their lines, and why.
    pub(crate) marked: Vec<(usize, String)>,
}

impl Page {
    /// Runs the page via `shell`, which returns the command that runs a script. Returns the first difference from the
    /// page.
    pub(crate) fn run(&self, shell: impl FnOnce(&str) -> Shell) -> Result<Ran, String> {
        let folder = tempfile::tempdir().unwrap();
        let mut script = BEFORE.to_owned();
        let mut ran = Ran::default();
        for (number, step) in self.steps.iter().enumerate() {
            let file = folder.path().join(number.to_string());
            match &step.what {
                What::Run {
                    how: How::Not(reason),
                    ..
                } => {
                    ran.marked.push((step.line, reason.clone()));
                    continue;
                }
                What::Run { commands, .. } => ran.commands += count(commands),
                What::Change(_) => ran.changes += 1,
            }
            step.write(&mut script, &file);
        }
        let Shell { mut command, tidy } = shell(&script);
        let output = command
            .stdin(Stdio::null())
            .stderr(Stdio::inherit())
            .output()
            .unwrap();
        let printed = |number: usize| {
            let text = fs::read(folder.path().join(number.to_string())).ok()?;
            Some(tidy(String::from_utf8_lossy(&text).into_owned()))
        };
        let steps = self.steps.iter().enumerate();
        let steps: Vec<_> = steps
            .filter_map(|(number, step)| Some((step, printed(number)?)))
            .collect();
        let at = |step: &Step| format!("docs/{}, line {}", self.name, step.line);
        for (step, printed) in &steps {
            if let What::Run { prints: Some(expected), .. } = &step.what
                && !expected::matches(expected, printed)
                // Report an aborted command as such.
                && (output.status.success() || steps.last().is_none_or(|last| last.0.line != step.line))
            {
                return Err(format!(
                    "{}: what is printed is not what the page says\n--- the page\n{expected}--- printed\n{printed}",
                    at(step)
                ));
            }
        }
        if !output.status.success() {
            let (step, printed) = steps.last().ok_or("bash did not start")?;
            return Err(format!(
                "{}: {}\n--- the page\n{}--- printed\n{printed}",
                at(step),
                output.status,
                match &step.what {
                    What::Run { commands, .. } => commands,
                    What::Change(diff) => diff,
                }
            ));
        }
        Ok(ran)
    }
}

/// A command that runs a script.
pub(crate) struct Shell {
    pub(crate) command: Command,
    /// Makes of what was printed what a reader would see, where the test has to do something else.
    pub(crate) tidy: Box<dyn Fn(String) -> String>,
}

impl Shell {
    /// Runs a script in a folder.
    pub(crate) fn new(script: &str, folder: &Path) -> Self {
        let mut command = Command::new("bash");
        command.args(["-c", script]).current_dir(folder);
        let tidy = Box::new(|printed| printed);
        Self { command, tidy }
    }
}

impl Step {
    /// Adds the step to a script that prints into this file.
    fn write(&self, script: &mut String, file: &Path) {
        let file = file.display();
        // Writing to a text does not fail.
        let _ = writeln!(script, "exec >'{file}' 2>&1");
        match &self.what {
            What::Change(diff) => {
                let _ = writeln!(script, "git apply - <<'THE CHANGE'\n{diff}THE CHANGE");
            }
            What::Run {
                commands,
                how,
                prints,
            } => {
                let commands = commands.trim_end();
                let _ = match how {
                    How::Plainly | How::Not(_) => writeln!(script, "{commands}"),
                    How::Failing => writeln!(
                        script,
                        "if (\n{commands}\n); then echo 'the page says that this fails'; exit 1; fi"
                    ),
                    How::Staying => {
                        let lines = expected::lines(prints.as_deref().unwrap_or_default());
                        writeln!(
                            script,
                            "{commands} &\nfor _ in $(seq 600); do \
                             if [ \"$(wc -l <'{file}')\" -ge {lines} ]; then break; fi; sleep 0.1; done"
                        )
                    }
                };
            }
        }
    }
}
