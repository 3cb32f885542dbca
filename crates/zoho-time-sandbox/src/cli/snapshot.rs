//! `snapshot`, `reset` and `export`: commands for a running sandbox.

use std::fmt::Write as _;
use std::io::Write;

use clap::builder::NonEmptyStringValueParser;
use clap::{Args, Subcommand};
use hyper::Method;

use crate::client::{AskError, ask, copy};

/// Address of the sandbox.
#[derive(Debug, Args)]
pub(crate) struct At {
    /// Address of the sandbox.
    #[arg(long, default_value = "http://127.0.0.1:8080")]
    url: String,
}

/// Snapshot commands.
#[derive(Debug, Subcommand)]
pub(crate) enum Snapshot {
    /// Save all data under a name.
    Save(Named),
    /// Restore all data from a snapshot.
    Restore(Named),
    /// List the snapshots.
    List(At),
    /// Delete a snapshot.
    Delete(Named),
}

/// A snapshot of a sandbox.
#[derive(Debug, Args)]
pub(crate) struct Named {
    /// Name of the snapshot: letters, digits, `-` and `_`.
    #[arg(value_parser = NonEmptyStringValueParser::new())]
    name: String,
    #[command(flatten)]
    at: At,
}

/// Runs a snapshot command, and prints the result.
pub(crate) async fn snapshot(
    action: &Snapshot,
    out: &mut impl Write,
) -> Result<(), Box<dyn std::error::Error>> {
    match action {
        Snapshot::Save(named) => named.ask(Method::PUT, "", out).await,
        Snapshot::Restore(named) => named.ask(Method::POST, "/restore", out).await,
        Snapshot::Delete(named) => named.ask(Method::DELETE, "", out).await,
        Snapshot::List(at) => list(at, out).await,
    }
}

/// Restores the data of a new sandbox.
pub(crate) async fn reset(at: &At, out: &mut impl Write) -> Result<(), Box<dyn std::error::Error>> {
    let answer = ask(Method::POST, &at.url, "/_sandbox/reset").await?;
    writeln!(out, "{}", answer.text("message"))?;
    Ok(())
}

/// Writes all data as a seed file.
pub(crate) async fn export(
    at: &At,
    out: &mut impl Write,
) -> Result<(), Box<dyn std::error::Error>> {
    Ok(copy(&at.url, "/_sandbox/export", out).await?)
}

async fn list(at: &At, out: &mut impl Write) -> Result<(), Box<dyn std::error::Error>> {
    let answer = ask(Method::GET, &at.url, "/_sandbox/snapshots").await?;
    let body = answer.json();
    let snapshots = body.as_ref().and_then(|body| body["snapshots"].as_array());
    let snapshots = snapshots.ok_or_else(|| AskError::Strange {
        url: at.url.clone(),
        detail: "its response has no list of snapshots".into(),
    })?;
    if snapshots.is_empty() {
        writeln!(out, "There are no snapshots yet.")?;
    }
    for snapshot in snapshots {
        let name = snapshot["name"].as_str().unwrap_or_default();
        let kilobytes = snapshot["bytes"]
            .as_u64()
            .unwrap_or_default()
            .div_ceil(1024);
        writeln!(out, "{name:<32} {kilobytes:>10} KiB")?;
    }
    Ok(())
}

impl Named {
    async fn ask(
        &self,
        method: Method,
        action: &str,
        out: &mut impl Write,
    ) -> Result<(), Box<dyn std::error::Error>> {
        let path = format!("/_sandbox/snapshots/{}{action}", in_path(&self.name));
        let answer = ask(method, &self.at.url, &path).await?;
        writeln!(out, "{}", answer.text("message"))?;
        Ok(())
    }
}

/// Encodes a text as one path segment.
fn in_path(text: &str) -> String {
    let mut segment = String::new();
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_') {
            segment.push(char::from(byte));
        } else {
            // Writing to a string cannot fail.
            let _ = write!(segment, "%{byte:02X}");
        }
    }
    segment
}
