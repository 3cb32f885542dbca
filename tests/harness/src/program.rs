//! The sandbox as a program: building, starting and killing it.

use std::ffi::OsString;
use std::io::{self, BufRead, BufReader, Read};
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStderr, ChildStdout, Command, Stdio};
use std::thread::{self, JoinHandle};

use serde_json::Value;

use crate::http::{Connection, Request};

/// The program, built.
#[derive(Debug, Clone)]
pub struct Program {
    executable: PathBuf,
}

/// The program did not start.
#[derive(Debug)]
pub struct StartFailure {
    /// Its standard error.
    pub stderr: String,
    /// Its exit code, unless a signal ended it.
    pub code: Option<i32>,
}

impl std::fmt::Display for StartFailure {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "the sandbox did not start: {}", self.stderr.trim())
    }
}

impl std::error::Error for StartFailure {}

/// The program, running. It is killed when this is dropped.
#[derive(Debug)]
pub struct Running {
    child: Child,
    /// Kept open, because the program may still write to it.
    _stdout: BufReader<ChildStdout>,
    /// Where it listens.
    pub address: SocketAddr,
    /// The organization that it introduced itself with.
    pub organization: String,
    /// The access token that it introduced itself with.
    pub token: String,
}

impl Program {
    /// Builds the program with cargo, optimized for release.
    ///
    /// # Errors
    ///
    /// Fails if cargo does.
    pub fn build_release() -> io::Result<Self> {
        let arguments = ["build", "--release", "--package", "zoho-time-sandbox"];
        let executable = built(&arguments, "zoho-time-sandbox")?;
        Ok(Self { executable })
    }

    /// Returns the program that `cargo test --workspace` has built, or builds it.
    ///
    /// # Errors
    ///
    /// Fails if cargo does.
    pub fn of_tests() -> io::Result<Self> {
        let executable = program_of_tests("server", "zoho-time-sandbox")?;
        Ok(Self { executable })
    }

    /// The program that is there already.
    #[must_use]
    pub fn at(executable: impl Into<PathBuf>) -> Self {
        Self {
            executable: executable.into(),
        }
    }

    /// Where the program is.
    #[must_use]
    pub fn executable(&self) -> &Path {
        &self.executable
    }

    /// The arguments to serve at any free port, with the data in a file if one is named.
    #[must_use]
    pub fn arguments(database: Option<&Path>) -> Vec<OsString> {
        let mut arguments: Vec<OsString> = ["serve", "--port", "0"].map(Into::into).into();
        if let Some(file) = database {
            arguments.extend(["--database".into(), file.into()]);
        }
        arguments
    }

    /// Starts it and waits until it has introduced itself.
    ///
    /// # Errors
    ///
    /// Fails if the program ends instead.
    pub fn start(&self, database: Option<&Path>) -> Result<Running, StartFailure> {
        let mut command = Command::new(&self.executable);
        command
            .args(Self::arguments(database))
            .env("RUST_LOG", "error");
        Running::of(command.stderr(Stdio::piped()))
    }
}

impl Running {
    /// Starts the program as a command says. If its standard error is piped, it is read all the
    /// time, so that a pipe that is full cannot hold the program up.
    ///
    /// # Errors
    ///
    /// Fails if it ends before it has introduced itself.
    pub fn of(command: &mut Command) -> Result<Self, StartFailure> {
        let failed = |error: io::Error| StartFailure {
            stderr: error.to_string(),
            code: None,
        };
        let mut child = command.stdout(Stdio::piped()).spawn().map_err(failed)?;
        let stderr = child.stderr.take().map(read_along);
        let stdout = child.stdout.take();
        let stdout = stdout.ok_or_else(|| failed(io::ErrorKind::BrokenPipe.into()))?;
        let mut stdout = BufReader::new(stdout);
        match introduction(&mut stdout) {
            Ok(Some((address, organization, token))) => Ok(Self {
                child,
                _stdout: stdout,
                address,
                organization,
                token,
            }),
            Ok(None) => {
                let code = child.wait().map_err(failed)?.code();
                let stderr = stderr.and_then(|reader| reader.join().ok());
                Err(StartFailure {
                    stderr: stderr.unwrap_or_default(),
                    code,
                })
            }
            Err(error) => {
                let _ = child.kill();
                let _ = child.wait();
                Err(failed(error))
            }
        }
    }

    /// The number of its process.
    #[must_use]
    pub fn id(&self) -> u32 {
        self.child.id()
    }

    /// Kills it in the middle of whatever it does: SIGKILL, where there are signals.
    ///
    /// # Errors
    ///
    /// Fails if the system does.
    pub fn kill(mut self) -> io::Result<()> {
        self.child.kill()?;
        self.child.wait().map(drop)
    }

    /// Opens a connection to it.
    ///
    /// # Errors
    ///
    /// Fails if it no longer listens.
    pub fn connect(&self) -> io::Result<Connection> {
        Connection::open(self.address)
    }

    /// Sends a request to its controls, on a connection of its own.
    ///
    /// # Errors
    ///
    /// Fails if it cannot be reached, or refuses.
    pub fn control(&self, method: &str, name: &str, body: &Value) -> io::Result<Value> {
        let target = format!("/_sandbox/{name}");
        let request = Request::new(method, &target, "", Some(body));
        let response = self.connect()?.send(&request)?;
        response.into_body(format_args!("{method} {target}"))
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        // If it has ended already, there is nothing left to do.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// Reads the start message of the program: its address, the organization, the token. Returns nothing if the
/// program ends first.
fn introduction(stdout: &mut impl BufRead) -> io::Result<Option<(SocketAddr, String, String)>> {
    let (mut address, mut organization) = (None, None);
    for line in stdout.lines() {
        let line = line?;
        if let Some(url) = line.strip_prefix("Zoho Books ") {
            let url = url.trim().trim_start_matches("http://");
            address = url.split('/').next().and_then(|host| host.parse().ok());
        } else if let Some(id) = line.strip_prefix("organization ") {
            organization = Some(id.trim().to_owned());
        } else if let Some(token) = line.strip_prefix("access token ") {
            let known = address.zip(organization);
            let (address, id) = known.ok_or(io::ErrorKind::InvalidData)?;
            return Ok(Some((address, id, token.trim().to_owned())));
        }
    }
    Ok(None)
}

/// Returns the path of a program that `cargo test --workspace` has built for the test target `test` of its
/// package, or builds it.
///
/// Cargo gives a test the paths of its own package's programs only. It is asked for the very same build here:
/// another set of packages would have other features, and all dependencies would be compiled again.
///
/// # Errors
///
/// Fails if cargo does.
pub fn program_of_tests(test: &str, program: &str) -> io::Result<PathBuf> {
    let arguments = ["test", "--workspace", "--no-run", "--test", test];
    built(&arguments, program)
}

/// Runs cargo, and returns the path of a program that it has built.
fn built(arguments: &[&str], program: &str) -> io::Result<PathBuf> {
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let output = Command::new(cargo)
        .args(arguments)
        .args(["--quiet", "--message-format", "json"])
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .stderr(Stdio::inherit())
        .output()?;
    let messages = output.stdout.split(|byte| *byte == b'\n');
    let executable = messages
        .filter_map(|line| serde_json::from_slice::<Value>(line).ok())
        .filter(|message| message["target"]["kind"][0] == "bin")
        .filter(|message| message["target"]["name"] == program)
        .find_map(|message| Some(PathBuf::from(message["executable"].as_str()?)));
    executable
        .filter(|_| output.status.success())
        .ok_or_else(|| io::Error::other(format!("cargo did not build {program}")))
}

fn read_along(mut stderr: ChildStderr) -> JoinHandle<String> {
    thread::spawn(move || {
        let mut text = String::new();
        // After an error, the text that was read before it is returned.
        let _ = stderr.read_to_string(&mut text);
        text
    })
}
