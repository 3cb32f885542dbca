//! Errors of starting a sandbox.

use std::net::{IpAddr, SocketAddr};

use crate::guard::Malformed;
use crate::seed::SeedFileError;
use crate::store::OpenError;

/// Why a sandbox did not start.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum StartError {
    /// Somebody else listens there.
    #[error("port {port} is taken; pick another one, or 0 for any that is free")]
    PortTaken {
        /// The port.
        port: u16,
    },
    /// The address is one that other machines can reach.
    #[error(
        "{0} can be reached from other machines, and anybody who reaches a sandbox can do anything with it; allow that explicitly if you mean it"
    )]
    Exposed(IpAddr),
    /// A name that is to be allowed is not a host name.
    #[error("`{0}` is not a host name; give it without scheme and port, such as `zoho-sandbox`")]
    HostName(String),
    /// An origin that is to be admitted is not one.
    #[error(
        "`{0}` is not the origin of a web page; an origin has a scheme, a host and no path, such as `http://localhost:5173`"
    )]
    WebOrigin(String),
    /// The sandbox cannot listen at the address.
    #[error("cannot listen at {address}: {source}")]
    Listen {
        /// The address.
        address: SocketAddr,
        /// What the system said.
        source: std::io::Error,
    },
    /// The database cannot be used.
    #[error(transparent)]
    Open(#[from] OpenError),
    /// The file that it is to begin with cannot be used.
    #[error(transparent)]
    SeedFile(#[from] SeedFileError),
    /// The first data could not be written.
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
