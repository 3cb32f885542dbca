//! `zoho-time-sandbox run`: runs a program with its own sandbox, which ends with the program.

mod namespace;

use std::ffi::OsString;
use std::io::{self, Write};
use std::process::{ExitCode, ExitStatus};

use clap::Args;
use tokio::process::{Child, Command};
use zoho_time_sandbox::Sandbox;

use crate::data_folder;
use crate::env;
use crate::sandbox_options::SandboxOptions;

/// Errors are shown to the user, and end the program.
type Failure = Box<dyn std::error::Error>;

#[derive(Debug, Args)]
pub(crate) struct Run {
    /// Run the program in a network namespace that contains only the sandbox. Linux only.
    #[arg(long)]
    isolated: bool,
    /// Set in the namespace.
    #[arg(long, hide = true)]
    in_namespace: bool,
    #[command(flatten)]
    sandbox: SandboxOptions,
    /// The folder for the interceptor's certificate authority [default: a folder of your own].
    #[arg(long, value_name = "DIR")]
    data_folder: Option<std::path::PathBuf>,
    /// The program and its arguments.
    #[arg(last = true, required = true, value_name = "COMMAND")]
    command: Vec<OsString>,
}

/// Runs the program, and returns its exit code.
pub(crate) async fn run(options: &Run) -> Result<ExitCode, Failure> {
    if options.in_namespace {
        namespace::prepare()?;
    } else if options.isolated {
        return namespace::enter();
    }
    let folder = match &options.data_folder {
        Some(folder) => folder.clone(),
        None => data_folder::usual()?,
    };
    let builder = options.sandbox.builder().intercept(folder);
    let sandbox = builder.start().await?;
    let mut command = Command::new(&options.command[0]);
    command
        .args(&options.command[1..])
        .envs(env::variables_of(&sandbox))
        .kill_on_drop(true);
    if options.in_namespace {
        namespace::give_up_privileges()?;
    }
    let name = options.command[0].display();
    let child = command
        .spawn()
        .map_err(|error| format!("cannot run `{name}`: {error}"))?;
    let status = wait(child).await?;
    // Without a log, there is no count.
    if options.sandbox.has_log() {
        report(&sandbox, options.in_namespace)?;
    }
    sandbox.stop().await;
    Ok(exit_code(status))
}

/// Reports whether the program used the sandbox. One that ignores the environment does not, and may have
/// connected to Zoho.
fn report(sandbox: &Sandbox, isolated: bool) -> io::Result<()> {
    let requests = sandbox.log().last();
    let mut out = io::stderr();
    if requests > 0 {
        let noun = if requests == 1 { "request" } else { "requests" };
        writeln!(
            out,
            "zoho-time-sandbox: {requests} {noun} reached the sandbox"
        )
    } else if isolated {
        writeln!(
            out,
            "zoho-time-sandbox: no request reached the sandbox; the program may ignore HTTPS_PROXY. It could \
             reach nothing else"
        )
    } else {
        writeln!(
            out,
            "zoho-time-sandbox: no request reached the sandbox; the program may ignore HTTPS_PROXY, and then \
             its requests went to Zoho. With `run --isolated` they cannot"
        )
    }
}

/// Waits for the program. Signals are for the program: it receives a terminal interrupt directly, and a request
/// to terminate is forwarded.
#[cfg(unix)]
async fn wait(mut child: Child) -> io::Result<ExitStatus> {
    use rustix::process::{Pid, Signal, kill_process};
    use tokio::signal::unix::{SignalKind, signal};
    let mut interrupt = signal(SignalKind::interrupt())?;
    let mut terminate = signal(SignalKind::terminate())?;
    let process = child
        .id()
        .and_then(|id| Pid::from_raw(i32::try_from(id).ok()?));
    loop {
        tokio::select! {
            status = child.wait() => return status,
            _ = interrupt.recv() => {}
            _ = terminate.recv() => {
                if let Some(process) = process {
                    // It may have ended in the meantime.
                    let _ = kill_process(process, Signal::TERM);
                }
            }
        }
    }
}

/// Waits for the program.
#[cfg(not(unix))]
async fn wait(mut child: Child) -> io::Result<ExitStatus> {
    child.wait().await
}

/// The exit code of the program; 128 plus the signal number if a signal ended it, as in shells.
fn exit_code(status: ExitStatus) -> ExitCode {
    #[cfg(unix)]
    if let Some(signal) = std::os::unix::process::ExitStatusExt::signal(&status) {
        return u8::try_from(128 + signal).map_or(ExitCode::FAILURE, ExitCode::from);
    }
    let code = status.code().and_then(|code| u8::try_from(code).ok());
    code.map_or(ExitCode::FAILURE, ExitCode::from)
}
