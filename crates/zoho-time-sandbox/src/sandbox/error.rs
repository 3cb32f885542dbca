//! Errors of starting a sandbox.

use std::net::{IpAddr, SocketAddr};

use crate::guard::Malformed;
use crate::seed::SeedFileError;
use crate::store::OpenError;

/// Errors of starting a sandbox.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum StartError {
    /// Another program listens on the port.
    #[error("port {port} is taken; pick another one, or 0 for any that is free")]
    PortTaken {
        /// The port.
        port: u16,
    },
    /// Other machines can connect to the address.
    #[error(
        "other machines can connect to {0}, and a client of a sandbox controls it completely; allow that explicitly if this is intended"
    )]
    Exposed(IpAddr),
    /// A host name to allow is invalid.
    #[error("`{0}` is not a host name; give it without scheme and port, such as `zoho-sandbox`")]
    HostName(String),
    /// An origin to allow is invalid.
    #[error(
        "`{0}` is not the origin of a web page; an origin has a scheme, a host and no path, such as `http://localhost:5173`"
    )]
    WebOrigin(String),
    /// The address cannot be used.
    #[error("cannot listen on {address}: {source}")]
    Listen {
        /// The address.
        address: SocketAddr,
        /// The system's error.
        source: std::io::Error,
    },
    /// The database cannot be used.
    #[error(transparent)]
    Open(#[from] OpenError),
    /// The seed file is invalid.
    #[error(transparent)]
    SeedFile(#[from] SeedFileError),
    /// The initial data could not be written.
    #[error("cannot prepare the data: {0}")]
    Prepare(#[source] Box<dyn std::error::Error + Send + Sync>),
    /// There is no interceptor for the real hosts.
    #[cfg(feature = "intercept")]
    #[error(transparent)]
    Interceptor(#[from] crate::intercept::StartError),
}

impl From<Malformed> for StartError {
    fn from(malformed: Malformed) -> Self {
        match malformed {
            Malformed::HostName(name) => Self::HostName(name),
            Malformed::WebOrigin(origin) => Self::WebOrigin(origin),
        }
    }
}
