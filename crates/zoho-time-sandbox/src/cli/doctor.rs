//! `doctor`: is everything as a sandbox needs it?

use std::io::{self, Write};
use std::net::{Ipv4Addr, TcpListener};
use std::path::{Path, PathBuf};

use chrono::{DateTime, Datelike, TimeDelta, Utc};
use clap::Args;
use hyper::Method;
use zoho_time_sandbox::check_database;

use crate::client::{AskError, ask};

/// What to look at.
#[derive(Debug, Args)]
pub(crate) struct Doctor {
    /// A file that `serve` keeps its data in.
    #[arg(long, value_name = "FILE")]
    database: Option<PathBuf>,
    /// Where a sandbox runs.
    #[arg(long)]
    url: Option<String>,
    /// The port that `serve` is to listen at.
    #[arg(long, default_value_t = 8080)]
    port: u16,
}

/// How a check came out.
#[derive(Debug)]
enum Finding {
    Good(String),
    /// Worth knowing, but nothing is wrong.
    Note(String),
    /// Something is wrong: what, and what to do about it.
    Problem(String),
}

use Finding::{Good, Note, Problem};

/// The version of this program.
const VERSION: &str = env!("CARGO_PKG_VERSION");

/// Checks everything, says what was found, and tells whether all is well.
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
            "it shows {shown}, which is past; set it, or dates and tokens will be wrong"
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
            "a sandbox of version {version} listens at {port} already"
        )),
        Err(_) => Problem(format!(
            "another program listens at {port}; end it, or pick another one with --port"
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
                "the folder {} is not there; make it, or name another one",
                folder.display()
            )),
            _ => Note(format!(
                "{} is not there yet; `serve` makes it",
                file.display()
            )),
        };
    }
    match check_database(file) {
        Ok(()) => Good(format!("{} is whole, and of this version", file.display())),
        Err(error) => Problem(error.to_string()),
    }
}

async fn sandbox(url: &str) -> Finding {
    match version(url).await {
        Ok(version) if version == VERSION => Good(format!("{url} answers, version {version}")),
        Ok(version) => Problem(format!(
            "{url} is of version {version}, this program of {VERSION}; use the same version of both"
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
        return Problem(format!("{url} does not tell what its clock shows"));
    };
    let is_frozen = answer.json().is_some_and(|body| body["frozen"] == true);
    let ahead = now.to_utc() - Utc::now();
    if is_frozen {
        Note(format!("it stands still at {shown}"))
    } else if ahead.abs() > TimeDelta::seconds(5) {
        let seconds = ahead.num_seconds();
        Note(format!(
            "it shows {shown}, {seconds} seconds from that of the system"
        ))
    } else {
        Good("it goes with that of the system".into())
    }
}

/// The version of the sandbox that answers at an address.
async fn version(url: &str) -> Result<String, AskError> {
    let answer = ask(Method::GET, url, "/_sandbox/health").await?;
    let version = answer.text("version");
    if version.is_empty() {
        return Err(AskError::Strange {
            url: url.to_owned(),
            detail: "it does not tell its version".into(),
        });
    }
    Ok(version)
}
