//! The program `zoho-time-sandbox`.

mod cli;
mod data_folder;
mod env_command;
mod stand_in_options;

use std::io::{self, Write};
use std::net::{IpAddr, Ipv4Addr};
use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Args, Parser, Subcommand, ValueEnum};
use tracing_subscriber::EnvFilter;
use zoho_time_sandbox::{Consent, Durability, Product, Sandbox, StartError, WireStyle};

use crate::stand_in_options::StandInOptions;
use zoho_time_sandbox::limits::Plan;

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
    Snapshot(cli::remote::Snapshot),
    /// Make the data of a running sandbox what a new one begins with.
    Reset(cli::remote::At),
    /// Write the data of a running sandbox to standard output, in the form of a seed file.
    Export(cli::remote::At),
    /// Find out what keeps a sandbox from running; the exit code tells whether anything does.
    Doctor(cli::doctor::Doctor),
    /// Print the environment that lets programs use a running sandbox.
    Env(env_command::Env),
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
    /// A name that requests may use for this machine, beside `localhost` and addresses, such as the
    /// name of a service in a network of containers. Can be repeated.
    #[arg(long = "host", value_name = "NAME")]
    hosts: Vec<String>,
    /// An origin of a browser app to admit, such as `http://localhost:5173`. Can be repeated.
    #[arg(long = "cors", value_name = "ORIGIN")]
    origins: Vec<String>,
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
    /// Begin with what stands in this file of YAML or JSON.
    #[arg(long, value_name = "FILE", conflicts_with = "no_demo")]
    seed_file: Option<PathBuf>,
    /// What ids and tokens follow from; without it, tokens are random.
    #[arg(long, value_name = "N")]
    seed: Option<u64>,
    #[command(flatten)]
    stand_in: StandInOptions,
    /// Who consents when a program asks for access: whoever looks at the page, or the sandbox.
    #[arg(long, value_enum, default_value_t)]
    consent: ConsentName,
    /// Give as many tokens, and as often, as Zoho does, and no more.
    #[arg(long)]
    token_limits: bool,
    /// The plan of the organisations, which limits how much they may ask for: off, free, standard,
    /// professional, premium, elite or ultimate.
    #[arg(long, default_value_t)]
    plan: Plan,
    /// How many calls a day may go beyond the plan, with a negative `X-Rate-Limit-Remaining`, before
    /// they are refused.
    #[arg(long, value_name = "N", default_value_t = 0, requires = "plan")]
    overdraft: u32,
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
enum ConsentName {
    #[default]
    Ask,
    Immediate,
}

#[derive(Debug, Clone, Copy, Default, ValueEnum)]
enum LogForm {
    #[default]
    Text,
    Json,
}

#[tokio::main]
async fn main() -> ExitCode {
    match run(Program::parse().command).await {
        Ok(code) => code,
        Err(error) => {
            // If even this cannot be written, there is nobody left to tell.
            let _ = writeln!(io::stderr(), "error: {error}");
            ExitCode::FAILURE
        }
    }
}

async fn run(command: Command) -> Result<ExitCode, Box<dyn std::error::Error>> {
    let mut out = io::stdout();
    match command {
        Command::Serve(options) => {
            log_to_stderr(options.log);
            serve(&options).await?;
        }
        Command::Snapshot(action) => cli::remote::snapshot(&action, &mut out).await?,
        Command::Reset(at) => cli::remote::reset(&at, &mut out).await?,
        Command::Export(at) => cli::remote::export(&at, &mut out).await?,
        Command::Faults(faults) => faults.run(&mut out).await?,
        Command::Env(options) => return Ok(env_command::run(&options).await),
        Command::Doctor(options) => {
            if !cli::doctor::examine(&options, &mut out).await? {
                return Ok(ExitCode::FAILURE);
            }
        }
    }
    Ok(ExitCode::SUCCESS)
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
        .token_limits(options.token_limits)
        .consent(match options.consent {
            ConsentName::Ask => Consent::Ask,
            ConsentName::Immediate => Consent::Immediate,
        })
        .plan(options.plan)
        .overdraft(options.overdraft)
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
    for name in &options.hosts {
        builder = builder.allow_host(name);
    }
    for origin in &options.origins {
        builder = builder.allow_origin(origin);
    }
    if let Some(file) = &options.database {
        builder = builder.database(file);
    }
    if let Some(file) = &options.seed_file {
        builder = builder.seed_file(file);
    }
    if let Some(seed) = options.seed {
        builder = builder.seed(seed);
    }
    builder = options.stand_in.apply(builder)?;
    let sandbox = match builder.start().await {
        Err(StartError::Exposed(address)) => {
            let hint = format!("{} (--expose)", StartError::Exposed(address));
            return Err(hint.into());
        }
        started => started?,
    };
    let mut out = io::stdout();
    introduce(&sandbox, &mut out)?;
    let invitation = options.stand_in.invitation(&sandbox);
    writeln!(out, "\nOr let programs find it:\n  {invitation}")?;
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
    if let Some(stand_in) = sandbox.stand_in() {
        writeln!(out, "{:<16}{}", "stand-in", stand_in.url())?;
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
