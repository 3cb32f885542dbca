//! The program `zoho-time-sandbox`.

mod client;
mod data_folder;
mod doctor;
mod env;
mod faults;
mod intercept_options;
mod run;
mod sandbox_options;
mod snapshot;

use std::io::{self, Write};
use std::net::{IpAddr, Ipv4Addr};
use std::process::ExitCode;

use clap::{Args, Parser, Subcommand, ValueEnum};
use tracing_subscriber::EnvFilter;
use zoho_time_sandbox::{Product, Sandbox, StartError};

use crate::intercept_options::InterceptOptions;
use crate::sandbox_options::SandboxOptions;

/// Projects, tasks and time entries of Zoho Books, Billing and Invoice on this machine.
#[derive(Debug, Parser)]
#[command(version)]
struct Program {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Serve the API until interrupted.
    Serve(Serve),
    /// Save, restore, list and delete snapshots of the data of a running sandbox.
    #[command(subcommand)]
    Snapshot(snapshot::Snapshot),
    /// Restore the data of a new sandbox.
    Reset(snapshot::At),
    /// Write the data of a running sandbox to standard output, as a seed file.
    Export(snapshot::At),
    /// Diagnose what prevents a sandbox from running; the exit code is 1 if there is a problem.
    Doctor(doctor::Doctor),
    /// Print the environment variables for programs that use a running sandbox.
    Env(env::Env),
    /// Run a program with its own sandbox that impersonates Zoho's hosts.
    Run(run::Run),
    /// Make requests to a running sandbox fail.
    Faults(faults::Faults),
}

#[derive(Debug, Args)]
struct Serve {
    /// The port to listen on; 0 selects a free one.
    #[arg(long, default_value_t = 8080)]
    port: u16,
    /// The address to listen on.
    #[arg(long, default_value_t = IpAddr::V4(Ipv4Addr::LOCALHOST))]
    bind: IpAddr,
    /// Allow an address to which other machines can connect.
    #[arg(long)]
    expose: bool,
    /// A host name that requests may use, in addition to `localhost` and addresses, such as the name of a
    /// service in a network of containers. Can be repeated.
    #[arg(long = "host", value_name = "NAME")]
    hosts: Vec<String>,
    /// An origin of a browser app to allow, such as `http://localhost:5173`. Can be repeated.
    #[arg(long = "cors", value_name = "ORIGIN")]
    origins: Vec<String>,
    /// Maximum number of open connections [default: half of the limit for open files, up to 4096].
    #[arg(long, value_name = "N")]
    max_connections: Option<usize>,
    #[command(flatten)]
    sandbox: SandboxOptions,
    #[command(flatten)]
    interceptor: InterceptOptions,
    /// The form of the log, which goes to standard error; `RUST_LOG` says how much.
    #[arg(long, value_enum, default_value_t)]
    log: LogForm,
}

#[derive(Debug, Clone, Copy, Default, ValueEnum)]
enum LogForm {
    #[default]
    Text,
    Json,
}

/// A warning before a program is started with the interceptor.
const PROXY_IGNORED: &str = "\
Programs that ignore HTTPS_PROXY still reach Zoho itself, such as Java, httplib2 without PySocks,
httpx with a transport of its own, and bare urllib3 pools. This keeps a program from it (Linux):
  zoho-time-sandbox run --isolated -- PROGRAM";

#[tokio::main]
async fn main() -> ExitCode {
    match run(Program::parse().command).await {
        Ok(code) => code,
        Err(error) => {
            // If even this cannot be written, there is no way to report it.
            let _ = writeln!(io::stderr(), "error: {error}");
            ExitCode::FAILURE
        }
    }
}

async fn run(command: Command) -> Result<ExitCode, Box<dyn std::error::Error>> {
    let mut out = io::stdout();
    match command {
        Command::Serve(options) => {
            log_to_stderr(options.log, "info");
            serve(&options).await?;
        }
        Command::Snapshot(action) => snapshot::snapshot(&action, &mut out).await?,
        Command::Reset(at) => snapshot::reset(&at, &mut out).await?,
        Command::Export(at) => snapshot::export(&at, &mut out).await?,
        Command::Faults(faults) => faults.run(&mut out).await?,
        Command::Run(options) => {
            // The program's own output matters more, so the sandbox only warns.
            log_to_stderr(LogForm::Text, "warn");
            return run::run(&options).await;
        }
        Command::Env(options) => return Ok(env::run(&options).await),
        Command::Doctor(options) => {
            if !doctor::examine(&options, &mut out).await? {
                return Ok(ExitCode::FAILURE);
            }
        }
    }
    Ok(ExitCode::SUCCESS)
}

fn log_to_stderr(form: LogForm, default: &str) {
    let filter = EnvFilter::try_from_default_env().unwrap_or_else(|_| EnvFilter::new(default));
    let log = tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_writer(io::stderr);
    match form {
        LogForm::Text => log.init(),
        LogForm::Json => log.json().init(),
    }
}

async fn serve(options: &Serve) -> Result<(), Box<dyn std::error::Error>> {
    let mut builder = options
        .sandbox
        .builder()
        .port(options.port)
        .bind(options.bind)
        .expose(options.expose);
    if let Some(connections) = options.max_connections {
        builder = builder.max_connections(connections);
    }
    for name in &options.hosts {
        builder = builder.allow_host(name);
    }
    for origin in &options.origins {
        builder = builder.allow_origin(origin);
    }
    builder = options.interceptor.apply(builder)?;
    let sandbox = match builder.start().await {
        Err(StartError::Exposed(address)) => {
            let hint = format!("{} (--expose)", StartError::Exposed(address));
            return Err(hint.into());
        }
        started => started?,
    };
    let mut out = io::stdout();
    for name in &options.hosts {
        let port = sandbox.address().port();
        writeln!(out, "{:<16}http://{name}:{port}", "allowed host")?;
    }
    introduce(&sandbox, &mut out)?;
    let invitation = options.interceptor.invitation(&sandbox);
    if sandbox.interceptor().is_some() {
        writeln!(out, "\n{PROXY_IGNORED}")?;
    }
    writeln!(out, "\nOr let programs find it:\n  {invitation}")?;
    interrupted().await?;
    tracing::info!("stopping");
    sandbox.stop().await;
    Ok(())
}

/// Prints what a user needs in order to use the sandbox.
fn introduce(sandbox: &Sandbox, out: &mut impl Write) -> io::Result<()> {
    let demo = sandbox.demo();
    for product in Product::ALL {
        writeln!(
            out,
            "{:<16}{}",
            product.name(),
            sandbox.product_url(product)
        )?;
    }
    writeln!(out, "{:<16}{}", "accounts", sandbox.accounts_url())?;
    if let Some(interceptor) = sandbox.interceptor() {
        writeln!(out, "{:<16}{}", "interceptor", interceptor.url())?;
    }
    writeln!(out)?;
    for (name, value) in [
        ("organization", demo.organization_id.as_str()),
        ("client id", &demo.client_id),
        ("client secret", &demo.client_secret),
        ("refresh token", &demo.refresh_token),
        ("access token", &demo.access_token),
    ] {
        writeln!(out, "{name:<16}{value}")?;
    }
    writeln!(out, "\nTry it:")?;
    writeln!(
        out,
        "  curl -H 'Authorization: Zoho-oauthtoken {}' '{}/projects?organization_id={}'",
        demo.access_token,
        sandbox.product_url(Product::Books),
        demo.organization_id,
    )?;
    out.flush()
}

/// Waits for a request to terminate.
#[cfg(unix)]
async fn interrupted() -> io::Result<()> {
    use tokio::signal::unix::{SignalKind, signal};
    let mut terminate = signal(SignalKind::terminate())?;
    tokio::select! {
        interrupt = tokio::signal::ctrl_c() => interrupt,
        _ = terminate.recv() => Ok(()),
    }
}

/// Waits for a request to terminate.
#[cfg(not(unix))]
async fn interrupted() -> io::Result<()> {
    tokio::signal::ctrl_c().await
}
