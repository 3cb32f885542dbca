//! The program `zoho-time-sandbox`.

mod cli;

use std::io::{self, Write};
use std::net::{IpAddr, Ipv4Addr};
use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Args, Parser, Subcommand, ValueEnum};
use tracing_subscriber::EnvFilter;
use zoho_time_sandbox::limits::Plan;
use zoho_time_sandbox::{Durability, Product, Sandbox, StartError, WireStyle};

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
    /// Let requests to a running sandbox fail.
    Faults(cli::faults::Faults),
}

#[derive(Debug, Args)]
struct Serve {
    /// The port to listen at; 0 takes any that is free.
    #[arg(long, default_value_t = 8080)]
    port: u16,
    /// The address to listen at.
    #[arg(long, default_value_t = IpAddr::V4(Ipv4Addr::LOCALHOST))]
    bind: IpAddr,
    /// Allow an address that other machines can reach.
    #[arg(long)]
    expose: bool,
    /// Keep the data in this file; without it, the data is in memory.
    #[arg(long, value_name = "FILE")]
    database: Option<PathBuf>,
    /// What a commit to the file outlives: a crash (normal), or power loss too (full).
    #[arg(long, value_enum, default_value_t)]
    durability: DurabilityName,
    /// The style of the answers.
    #[arg(long, value_enum, default_value_t)]
    style: StyleName,
    /// Begin without sample data.
    #[arg(long)]
    no_demo: bool,
    /// The plan of the organisations, which limits how much they may ask for: off, free, standard,
    /// professional, premium, elite or ultimate.
    #[arg(long, default_value_t)]
    plan: Plan,
    /// Refuse requests that depart from the specification, and fail rather than answer so.
    #[arg(long)]
    strict: bool,
    /// How many exchanges /_sandbox/log keeps.
    #[arg(long, value_name = "N", default_value_t = 1_000)]
    log_size: usize,
    /// The form of the log, which goes to standard error; `RUST_LOG` says how much.
    #[arg(long, value_enum, default_value_t)]
    log: LogForm,
}

#[derive(Debug, Clone, Copy, Default, ValueEnum)]
enum DurabilityName {
    #[default]
    Normal,
    Full,
}

#[derive(Debug, Clone, Copy, Default, ValueEnum)]
enum StyleName {
    #[default]
    Documented,
    Observed,
}

#[derive(Debug, Clone, Copy, Default, ValueEnum)]
enum LogForm {
    #[default]
    Text,
    Json,
}

#[tokio::main]
async fn main() -> ExitCode {
    let done = match Program::parse().command {
        Command::Serve(options) => {
            log_to_stderr(options.log);
            serve(&options).await
        }
        Command::Faults(faults) => faults.run(&mut io::stdout().lock()),
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            // If even this cannot be written, there is nobody left to tell.
            let _ = writeln!(io::stderr(), "error: {error}");
            ExitCode::FAILURE
        }
    }
}

fn log_to_stderr(form: LogForm) {
    let filter = EnvFilter::try_from_default_env().unwrap_or_else(|_| EnvFilter::new("info"));
    let log = tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_writer(io::stderr);
    match form {
        LogForm::Text => log.init(),
        LogForm::Json => log.json().init(),
    }
}

async fn serve(options: &Serve) -> Result<(), Box<dyn std::error::Error>> {
    let mut builder = Sandbox::builder()
        .port(options.port)
        .bind(options.bind)
        .expose(options.expose)
        .demo(!options.no_demo)
        .plan(options.plan)
        .strict(options.strict)
        .log_capacity(options.log_size)
        .style(match options.style {
            StyleName::Documented => WireStyle::Documented,
            StyleName::Observed => WireStyle::Observed,
        })
        .durability(match options.durability {
            DurabilityName::Normal => Durability::Normal,
            DurabilityName::Full => Durability::Full,
        });
    if let Some(file) = &options.database {
        builder = builder.database(file);
    }
    let sandbox = match builder.start().await {
        Err(StartError::Exposed(address)) => {
            let hint = format!("{} (--expose)", StartError::Exposed(address));
            return Err(hint.into());
        }
        started => started?,
    };
    introduce(&sandbox, &mut io::stdout().lock())?;
    interrupted().await?;
    tracing::info!("stopping");
    sandbox.stop().await;
    Ok(())
}

/// Tells what a person needs to use the sandbox.
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

/// Waits until the program is asked to end.
#[cfg(unix)]
async fn interrupted() -> io::Result<()> {
    use tokio::signal::unix::{SignalKind, signal};
    let mut terminate = signal(SignalKind::terminate())?;
    tokio::select! {
        interrupt = tokio::signal::ctrl_c() => interrupt,
        _ = terminate.recv() => Ok(()),
    }
}

/// Waits until the program is asked to end.
#[cfg(not(unix))]
async fn interrupted() -> io::Result<()> {
    tokio::signal::ctrl_c().await
}
