//! `zoho-time-sandbox faults`.

use std::io::{self, Write};

use clap::{Args, Subcommand};
use hyper::Method;
use serde_json::Value;

use crate::client::{AskError, send};

#[derive(Debug, Args)]
pub(crate) struct Faults {
    /// The address of the sandbox.
    #[arg(long, global = true, default_value = "http://127.0.0.1:8080")]
    url: String,
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// List the armed rules.
    List,
    /// Arm a rule, such as {"operation":"log_time_entry","times":1,"action":{"type":"commit_then_reset"}}.
    Arm {
        /// The rule.
        #[arg(value_name = "JSON")]
        rule: String,
    },
    /// Disarm a rule.
    Disarm {
        /// Its number, as shown by `list`.
        id: u64,
    },
    /// Disarm all rules.
    Clear,
}

impl Faults {
    /// Runs a command, and prints the result.
    pub(crate) async fn run(&self, out: &mut impl Write) -> Result<(), Box<dyn std::error::Error>> {
        match &self.command {
            Command::List => list(&self.ask(Method::GET, "", "").await?, out)?,
            Command::Arm { rule } => {
                let armed = self.ask(Method::POST, "", rule).await?;
                writeln!(out, "armed as {}", armed["id"])?;
            }
            Command::Disarm { id } => {
                self.ask(Method::DELETE, &format!("/{id}"), "").await?;
                writeln!(out, "disarmed {id}")?;
            }
            Command::Clear => {
                self.ask(Method::DELETE, "", "").await?;
                writeln!(out, "disarmed all")?;
            }
        }
        Ok(())
    }

    async fn ask(&self, method: Method, which: &str, body: &str) -> Result<Value, AskError> {
        let path = format!("/_sandbox/faults{which}");
        let answer = send(method, &self.url, &path, body).await?;
        Ok(answer.json().unwrap_or_default())
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
