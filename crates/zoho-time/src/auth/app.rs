//! A program that is registered with Zoho, and how its users sign in.

use std::sync::Arc;

use chrono::{DateTime, Utc};
use secrecy::SecretString;
use url::Url;

use super::accounts::Grant;
use super::login::{Login, LoginError};
use super::renewal;
use super::sign_in::SignIn;
use super::{AccountsServer, ApiHosts, AuthError, OAuthClient, Scopes};
use crate::address::{self, PlainHttp};
use crate::clock::{Clock, ClockFailed};
use crate::config_error::ConfigError;
use crate::data_center::DataCenter;
use crate::http_clients::HttpClients;
use crate::sender::Sender;
use crate::server_text;
use crate::transport::HttpTransport;

/// A program that is registered in Zoho's API console, where its id and secret come from.
///
/// It signs users in: see [`login`](Self::login) for programs that have users, and
/// [`exchange_grant_code`](Self::exchange_grant_code) for those that have one.
#[derive(Clone, Debug)]
pub struct OAuthApp {
    pub(super) server: AccountsServer,
    pub(super) client: OAuthClient,
    pub(super) sender: Sender,
    pub(super) clock: Clock,
}

impl OAuthApp {
    /// A program that is registered in this data centre. Users of others may sign in as well, if the
    /// console says so: the redirect names the accounts server that knows them.
    ///
    /// # Errors
    ///
    /// Fails when the HTTP client cannot be set up.
    pub fn new(data_center: DataCenter, client: OAuthClient) -> Result<Self, ConfigError> {
        Self::at(&data_center.accounts_url(), client)
    }

    /// A program that is registered with the accounts server at this address, such as that of a sandbox.
    /// A path in the address is a prefix of the server's own paths. Plain `http` is for servers on this
    /// machine: see [`at_allowing_http`](Self::at_allowing_http).
    ///
    /// # Errors
    ///
    /// Fails when the address cannot be used, or the HTTP client cannot be set up.
    pub fn at(accounts_url: &str, client: OAuthClient) -> Result<Self, ConfigError> {
        Self::with(accounts_url, client, PlainHttp::LoopbackOnly)
    }

    /// The same for an accounts server that may be reached through plain `http`, such as
    /// `http://sandbox:8080` in a network of containers. The client's secret and all tokens then cross the
    /// network unencrypted.
    ///
    /// # Errors
    ///
    /// Fails when the address cannot be used, or the HTTP client cannot be set up.
    pub fn at_allowing_http(accounts_url: &str, client: OAuthClient) -> Result<Self, ConfigError> {
        Self::with(accounts_url, client, PlainHttp::Anywhere)
    }

    fn with(
        accounts_url: &str,
        client: OAuthClient,
        plain_http: PlainHttp,
    ) -> Result<Self, ConfigError> {
        let address = address::parse(accounts_url, plain_http)?;
        let clients = HttpClients::for_addresses([&address])?;
        Ok(Self {
            server: AccountsServer::new(address, ApiHosts::new(plain_http)),
            client,
            sender: Sender::Own(Arc::new(clients)),
            clock: Clock::system(),
        })
    }

    /// Allows the accounts server to name this host as the one of the API, such as `api.example.com`: see
    /// [`ClientBuilder::allow_api_host`](crate::ClientBuilder::allow_api_host).
    ///
    /// # Errors
    ///
    /// Fails when this is not the name of a host.
    pub fn allow_api_host(mut self, host: &str) -> Result<Self, ConfigError> {
        self.server.api_hosts_mut().allow(host)?;
        Ok(self)
    }

    /// The HTTP client to send with, such as one with a proxy. The default follows no redirects; give the
    /// policy [`none`](reqwest::redirect::Policy::none) to this one as well. An answer that another address
    /// gives is rejected.
    #[must_use]
    pub fn http_client(mut self, http: reqwest::Client) -> Self {
        self.sender = Sender::Supplied(http);
        self
    }

    /// What to send with in the place of an HTTP client.
    #[must_use]
    pub fn with_transport(mut self, transport: impl HttpTransport) -> Self {
        self.sender = Sender::Other(Arc::new(transport));
        self
    }

    /// The clock by which tokens expire; by default that of the system.
    #[must_use]
    pub fn clock(mut self, clock: Clock) -> Self {
        self.clock = clock;
        self
    }

    /// Begins a sign-in in the browser: see [`Login`]. The redirect URI has to be registered for the
    /// program.
    ///
    /// # Errors
    ///
    /// Fails when the redirect URI cannot be used, or the system has no random numbers.
    pub fn login(&self, redirect_uri: &str, scopes: &Scopes) -> Result<Login, LoginError> {
        Login::begin(self.clone(), redirect_uri, scopes)
    }

    /// Exchanges a grant code, which a *self client* gets in Zoho's API console without a browser being
    /// sent anywhere. It is good once, and for the minutes that were chosen there.
    ///
    /// ```
    /// use zoho_time::auth::{OAuthApp, OAuthClient};
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// # let sandbox = zoho_time_sandbox::Sandbox::start().await?;
    /// # let (accounts_url, demo) = (sandbox.accounts_url(), sandbox.demo());
    /// # let code = sandbox.mint_code("ZohoBooks.projects.READ").await?;
    /// let client = OAuthClient { client_id: demo.client_id.clone(), client_secret: demo.client_secret.clone().into() };
    /// let app = OAuthApp::at(accounts_url, client)?;
    /// let sign_in = app.exchange_grant_code(code).await?;
    /// assert_eq!(sign_in.scopes(), Some("ZohoBooks.projects.READ"));
    /// // For `Credentials::refresh_token`.
    /// let refresh_token = sign_in.refresh_token();
    /// # let _ = refresh_token;
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// Fails when the accounts server refuses or cannot be reached.
    pub async fn exchange_grant_code(
        &self,
        code: impl Into<SecretString>,
    ) -> Result<SignIn, LoginError> {
        let grant = Grant::Code {
            code: &code.into(),
            redirect_uri: None,
            verifier: None,
        };
        self.redeem(&self.server, &grant).await
    }

    /// Takes a refresh token back: neither it nor the access tokens that came of it are good any more.
    /// One that the server does not know is no error. [`Client::sign_out`](crate::Client::sign_out)
    /// also forgets what is in the store.
    ///
    /// # Errors
    ///
    /// Fails when the accounts server cannot be reached or refuses.
    pub async fn revoke(&self, token: &SecretString) -> Result<(), AuthError> {
        let now = self.now().await?;
        renewal::revoke(&self.server, &self.sender, token, now).await
    }

    async fn now(&self) -> Result<DateTime<Utc>, AuthError> {
        let now = self.clock.read().await;
        now.map_err(|ClockFailed(how)| AuthError::ClockFailed { how })
    }

    pub(super) async fn redeem(
        &self,
        server: &AccountsServer,
        grant: &Grant<'_>,
    ) -> Result<SignIn, LoginError> {
        // Read first: a code is good once, and must not be lost to a clock that fails.
        let now = self.now().await?;
        let issued = server.issue(&self.sender, &self.client, grant).await;
        let issued = issued.map_err(|error| error.at(server.address(), now))?;
        SignIn::new(server.clone(), &self.client.client_id, issued, now)
    }

    /// The accounts server that a redirect names. The client's secret goes there, so it has to be the
    /// one that is known, or another one of Zoho's if the known one is Zoho's.
    pub(super) fn server_named(&self, named: &str) -> Result<AccountsServer, LoginError> {
        let unknown = |shown: &str| LoginError::UnknownAccountsServer {
            address: server_text::shown(shown, &[]),
        };
        let url = Url::parse(named).map_err(|_| unknown("an address that cannot be read"))?;
        let known = self.server.base();
        let has_credentials = !url.username().is_empty() || url.password().is_some();
        if url.origin() == known.origin() && !has_credentials {
            return Ok(self.server.clone());
        }
        let center = DataCenter::of_accounts(&url).filter(|_| !has_credentials);
        match (center, DataCenter::of_accounts(known)) {
            (Some(_), Some(_)) => {
                let mut origin = url;
                origin.set_path("");
                origin.set_query(None);
                origin.set_fragment(None);
                Ok(self.server.moved_to(origin))
            }
            _ => Err(unknown(&url.origin().ascii_serialization())),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_secret_goes_to_known_accounts_servers_only() {
        let zoho = OAuthApp::new(
            DataCenter::Europe,
            OAuthClient {
                client_id: "id".to_owned(),
                client_secret: "secret".into(),
            },
        )
        .unwrap();
        let sandbox = OAuthApp::at(
            "http://127.0.0.1:8080/",
            OAuthClient {
                client_id: "id".to_owned(),
                client_secret: "secret".into(),
            },
        )
        .unwrap();
        for (app, named, expected) in [
            (&zoho, "https://accounts.zoho.eu", true),
            (&zoho, "https://accounts.zoho.in/", true),
            (&zoho, "https://accounts.zohocloud.ca", true),
            (&zoho, "http://accounts.zoho.in", false),
            (&zoho, "https://accounts.zoho.in.evil.example", false),
            (&zoho, "https://accounts.zoho.in:444", false),
            (&zoho, "https://user@accounts.zoho.in", false),
            (&zoho, "http://127.0.0.1:8080", false),
            (&zoho, "", false),
            (&sandbox, "http://127.0.0.1:8080", true),
            (&sandbox, "http://127.0.0.1:8081", false),
            (&sandbox, "https://accounts.zoho.eu", false),
        ] {
            assert_eq!(app.server_named(named).is_ok(), expected, "{named}");
        }
    }
}
