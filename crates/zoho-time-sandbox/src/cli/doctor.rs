//! `doctor`: diagnoses what prevents a sandbox from running.

use std::io::{self, Write};
use std::net::{Ipv4Addr, TcpListener};
use std::path::{Path, PathBuf};

use chrono::{DateTime, Datelike, TimeDelta, Utc};
use clap::Args;
use hyper::Method;
use zoho_time_sandbox::check_database;

use crate::client::{AskError, ask};

/// Targets of the checks.
#[derive(Debug, Args)]
pub(crate) struct Doctor {
    /// The data file for `serve`.
    #[arg(long, value_name = "FILE")]
    database: Option<PathBuf>,
    /// The address of a running sandbox.
    #[arg(long)]
    url: Option<String>,
    /// The port for `serve`.
    #[arg(long, default_value_t = 8080)]
    port: u16,
}

/// The result of a check.
#[derive(Debug)]
enum Finding {
    Good(String),
    /// A note; nothing is wrong.
    Note(String),
    /// A problem, and how to solve it.
    Problem(String),
}

use Finding::{Good, Note, Problem};

/// The version of this program.
const VERSION: &str = env!("CARGO_PKG_VERSION");

/// Runs all checks, prints the results, and returns whether there is no problem.
pub(crate) async fn examine(options: &Doctor, out: &mut impl Write) -> io::Result<bool> {
    let mut findings = vec![
        ("program", Good(format!("version {VERSION}"))),
        ("system clock", system_clock(Utc::now())),
        ("port", port(options.port).await),
    ];
    if let Some(file) = &options.database {
        findings.push(("database", database(file)));
    }
    if let Some(url) = &options.url {
        findings.push(("sandbox", sandbox(url).await));
        findings.push(("sandbox clock", sandbox_clock(url).await));
    }
    let mut is_well = true;
    for (subject, finding) in findings {
        let (mark, text) = match finding {
            Good(text) => ("ok", text),
            Note(text) => ("note", text),
            Problem(text) => {
                is_well = false;
                ("PROBLEM", text)
            }
        };
        writeln!(out, "{mark:<8} {subject:<14} {text}")?;
    }
    Ok(is_well)
}

fn system_clock(now: DateTime<Utc>) -> Finding {
    let shown = now.format("%Y-%m-%d %H:%M:%S UTC");
    if now.year() < 2024 {
        return Problem(format!(
            "it shows {shown}, which is in the past; set it, or dates and tokens will be wrong"
        ));
    }
    Good(shown.to_string())
}

async fn port(port: u16) -> Finding {
    match TcpListener::bind((Ipv4Addr::LOCALHOST, port)) {
        Ok(_) => return Good(format!("{port} is free")),
        Err(error) if error.kind() == io::ErrorKind::AddrInUse => {}
        Err(error) => {
            return Problem(format!(
                "{port} cannot be used: {error}; pick another one with --port"
            ));
        }
    }
    match version(&format!("http://127.0.0.1:{port}")).await {
        Ok(version) => Note(format!(
            "a sandbox of version {version} is already listening on {port}"
        )),
        Err(_) => Problem(format!(
            "another program is listening on {port}; stop it, or pick another one with --port"
        )),
    }
}

fn database(file: &Path) -> Finding {
    if !file.exists() {
        let folder = file
            .parent()
            .filter(|folder| !folder.as_os_str().is_empty());
        return match folder {
            Some(folder) if !folder.is_dir() => Problem(format!(
                "the folder {} does not exist; create it, or name another one",
                folder.display()
            )),
            _ => Note(format!(
                "{} does not exist yet; `serve` creates it",
                file.display()
            )),
        };
    }
    match check_database(file) {
        Ok(()) => Good(format!("{} is intact, and of this version", file.display())),
        Err(error) => Problem(error.to_string()),
    }
}

async fn sandbox(url: &str) -> Finding {
    match version(url).await {
        Ok(version) if version == VERSION => Good(format!("{url} is running, version {version}")),
        Ok(version) => Problem(format!(
            "{url} is of version {version}, this program of {VERSION}; use the same version for both"
        )),
        Err(error) => Problem(error.to_string()),
    }
}

async fn sandbox_clock(url: &str) -> Finding {
    let answer = match ask(Method::GET, url, "/_sandbox/clock").await {
        Ok(answer) => answer,
        Err(error) => return Problem(error.to_string()),
    };
    let shown = answer.text("now");
    let Ok(now) = DateTime::parse_from_rfc3339(&shown) else {
        return Problem(format!("{url} does not report the time of its clock"));
    };
    let is_frozen = answer.json().is_some_and(|body| body["frozen"] == true);
    let ahead = now.to_utc() - Utc::now();
    if is_frozen {
        Note(format!("it is frozen at {shown}"))
    } else if ahead.abs() > TimeDelta::seconds(5) {
        let seconds = ahead.num_seconds();
        Note(format!(
            "it shows {shown}, {seconds} seconds from the system clock"
        ))
    } else {
        Good("it follows the system clock".into())
    }
}

/// The version of the sandbox at an address.
async fn version(url: &str) -> Result<String, AskError> {
    let answer = ask(Method::GET, url, "/_sandbox/health").await?;
    let version = answer.text("version");
    if version.is_empty() {
        return Err(AskError::Strange {
            url: url.to_owned(),
            detail: "it does not report its version".into(),
        });
    }
    Ok(version)
}
