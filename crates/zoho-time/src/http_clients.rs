//! The HTTP clients that this crate sets up itself, and their TLS.

use std::sync::OnceLock;
use std::time::Duration;

use reqwest::redirect::Policy;
use url::Url;

use crate::address::is_loopback;
use crate::config_error::ConfigError;

/// Time limit for establishing a connection.
const CONNECT_TIMEOUT: Duration = Duration::from_secs(10);

/// Whether a feature for TLS is on.
const HAS_TLS: bool = cfg!(any(
    feature = "rustls",
    feature = "rustls-ring",
    feature = "native-tls"
));

/// An HTTP client that cannot be set up.
#[derive(Debug, thiserror::Error)]
pub(crate) enum HttpClientError {
    /// The address needs TLS, and the crate is built without it.
    #[error(
        "an https address needs TLS: enable the feature `rustls`, `rustls-ring` or `native-tls` of the crate \
         `zoho-time`, or pass an HTTP client or transport of your own to the builder"
    )]
    NoTls,
    #[error(transparent)]
    Http(#[from] reqwest::Error),
    #[cfg(all(feature = "rustls-ring", not(feature = "rustls")))]
    #[error(transparent)]
    Tls(#[from] rustls::Error),
}

/// HTTP clients that follow no redirects: one for servers on this machine, which uses no proxy, and one for all
/// others, which uses the proxy in the environment.
#[derive(Debug, Default)]
pub(crate) struct HttpClients {
    loopback: OnceLock<reqwest::Client>,
    remote: OnceLock<reqwest::Client>,
}

impl HttpClients {
    /// Sets up the clients for these addresses. The client for another address is set up when it is needed.
    pub(crate) fn for_addresses<'a>(
        addresses: impl IntoIterator<Item = &'a Url>,
    ) -> Result<Self, ConfigError> {
        let clients = Self::default();
        for address in addresses {
            clients.to(address).map_err(ConfigError::http_client)?;
        }
        Ok(clients)
    }

    /// The client that reaches this address.
    pub(crate) fn to(&self, address: &Url) -> Result<&reqwest::Client, HttpClientError> {
        if !HAS_TLS && address.scheme() == "https" {
            return Err(HttpClientError::NoTls);
        }
        let is_loopback = is_loopback(address);
        let client = if is_loopback {
            &self.loopback
        } else {
            &self.remote
        };
        match client.get() {
            Some(client) => Ok(client),
            None => {
                let built = build(is_loopback)?;
                Ok(client.get_or_init(|| built))
            }
        }
    }
}

#[expect(
    clippy::disallowed_methods,
    reason = "the one place where a client is set up"
)]
fn build(is_loopback: bool) -> Result<reqwest::Client, HttpClientError> {
    let builder = reqwest::Client::builder()
        .user_agent(concat!("zoho-time/", env!("CARGO_PKG_VERSION")))
        .connect_timeout(CONNECT_TIMEOUT)
        .redirect(Policy::none());
    let builder = if is_loopback {
        builder.no_proxy()
    } else {
        builder
    };
    #[cfg(all(feature = "rustls-ring", not(feature = "rustls")))]
    let builder = builder.tls_backend_preconfigured(ring::config()?);
    Ok(builder.build()?)
}

/// TLS with ring. `reqwest` itself has aws-lc only.
#[cfg(all(feature = "rustls-ring", not(feature = "rustls")))]
mod ring {
    use std::sync::Arc;

    use rustls::ClientConfig;
    use rustls::crypto::ring::default_provider;
    use rustls_platform_verifier::BuilderVerifierExt as _;

    /// The safe defaults of rustls, with the certificates of the platform.
    pub(super) fn config() -> Result<ClientConfig, rustls::Error> {
        let config = ClientConfig::builder_with_provider(Arc::new(default_provider()))
            .with_safe_default_protocol_versions()?
            .with_platform_verifier()?
            .with_no_client_auth();
        Ok(config)
    }
}

#[cfg(all(
    test,
    not(any(feature = "rustls", feature = "rustls-ring", feature = "native-tls"))
))]
mod tests {
    use super::*;

    #[test]
    fn without_tls_https_is_an_error_that_names_the_features() {
        let url = |text| Url::parse(text).unwrap();
        let error = HttpClients::for_addresses([&url("https://www.zohoapis.eu")]).unwrap_err();
        assert!(error.to_string().contains("feature `rustls`"), "{error}");
        assert!(HttpClients::for_addresses([&url("http://127.0.0.1")]).is_ok());
    }
}
