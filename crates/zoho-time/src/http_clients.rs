//! The constructor of every HTTP client that this crate sets up itself.

use std::sync::OnceLock;
use std::time::Duration;

use reqwest::redirect::Policy;
use url::Url;

use crate::address::is_loopback;
use crate::config_error::ConfigError;

/// Time limit for establishing a connection.
const CONNECT_TIMEOUT: Duration = Duration::from_secs(10);

/// HTTP clients that follow no redirects: one for servers on this machine, which no proxy is asked for,
/// and one for all others, which uses the proxy that the environment names.
#[derive(Debug, Default)]
pub(crate) struct HttpClients {
    loopback: OnceLock<reqwest::Client>,
    remote: OnceLock<reqwest::Client>,
}

impl HttpClients {
    /// Sets up the clients for these addresses. That for another address is set up when it is needed.
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
    pub(crate) fn to(&self, address: &Url) -> reqwest::Result<&reqwest::Client> {
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
fn build(is_loopback: bool) -> reqwest::Result<reqwest::Client> {
    let builder = reqwest::Client::builder()
        .user_agent(concat!("zoho-time/", env!("CARGO_PKG_VERSION")))
        .connect_timeout(CONNECT_TIMEOUT)
        .redirect(Policy::none());
    let builder = if is_loopback {
        builder.no_proxy()
    } else {
        builder
    };
    builder.build()
}
