//! Building and starting the servers that are tested.

use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Child, Command, Stdio};

use super::FuzzError;
use crate::programs::target_folder;

/// A server, and its process if it was started here. The process is killed when this is dropped.
#[derive(Debug)]
pub(super) struct Server {
    url: String,
    process: Option<Child>,
}

impl Server {
    /// A server that is running already.
    pub(super) fn running(url: &str) -> Self {
        Self {
            url: url.trim_end_matches('/').to_owned(),
            process: None,
        }
    }

    /// Starts the sandbox at a free port.
    pub(super) fn start(root: &Path) -> Result<Self, FuzzError> {
        Self::spawn(root, "zoho-time-sandbox", &["serve", "--port", "0"])
    }

    /// Starts a program of the workspace and waits until it prints where it listens.
    pub(super) fn spawn(root: &Path, program: &str, arguments: &[&str]) -> Result<Self, FuzzError> {
        let failed = |reason: String| FuzzError::Program {
            program: program.to_owned(),
            reason,
        };
        let mut process = Command::new(target_folder(root).join("debug").join(program))
            .args(arguments)
            .env("RUST_LOG", "error")
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .spawn()
            .map_err(|error| failed(error.to_string()))?;
        let mut line = String::new();
        if let Some(out) = process.stdout.take() {
            // The pipe stays open as long as the process needs it: what follows is a few lines.
            let mut out = BufReader::new(out);
            out.read_line(&mut line)
                .map_err(|error| failed(error.to_string()))?;
            std::thread::spawn(move || std::io::copy(&mut out, &mut std::io::sink()));
        }
        let server = Self {
            url: origin(&line).unwrap_or_default(),
            process: Some(process),
        };
        if server.url.is_empty() {
            return Err(failed(format!("no address in what it printed: {line:?}")));
        }
        Ok(server)
    }

    /// Where it listens, without a path.
    pub(super) fn url(&self) -> &str {
        &self.url
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        if let Some(process) = &mut self.process {
            // It may have ended already, which is as good.
            let _ = process.kill();
            let _ = process.wait();
        }
    }
}

/// The scheme, host and port of the first address in a line.
fn origin(line: &str) -> Option<String> {
    let address = &line[line.find("http://")?..];
    let rest = &address["http://".len()..];
    let end = rest.find(['/', ' ', '\n']).unwrap_or(rest.len());
    Some(format!("http://{}", &rest[..end]))
}

/// Builds a program of the workspace.
pub(super) fn build(root: &Path, package: &str, program: &str) -> Result<(), FuzzError> {
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let mut build = Command::new(cargo);
    build
        .args(["build", "--quiet", "--package", package, "--bin", program])
        .current_dir(root);
    finish(build, "cargo build")
}

/// Runs a program, which has to succeed.
pub(super) fn finish(mut command: Command, name: &str) -> Result<(), FuzzError> {
    let failed = |reason: String| FuzzError::Program {
        program: name.to_owned(),
        reason,
    };
    let status = command
        .status()
        .map_err(|error| failed(error.to_string()))?;
    if status.success() {
        Ok(())
    } else {
        Err(failed(format!("ended with {status}")))
    }
}

#[cfg(test)]
mod tests {
    use super::origin;

    #[test]
    fn the_address_is_found_in_what_a_server_prints() {
        let line = "Zoho Books      http://127.0.0.1:8080/books/v3\n";
        assert_eq!(origin(line).as_deref(), Some("http://127.0.0.1:8080"));
        assert_eq!(
            origin("http://[::1]:9\n").as_deref(),
            Some("http://[::1]:9")
        );
        assert_eq!(origin("ready"), None);
    }
}
