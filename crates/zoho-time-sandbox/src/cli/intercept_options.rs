//! The options of `serve` about the interceptor for the real hosts.

use std::path::PathBuf;

use clap::Args;
use zoho_time_sandbox::{Sandbox, SandboxBuilder};

use crate::data_folder;
use crate::env::{DEFAULT_URL, Shell};

#[derive(Debug, Args)]
pub(crate) struct InterceptOptions {
    /// Impersonate Zoho's hosts, for programs that have their addresses built in. A program that ignores
    /// HTTPS_PROXY still connects to Zoho; `run --isolated` prevents that.
    #[arg(long)]
    intercept: bool,
    /// The port of the interceptor; 0 selects a free one.
    #[arg(
        long,
        value_name = "PORT",
        default_value_t = 8443,
        requires = "intercept"
    )]
    intercept_port: u16,
    /// The folder of the interceptor's certificate authority [default: a folder in your home].
    #[arg(long, value_name = "DIR", requires = "intercept")]
    data_folder: Option<PathBuf>,
}

impl InterceptOptions {
    pub(crate) fn apply(
        &self,
        builder: SandboxBuilder,
    ) -> Result<SandboxBuilder, etcetera::HomeDirError> {
        if !self.intercept {
            return Ok(builder);
        }
        let folder = match &self.data_folder {
            Some(folder) => folder.clone(),
            None => data_folder::usual()?,
        };
        Ok(builder
            .intercept(folder)
            .intercept_port(self.intercept_port))
    }

    /// The shell command that makes programs use the sandbox.
    pub(crate) fn invitation(&self, sandbox: &Sandbox) -> String {
        let mut command = String::from("zoho-time-sandbox env");
        if sandbox.base_url() != DEFAULT_URL {
            command += &format!(" --url {}", sandbox.base_url());
        }
        if let (Some(interceptor), Some(_)) = (sandbox.interceptor(), &self.data_folder) {
            let folder = interceptor.folder().display().to_string();
            command += &format!(" --data-folder {}", Shell::Posix.quote(&folder));
        }
        format!("eval \"$({command})\"")
    }
}
