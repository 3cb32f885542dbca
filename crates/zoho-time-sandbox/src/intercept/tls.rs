//! TLS configuration per host, created on demand.

use std::collections::HashMap;
use std::fmt;
use std::sync::{Arc, Mutex, PoisonError};

use tokio_rustls::TlsAcceptor;
use tokio_rustls::rustls::ServerConfig;
use tokio_rustls::rustls::crypto::aws_lc_rs;
use tokio_rustls::rustls::server::{ClientHello, ResolvesServerCert};
use tokio_rustls::rustls::sign::CertifiedKey;

use super::authority::Authority;
use super::certificates::Uncertified;
use super::hosts::Host;

/// The TLS configurations created so far.
#[derive(Debug)]
pub(super) struct Tls {
    authority: Authority,
    servers: Mutex<HashMap<Host, Arc<ServerConfig>>>,
}

impl Tls {
    pub(super) fn new(authority: Authority) -> Self {
        let servers = Mutex::default();
        Self { authority, servers }
    }

    /// The configuration for `host`.
    pub(super) fn server(&self, host: Host) -> Result<TlsAcceptor, Uncertified> {
        // An entry is inserted completely or not at all.
        let mut servers = self.servers.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(server) = servers.get(&host) {
            return Ok(Arc::clone(server).into());
        }
        let key = Arc::new(self.authority.certify(host)?);
        let provider = Arc::new(aws_lc_rs::default_provider());
        let mut server = ServerConfig::builder_with_provider(provider)
            .with_safe_default_protocol_versions()?
            .with_no_client_auth()
            .with_cert_resolver(Arc::new(OneHost { host, key }));
        server.alpn_protocols = vec![b"http/1.1".to_vec()];
        let server = Arc::new(server);
        servers.insert(host, Arc::clone(&server));
        Ok(server.into())
    }
}

/// Returns the certificate of one host. A program that names another one inside the connection gets none.
struct OneHost {
    host: Host,
    key: Arc<CertifiedKey>,
}

impl ResolvesServerCert for OneHost {
    fn resolve(&self, hello: ClientHello<'_>) -> Option<Arc<CertifiedKey>> {
        hello
            .server_name()
            .is_none_or(|name| Host::named(name) == Some(self.host))
            .then(|| Arc::clone(&self.key))
    }
}

/// Omits the key.
impl fmt::Debug for OneHost {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("OneHost")
            .field("host", &self.host)
            .finish_non_exhaustive()
    }
}
