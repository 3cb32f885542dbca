//! A program that is registered with Zoho, which signs its users in.

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

/// A program that is registered in Zoho's API console, which issues its client id and secret.
///
/// Signs users in: see [`login`](Self::login) for programs with several users, and
/// [`exchange_grant_code`](Self::exchange_grant_code) for programs with one.
#[derive(Clone, Debug)]
pub struct OAuthApp {
    pub(super) server: AccountsServer,
    pub(super) client: OAuthClient,
    pub(super) sender: Sender,
    pub(super) clock: Clock,
}

impl OAuthApp {
    /// A program that is registered in this data center. Users of other data centers may sign in too, if the program
    /// is configured for that in the console: the redirect names their accounts server.
    ///
    /// # Errors
    ///
    /// Fails with [`ConfigError::HttpClient`] if the HTTP client cannot be created.
    pub fn new(data_center: DataCenter, client: OAuthClient) -> Result<Self, ConfigError> {
        Self::at(&data_center.accounts_url(), client)
    }

    /// A program that is registered with the accounts server at this address, such as that of a sandbox.
    /// A path in the address is a prefix of the server's paths. Plain `http` is accepted for servers on this machine
    /// only: see [`at_allowing_http`](Self::at_allowing_http).
    ///
    /// # Errors
    ///
    /// Fails with [`ConfigError::InvalidAddress`] if the address cannot be used, and with
    /// [`ConfigError::HttpClient`] if the HTTP client cannot be created.
    pub fn at(accounts_url: &str, client: OAuthClient) -> Result<Self, ConfigError> {
        Self::with(accounts_url, client, PlainHttp::LoopbackOnly)
    }

    /// Like [`at`](Self::at), and accepts plain `http` for any server, such as `http://sandbox:8080` in a network of
    /// containers. The client secret and all tokens are then sent unencrypted.
    ///
    /// # Errors
    ///
    /// Fails with [`ConfigError::InvalidAddress`] if the address cannot be used, and with
    /// [`ConfigError::HttpClient`] if the HTTP client cannot be created.
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

    /// Allows the accounts server to name this host as the host of the API, such as `api.example.com`: see
    /// [`ClientBuilder::allow_api_host`](crate::ClientBuilder::allow_api_host).
    ///
    /// # Errors
    ///
    /// Fails with [`ConfigError::InvalidAddress`] if this is not a host name.
    pub fn allow_api_host(mut self, host: &str) -> Result<Self, ConfigError> {
        self.server.api_hosts_mut().allow(host)?;
        Ok(self)
    }

    /// The HTTP client that sends the requests, such as one with a proxy. The default one follows no redirects;
    /// configure [`Policy::none`](reqwest::redirect::Policy::none) for this one as well. A response from another
    /// address is rejected.
    #[must_use]
    pub fn http_client(mut self, http: reqwest::Client) -> Self {
        self.sender = Sender::Supplied(http);
        self
    }

    /// The transport that sends the requests, instead of an HTTP client.
    #[must_use]
    pub fn with_transport(mut self, transport: impl HttpTransport) -> Self {
        self.sender = Sender::Other(Arc::new(transport));
        self
    }

    /// The clock that determines when tokens expire; by default the system clock.
    #[must_use]
    pub fn clock(mut self, clock: Clock) -> Self {
        self.clock = clock;
        self
    }

    /// Starts a sign-in via the browser: see [`Login`]. The redirect URI must be registered for the program in the
    /// console.
    ///
    /// # Errors
    ///
    /// Fails with [`LoginError::InvalidAddress`] if the redirect URI is malformed.
    pub fn login(&self, redirect_uri: &str, scopes: &Scopes) -> Result<Login, LoginError> {
        Login::start(self.clone(), redirect_uri, scopes)
    }

    /// Exchanges a grant code, which Zoho's API console issues for a *self client* without a redirect. The code can be
    /// used once, within the minutes that were chosen in the console.
    ///
    /// ```
    /// use zoho_time::auth::{OAuthApp, OAuthClient};
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// # let sandbox = zoho_time_sandbox::Sandbox::start().await?;
    /// # let (accounts_url, demo) = (sandbox.accounts_url(), sandbox.demo());
    /// # let code = sandbox.mint_code("ZohoBooks.projects.READ").await?;
    /// let client = OAuthClient {
    ///     client_id: demo.client_id.clone(),
    ///     client_secret: demo.client_secret.clone().into(),
    /// };
    /// let app = OAuthApp::at(accounts_url, client)?;
    /// let sign_in = app.exchange_grant_code(code).await?;
    /// assert_eq!(sign_in.scopes(), Some("ZohoBooks.projects.READ"));
    /// // For `Credentials`.
    /// let refresh_token = sign_in.refresh_token();
    /// # let _ = refresh_token;
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// Fails with [`LoginError::Auth`] if the accounts server refuses the code or cannot be reached.
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

    /// Revokes a refresh token, and with it the access tokens that were issued for it. An unknown token is not an
    /// error. [`Client::sign_out`](crate::Client::sign_out) also deletes the tokens from the store.
    ///
    /// # Errors
    ///
    /// Fails if the accounts server cannot be reached or refuses.
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
        // Read first: a code can be used once, and must not be wasted if the clock fails.
        let now = self.now().await?;
        let issued = server.issue(&self.sender, &self.client, grant).await;
        let issued = issued.map_err(|error| error.at(server.address(), now))?;
        SignIn::new(server.clone(), &self.client.client_id, issued, now)
    }

    /// The accounts server that a redirect names. The client secret is sent there, so it must be the configured one,
    /// or another one of Zoho's if the configured one is Zoho's.
    pub(super) fn server_named(&self, named: &str) -> Result<AccountsServer, LoginError> {
        let unknown = |text: &str| LoginError::UnknownAccountsServer {
            address: server_text::shown(text, &[]),
        };
        let url = Url::parse(named).map_err(|_| unknown("(a malformed URL)"))?;
        let known = self.server.base();
        let has_credentials = !url.username().is_empty() || url.password().is_some();
        if url.origin() == known.origin() && !has_credentials {
            return Ok(self.server.clone());
        }
        match (
            DataCenter::of_accounts(&url),
            DataCenter::of_accounts(known),
        ) {
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
