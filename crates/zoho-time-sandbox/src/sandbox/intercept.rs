//! The interceptor of a sandbox.

use std::net::Ipv4Addr;
use std::path::PathBuf;

use axum::Router;

use super::{Sandbox, SandboxBuilder};
use crate::intercept::{Authority, Interceptor, StartError};
use crate::net;

/// Whether a sandbox has an interceptor, and where.
#[derive(Debug, Clone, Default)]
pub(crate) struct Options {
    folder: Option<PathBuf>,
    port: u16,
}

impl Options {
    /// Starts it, if there is to be one.
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
    /// Lets the sandbox answer in the place of Zoho's hosts as well, for programs that have their
    /// addresses built in; see [`interceptor`](crate::intercept). The authority those programs have to
    /// trust is kept in this folder, which is made if it is not there.
    #[must_use]
    pub fn intercept(mut self, folder: impl Into<PathBuf>) -> Self {
        self.interceptor.folder = Some(folder.into());
        self
    }

    /// The port of the interceptor; by default any that is free.
    #[must_use]
    pub fn intercept_port(mut self, port: u16) -> Self {
        self.interceptor.port = port;
        self
    }
}

impl Sandbox {
    /// Its interceptor, if it was started with one. It ends with the sandbox.
    #[must_use]
    pub fn interceptor(&self) -> Option<&Interceptor> {
        self.interceptor.as_ref()
    }
}
