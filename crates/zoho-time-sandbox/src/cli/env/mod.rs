//! `zoho-time-sandbox env`: environment variables for programs that use a running sandbox.

mod demo_info;
mod shell;
mod variables;

use std::io::{self, Write};
use std::path::PathBuf;
use std::process::ExitCode;

use clap::Args;

pub(crate) use self::shell::Shell;
pub(crate) use self::variables::of as variables_of;
use crate::data_folder;

/// Default address of `serve`.
pub(crate) const DEFAULT_URL: &str = "http://127.0.0.1:8080";

/// Errors are shown to the user, and end the program.
type Failure = Box<dyn std::error::Error>;

#[derive(Debug, Args)]
pub(crate) struct Env {
    /// The address of the sandbox.
    #[arg(long, default_value = DEFAULT_URL)]
    url: String,
    /// Fail unless the sandbox impersonates Zoho's hosts.
    #[arg(long)]
    intercept: bool,
    /// The folder of the interceptor's certificate authority, as given to `serve`.
    #[arg(long, value_name = "DIR")]
    data_folder: Option<PathBuf>,
    /// The shell that reads the output.
    #[arg(long, value_enum, default_value_t)]
    shell: Shell,
}

/// Writes the variables to standard output, or an error to standard error.
pub(crate) async fn run(options: &Env) -> ExitCode {
    let written = match environment(options).await {
        Ok(text) => io::stdout().write_all(text.as_bytes()).map_err(Into::into),
        Err(failure) => Err(failure),
    };
    match written {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => {
            // If even this cannot be written, there is no way to report it.
            let _ = writeln!(io::stderr(), "error: {failure}");
            ExitCode::FAILURE
        }
    }
}

async fn environment(options: &Env) -> Result<String, Failure> {
    let url = options.url.trim_end_matches('/');
    let found = demo_info::demo_info(url).await?;
    let mut variables = variables::account(url, &found);
    match &found.interceptor {
        Some(interceptor) => {
            let own = match &options.data_folder {
                Some(folder) => folder.clone(),
                None => data_folder::usual()?,
            };
            variables.extend(variables::interceptor(url, interceptor, &own)?);
        }
        None if options.intercept => {
            let hint = "start it with `zoho-time-sandbox serve --intercept`";
            return Err(
                format!("the sandbox at {url} does not impersonate Zoho's hosts; {hint}").into(),
            );
        }
        None => {}
    }
    if let Some((name, _)) = variables
        .iter()
        .find(|(_, value)| value.contains(char::is_control))
    {
        return Err(format!("the sandbox at {url} has an unusable value for {name}").into());
    }
    Ok(variables
        .iter()
        .map(|(name, value)| options.shell.export(name, value))
        .collect())
}
