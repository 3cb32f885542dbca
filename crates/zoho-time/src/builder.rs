//! Putting a client together.

use std::env;
use std::fmt;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use secrecy::{ExposeSecret as _, SecretString};
use zoho_time_types::OrganizationId;

use crate::address::{PlainHttp, below, is_loopback};
use crate::auth::{
    AccountsServer, ApiHosts, FileTokenStore, GuardedStore, MemoryTokenStore, OAuthClient,
    RefreshToken, Renewal, TokenKey, TokenSource, TokenStore,
};
use crate::call::Core;
use crate::client::Client;
use crate::clock::Clock;
use crate::config_error::ConfigError;
use crate::data_center::DataCenter;
use crate::http_clients::HttpClients;
use crate::limits::{LocalBudget, Pacer, Pacing, RateBudget};
use crate::options::CallOptions;
use crate::product::Product;
use crate::retry::RetryBudget;
use crate::sender::Sender;
use crate::servers::Configured;
use crate::transport::HttpTransport;

/// How long before its end an access token is renewed.
const REFRESH_AHEAD: Duration = Duration::from_secs(300);

/// Gathers what a [`Client`] needs. Begin with [`Client::builder`].
#[must_use = "a builder does nothing until `build` is called"]
pub struct ClientBuilder {
    product: Product,
    data_center: DataCenter,
    organization: Option<OrganizationId>,
    credentials: Option<Credentials>,
    base_url: Option<String>,
    accounts_url: Option<String>,
    plain_http: PlainHttp,
    api_hosts: Vec<String>,
    http: Option<reqwest::Client>,
    transport: Option<Arc<dyn HttpTransport>>,
    options: CallOptions,
    pacing: Option<Pacing>,
    token_store: Option<Arc<dyn TokenStore>>,
    refresh_ahead: Duration,
    clock: Clock,
    budget: Option<Arc<dyn RateBudget>>,
}

enum Credentials {
    AccessToken(SecretString),
    OAuth(OAuthClient, RefreshToken),
}

impl Credentials {
    /// Whether there is text in them; the service would refuse a blank token with every call.
    fn are_given(&self) -> bool {
        match self {
            Self::AccessToken(token) | Self::OAuth(_, RefreshToken::Given(token)) => {
                !token.expose_secret().trim().is_empty()
            }
            Self::OAuth(_, RefreshToken::Stored { .. }) => true,
        }
    }
}

impl fmt::Debug for ClientBuilder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ClientBuilder")
            .field("product", &self.product)
            .field("data_center", &self.data_center)
            .field("organization", &self.organization)
            .field("base_url", &self.base_url)
            .field("accounts_url", &self.accounts_url)
            .finish_non_exhaustive()
    }
}

impl ClientBuilder {
    pub(crate) fn new() -> Self {
        Self {
            product: Product::Books,
            data_center: DataCenter::UnitedStates,
            organization: None,
            credentials: None,
            base_url: None,
            accounts_url: None,
            plain_http: PlainHttp::LoopbackOnly,
            api_hosts: Vec::new(),
            http: None,
            transport: None,
            options: CallOptions::new(),
            pacing: None,
            token_store: None,
            refresh_ahead: REFRESH_AHEAD,
            clock: Clock::system(),
            budget: None,
        }
    }

    /// The product to talk to; [`Product::Books`] by default.
    pub fn product(mut self, product: Product) -> Self {
        self.product = product;
        self
    }

    /// The data centre that holds the organisation; [`DataCenter::UnitedStates`] by default.
    pub fn data_center(mut self, data_center: DataCenter) -> Self {
        self.data_center = data_center;
        self
    }

    /// The organisation to work in. Required.
    pub fn organization(mut self, organization: OrganizationId) -> Self {
        self.organization = Some(organization);
        self
    }

    /// An access token to use as it is. It lives for an hour; see [`refresh_token`](Self::refresh_token)
    /// for a client that lives longer. Replaces credentials given before.
    pub fn access_token(mut self, token: impl Into<SecretString>) -> Self {
        self.credentials = Some(Credentials::AccessToken(token.into()));
        self
    }

    /// A registered OAuth client with its refresh token, from which access tokens are fetched as they
    /// are needed. Replaces credentials given before.
    pub fn refresh_token(
        self,
        client_id: impl Into<String>,
        client_secret: impl Into<SecretString>,
        refresh_token: impl Into<SecretString>,
    ) -> Self {
        let refresh_token = RefreshToken::Given(refresh_token.into());
        self.oauth(client_id.into(), client_secret.into(), refresh_token)
    }

    /// A registered OAuth client with the refresh token that [`SignIn::save`](crate::auth::SignIn::save)
    /// has put into the [`token_store`](Self::token_store) under a name. Whoever signs in anew under
    /// that name while the client runs puts another one in its place, which counts from the next renewal
    /// on. Replaces credentials given before.
    pub fn signed_in_as(
        self,
        client_id: impl Into<String>,
        client_secret: impl Into<SecretString>,
        name: impl Into<String>,
    ) -> Self {
        let refresh_token = RefreshToken::Stored { name: name.into() };
        self.oauth(client_id.into(), client_secret.into(), refresh_token)
    }

    fn oauth(
        mut self,
        client_id: String,
        client_secret: SecretString,
        token: RefreshToken,
    ) -> Self {
        let client = OAuthClient {
            client_id,
            client_secret,
        };
        self.credentials = Some(Credentials::OAuth(client, token));
        self
    }

    /// Where access tokens are kept; by default in the memory of this client and its clones. Give
    /// several clients one [`MemoryTokenStore`], and several processes a [`FileTokenStore`], so that they
    /// share one token and keep to one limit of token requests.
    pub fn token_store(mut self, store: impl TokenStore + 'static) -> Self {
        self.token_store = Some(Arc::new(store));
        self
    }

    /// How long before its end an access token is renewed, in the background, while calls go on with it:
    /// 5 minutes by default, and half of the token's life at the most. A client that is not used renews
    /// nothing.
    pub fn refresh_ahead(mut self, span: Duration) -> Self {
        self.refresh_ahead = span;
        self
    }

    /// The clock by which access tokens expire; by default that of the system.
    pub fn clock(mut self, clock: Clock) -> Self {
        self.clock = clock;
        self
    }

    /// The address of the API without the product's path, such as `http://127.0.0.1:8080` for a sandbox. A
    /// path in it is a prefix: `https://gateway.example/zoho` leads to
    /// `https://gateway.example/zoho/books/v3`. Without it, the address is that of the data centre, or the
    /// one that the accounts server names, if it is one of the same operator.
    ///
    /// Plain `http` is for servers on this machine, which are reached without a proxy; for others, see
    /// [`allow_http`](Self::allow_http).
    pub fn base_url(mut self, url: impl Into<String>) -> Self {
        self.base_url = Some(url.into());
        self
    }

    /// The address of the accounts server. A path in it is a prefix of the server's own paths.
    ///
    /// Without it, the accounts server follows from the [`base_url`](Self::base_url): a server on this
    /// machine is its own accounts server, and one of Zoho's belongs to a data centre. For any other
    /// `base_url` it has to be given, because the client secret and the refresh token are sent there. In
    /// the same way, the API follows from the accounts server if there is no `base_url`.
    pub fn accounts_url(mut self, url: impl Into<String>) -> Self {
        self.accounts_url = Some(url.into());
        self
    }

    /// Allows plain `http` for servers on other machines, such as `http://sandbox:8080` in a network of
    /// containers. Tokens and the client secret then cross the network unencrypted.
    pub fn allow_http(mut self, allow: bool) -> Self {
        self.plain_http = if allow {
            PlainHttp::Anywhere
        } else {
            PlainHttp::LoopbackOnly
        };
        self
    }

    /// Allows the accounts server to name this host as the one of the API, such as `api.example.com`, or
    /// `api.example.com:8443` for one port only. May be called several times.
    ///
    /// An accounts server names the API in the `api_domain` of its answers, and the access token is sent
    /// there. Accounts servers of Zoho may name the API hosts of Zoho's
    /// [data centres](crate::DataCenter), and any other may name its own host; a different name is ignored
    /// with a warning, also in a token store.
    pub fn allow_api_host(mut self, host: impl Into<String>) -> Self {
        self.api_hosts.push(host.into());
        self
    }

    /// How calls are made: time limits, retries, additional headers.
    pub fn options(mut self, options: CallOptions) -> Self {
        self.options = options;
        self
    }

    /// How requests are held back to stay under the limits of the organization. By default requests to
    /// this machine are not held back at all, and all others as the default of [`Pacing`] says, also those
    /// to a gateway before Zoho. [`Pacing::off`] turns it off.
    pub fn pacing(mut self, pacing: Pacing) -> Self {
        self.pacing = Some(pacing);
        self
    }

    /// Where the requests of the organisation are counted: with the clones of the client only, unless
    /// another account is given, which other clients, or programs elsewhere, share.
    pub fn rate_budget(mut self, budget: Arc<dyn RateBudget>) -> Self {
        self.budget = Some(budget);
        self
    }

    /// The HTTP client to send with. The default has a limit of 10 s to connect; the other limits are
    /// those of [`options`](Self::options), whatever the client's own.
    ///
    /// The default follows no redirects; give the policy [`none`](reqwest::redirect::Policy::none) to this
    /// client as well. If it follows one, no body is repeated at the target, and an answer from another
    /// address than the requested one is rejected as
    /// [`Redirected`](crate::TransportErrorKind::Redirected); what such a client does between two answers of
    /// one address cannot be seen.
    pub fn http_client(mut self, http: reqwest::Client) -> Self {
        self.http = Some(http);
        self
    }

    /// What to send with in the place of an HTTP client: see [`HttpTransport`].
    pub fn with_transport(mut self, transport: impl HttpTransport) -> Self {
        self.transport = Some(Arc::new(transport));
        self
    }

    /// Takes the settings from the environment, where they are set: `ZOHO_TIME_PRODUCT`,
    /// `ZOHO_TIME_DATA_CENTER`, `ZOHO_TIME_ORGANIZATION_ID`, `ZOHO_TIME_BASE_URL`,
    /// `ZOHO_TIME_ACCOUNTS_URL`, `ZOHO_TIME_ALLOW_HTTP` (`1` or `0`: see
    /// [`allow_http`](Self::allow_http)), and either `ZOHO_TIME_ACCESS_TOKEN` or all of `ZOHO_TIME_CLIENT_ID`,
    /// `ZOHO_TIME_CLIENT_SECRET` and `ZOHO_TIME_REFRESH_TOKEN`, of which the latter go first.
    /// `ZOHO_TIME_TOKEN_FILE` names a file to share access tokens in: see
    /// [`FileTokenStore`].
    ///
    /// # Errors
    ///
    /// Fails when the product, the data centre, the organization's id or `ZOHO_TIME_ALLOW_HTTP` cannot be
    /// read.
    pub fn from_env(mut self) -> Result<Self, ConfigError> {
        let read = |name: &str| env::var(name).ok().filter(|value| !value.trim().is_empty());
        if let Some(product) = read("ZOHO_TIME_PRODUCT") {
            self.product = product.parse()?;
        }
        if let Some(data_center) = read("ZOHO_TIME_DATA_CENTER") {
            self.data_center = data_center.parse()?;
        }
        if let Some(organization) = read("ZOHO_TIME_ORGANIZATION_ID") {
            self.organization = Some(organization.trim().parse()?);
        }
        if let Some(url) = read("ZOHO_TIME_BASE_URL") {
            self = self.base_url(url);
        }
        if let Some(url) = read("ZOHO_TIME_ACCOUNTS_URL") {
            self = self.accounts_url(url);
        }
        if let Some(allow) = read("ZOHO_TIME_ALLOW_HTTP") {
            self = match allow.trim() {
                "1" => self.allow_http(true),
                "0" => self.allow_http(false),
                _ => return Err(ConfigError::InvalidAllowHttp(allow)),
            };
        }
        if let Some(token) = read("ZOHO_TIME_ACCESS_TOKEN") {
            self = self.access_token(token);
        }
        if let (Some(id), Some(secret), Some(refresh)) = (
            read("ZOHO_TIME_CLIENT_ID"),
            read("ZOHO_TIME_CLIENT_SECRET"),
            read("ZOHO_TIME_REFRESH_TOKEN"),
        ) {
            self = self.refresh_token(id, secret, refresh);
        }
        if let Some(file) = read("ZOHO_TIME_TOKEN_FILE") {
            self = self.token_store(FileTokenStore::new(file));
        }
        Ok(self)
    }

    /// Builds the client. Nothing is sent yet.
    ///
    /// # Errors
    ///
    /// Fails when the organization, the credentials or the accounts server are missing, or an address cannot
    /// be used: see [`base_url`](Self::base_url) and [`accounts_url`](Self::accounts_url).
    pub fn build(self) -> Result<Client, ConfigError> {
        let organization = self.organization.ok_or(ConfigError::NoOrganization)?;
        let configured = Configured {
            data_center: self.data_center,
            base_url: self.base_url.as_deref(),
            accounts_url: self.accounts_url.as_deref(),
            plain_http: self.plain_http,
        };
        let servers = configured.servers()?;
        let base = below(&servers.api, self.product.base_path());
        let mut api_hosts = ApiHosts::new(self.plain_http);
        for host in &self.api_hosts {
            api_hosts.allow(host)?;
        }
        let credentials = self.credentials.filter(Credentials::are_given);
        let tokens = match credentials.ok_or(ConfigError::NoCredentials)? {
            Credentials::AccessToken(token) => TokenSource::fixed(token),
            Credentials::OAuth(client, refresh_token) => {
                let accounts = servers.accounts.clone();
                let accounts = accounts.ok_or_else(|| ConfigError::NoAccountsServer {
                    base_url: servers.api.to_string(),
                })?;
                let server = AccountsServer::new(accounts, api_hosts);
                let (at, id) = (server.address(), &client.client_id);
                TokenSource::refreshed(Renewal {
                    key: match &refresh_token {
                        RefreshToken::Given(token) => TokenKey::of_refresh_token(at, id, token),
                        RefreshToken::Stored { name } => TokenKey::named(at, id, name),
                    },
                    server,
                    client,
                    refresh_token,
                    store: GuardedStore::new(
                        self.token_store
                            .unwrap_or_else(|| Arc::new(MemoryTokenStore::new())),
                    ),
                    clock: self.clock,
                    ahead: self.refresh_ahead,
                    unsaved: Mutex::default(),
                })
            }
        };
        // The generated client builds requests with it, and sends none.
        let (http, sender) = match self.http {
            Some(http) => (http.clone(), Sender::Supplied(http)),
            None => {
                let addresses = [Some(&servers.api), servers.accounts.as_ref()];
                let clients = HttpClients::for_addresses(addresses.into_iter().flatten())?;
                let http = clients.to(&base).map_err(ConfigError::http_client)?.clone();
                (http, Sender::Own(Arc::new(clients)))
            }
        };
        let pacing = self.pacing.unwrap_or_else(|| {
            if is_loopback(&servers.api) {
                Pacing::off()
            } else {
                Pacing::default()
            }
        });
        let budget = self.budget;
        let budget = budget.unwrap_or_else(|| Arc::new(LocalBudget::default()));
        let core = Core {
            product: self.product,
            organization,
            tokens,
            follow_api_domain: servers.follow_api_domain,
            retries: RetryBudget::new(),
            pacer: Pacer::new(pacing, budget),
            sender: self.transport.map_or(sender, Sender::Other),
        };
        Ok(Client::new(
            base.as_str(),
            http,
            Arc::new(core),
            self.options,
        ))
    }
}
