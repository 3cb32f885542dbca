//! The running interceptor.

use std::io;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use axum::Router;
use tokio::net::TcpListener;
use tokio::task::JoinSet;

use super::authority::{Authority, AuthorityError};
use super::environment::exports;
use super::proxy::Proxy;
use super::tls::Tls;
use crate::net::{self, Stopper};

/// A running interceptor. It ends with [`stop`](Self::stop), or at once when it is dropped.
#[derive(Debug)]
#[must_use = "the interceptor ends when it is dropped"]
pub struct Interceptor {
    address: SocketAddr,
    folder: PathBuf,
    stopper: Stopper,
    /// The one task that accepts connections; dropping the set ends it.
    running: JoinSet<()>,
}

impl Interceptor {
    /// Starts an interceptor at a loopback address, where port 0 stands for any free port.
    ///
    /// `sandbox` handles the requests. They have the paths of `www.zohoapis.com` and
    /// `accounts.zoho.com`, whichever host was used, and [`Via`](super::Via) in their extensions.
    ///
    /// # Errors
    ///
    /// Fails if the address is not a loopback address or cannot be used.
    pub async fn start(
        address: SocketAddr,
        authority: Authority,
        sandbox: Router,
    ) -> Result<Self, StartError> {
        Self::start_with(address, authority, sandbox, net::Options::default()).await
    }

    /// Starts one with other timeouts, which shares the connection limit of a sandbox.
    pub(crate) async fn start_with(
        address: SocketAddr,
        authority: Authority,
        sandbox: Router,
        mut options: net::Options,
    ) -> Result<Self, StartError> {
        if !address.ip().is_loopback() {
            return Err(StartError::NotLoopback(address));
        }
        let listening = |source| StartError::Listen { address, source };
        let listener = TcpListener::bind(address).await.map_err(listening)?;
        let address = listener.local_addr().map_err(listening)?;
        let folder = authority.folder().to_owned();
        let (stopper, stop) = net::stop();
        let proxy = Proxy::new(Tls::new(authority), sandbox, options.timeouts, stop.clone());
        let proxy = Arc::new(proxy);
        let mut running = JoinSet::new();
        running.spawn(net::accept(
            listener,
            options.connections(),
            stop,
            move |stream, connection| Arc::clone(&proxy).serve(stream, connection),
        ));
        Ok(Self {
            address,
            folder,
            stopper,
            running,
        })
    }

    /// The address it listens on.
    #[must_use]
    pub const fn address(&self) -> SocketAddr {
        self.address
    }

    /// The address for programs, such as `http://127.0.0.1:8443`.
    #[must_use]
    pub fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// The folder of its authority.
    #[must_use]
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// The environment variables that make a program use it; see [`exports`].
    #[must_use]
    pub fn exports(&self) -> Vec<(String, String)> {
        exports(&self.url(), &self.folder)
    }

    /// Stops accepting requests, and returns when pending ones have been served, or after five seconds.
    pub async fn stop(self) {
        let Self {
            stopper,
            mut running,
            ..
        } = self;
        drop(stopper);
        while running.join_next().await.is_some() {}
    }
}

/// Errors of starting an interceptor.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum StartError {
    /// There is no certificate authority.
    #[error(transparent)]
    Authority(#[from] AuthorityError),

    /// Loading the authority was cancelled.
    #[error("the certificate authority was not loaded: {0}")]
    Interrupted(#[source] tokio::task::JoinError),

    /// The address is not a loopback address.
    #[error(
        "the interceptor listens on loopback addresses only, such as 127.0.0.1, and {0} is not one"
    )]
    NotLoopback(SocketAddr),

    /// The address cannot be listened on.
    #[error(
        "the interceptor cannot listen on {address}: {source}; pick another port for it, or 0 for any that is free"
    )]
    Listen {
        /// The address.
        address: SocketAddr,
        /// The cause.
        source: io::Error,
    },
}
