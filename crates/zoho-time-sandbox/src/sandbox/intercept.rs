//! The interceptor of a sandbox.

use std::net::Ipv4Addr;
use std::path::PathBuf;

use axum::Router;

use super::{Sandbox, SandboxBuilder};
use crate::intercept::{Authority, Interceptor, StartError};
use crate::net;

/// Configuration of the interceptor.
#[derive(Debug, Clone, Default)]
pub(crate) struct Options {
    folder: Option<PathBuf>,
    port: u16,
}

impl Options {
    /// Starts it, if configured.
    pub(crate) async fn start(
        self,
        sandbox: Router,
        server: &net::Options,
    ) -> Result<Option<Interceptor>, StartError> {
        let Some(folder) = self.folder else {
            return Ok(None);
        };
        let authority =
            tokio::task::spawn_blocking(move || Authority::load_or_create(&folder)).await;
        let authority = authority.map_err(StartError::Interrupted)??;
        let address = (Ipv4Addr::LOCALHOST, self.port).into();
        Interceptor::start_with(address, authority, sandbox, server.clone())
            .await
            .map(Some)
    }
}

impl SandboxBuilder {
    /// Impersonates Zoho's hosts as well, for programs that have their addresses built in; see
    /// [`interceptor`](crate::intercept). The authority that those programs must trust is in this folder,
    /// which is created if necessary.
    #[must_use]
    pub fn intercept(mut self, folder: impl Into<PathBuf>) -> Self {
        self.interceptor.folder = Some(folder.into());
        self
    }

    /// The port of the interceptor; a free one by default.
    #[must_use]
    pub fn intercept_port(mut self, port: u16) -> Self {
        self.interceptor.port = port;
        self
    }
}

impl Sandbox {
    /// Its interceptor, if configured. It ends with the sandbox.
    #[must_use]
    pub fn interceptor(&self) -> Option<&Interceptor> {
        self.interceptor.as_ref()
    }
}
