//! `zoho-time-sandbox faults`.

use std::io::{self, Write};

use clap::{Args, Subcommand};
use serde_json::Value;
use ureq::http::Method;

use super::client::Client;

#[derive(Debug, Args)]
pub(crate) struct Faults {
    /// Where the sandbox is.
    #[arg(long, global = true, default_value = "http://127.0.0.1:8080")]
    url: String,
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// List the rules that are armed.
    List,
    /// Arm a rule, such as {"operation":"log_time_entry","times":1,"action":{"type":"commit_then_reset"}}.
    Arm {
        /// The rule.
        #[arg(value_name = "JSON")]
        rule: String,
    },
    /// Disarm a rule.
    Disarm {
        /// Its number, as `list` shows it.
        id: u64,
    },
    /// Disarm all rules.
    Clear,
}

impl Faults {
    /// Does what was asked for, and tells the outcome.
    pub(crate) fn run(&self, out: &mut impl Write) -> Result<(), Box<dyn std::error::Error>> {
        let client = Client::new(&self.url);
        match &self.command {
            Command::List => list(&client.ask(Method::GET, "faults", "")?, out)?,
            Command::Arm { rule } => {
                let armed = client.ask(Method::POST, "faults", rule)?;
                writeln!(out, "armed as {}", armed["id"])?;
            }
            Command::Disarm { id } => {
                client.ask(Method::DELETE, &format!("faults/{id}"), "")?;
                writeln!(out, "disarmed {id}")?;
            }
            Command::Clear => {
                client.ask(Method::DELETE, "faults", "")?;
                writeln!(out, "disarmed all")?;
            }
        }
        Ok(())
    }
}

fn list(answer: &Value, out: &mut impl Write) -> io::Result<()> {
    for armed in answer["faults"].as_array().into_iter().flatten() {
        let left = match &armed["left"] {
            Value::Null => "no end".to_owned(),
            left => format!("{left} left"),
        };
        writeln!(
            out,
            "{}\t{} hits, {left}\t{}",
            armed["id"], armed["hits"], armed["rule"]
        )?;
    }
    Ok(())
}
