//! The client builder.

use std::collections::HashMap;
use std::env;
use std::fmt;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use secrecy::{ExposeSecret as _, SecretString};
use zoho_time_types::OrganizationId;

use crate::address::{PlainHttp, is_loopback};
use crate::auth::{
    AccountsServer, ApiHosts, Credentials, FileTokenStore, GuardedStore, MemoryTokenStore,
    OAuthClient, RefreshToken, Renewal, TokenKey, TokenSource, TokenStore,
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

/// How long before it expires an access token is renewed.
const REFRESH_AHEAD: Duration = Duration::from_secs(300);

/// Builder for a [`Client`]. Returned by [`Client::builder`] and [`ClientBuilder::from_env`].
///
/// An [`organization`](Self::organization) and one of [`credentials`](Self::credentials),
/// [`signed_in_as`](Self::signed_in_as) and [`access_token`](Self::access_token) are required.
///
/// ```
/// use std::time::Duration;
/// use zoho_time::auth::FileTokenStore;
/// use zoho_time::{Client, Credentials, DataCenter, Pacing, Product};
///
/// # fn main() -> Result<(), Box<dyn std::error::Error>> {
/// let zoho = Client::builder()
///     .product(Product::Invoice)
///     .data_center(DataCenter::Europe)
///     .organization("10234695".parse()?)
///     .credentials(Credentials {
///         client_id: "1000.CLIENT".to_owned(),
///         client_secret: "client secret".into(),
///         refresh_token: "1000.refresh.token".into(),
///     })
///     .token_store(FileTokenStore::new("/var/lib/timesheet/tokens.json"))
///     .options(|options| options.total_timeout(Duration::from_secs(20)))
///     .pacing(Pacing::default().per_minute(50))
///     .build()?;
/// # let _ = zoho;
/// # Ok(())
/// # }
/// ```
#[must_use = "a builder does nothing until `build` is called"]
pub struct ClientBuilder {
    product: Product,
    data_center: DataCenter,
    organization: Option<OrganizationId>,
    tokens: Option<TokenOrigin>,
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

enum TokenOrigin {
    AccessToken(SecretString),
    OAuth(OAuthClient, RefreshToken),
}

impl TokenOrigin {
    /// Whether the token has text in it; the server would refuse a blank token with every call.
    fn is_given(&self) -> bool {
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

impl Client {
    /// Returns a builder with the default settings.
    pub fn builder() -> ClientBuilder {
        ClientBuilder::new()
    }

    /// Builds a client from the variables of the environment, which [`ClientBuilder::from_env`] lists.
    ///
    /// ```no_run
    /// let zoho = zoho_time::Client::from_env()?;
    /// # let _ = zoho;
    /// # Ok::<(), zoho_time::ConfigError>(())
    /// ```
    ///
    /// # Errors
    ///
    /// Fails if a variable is invalid, or one that is required is missing.
    pub fn from_env() -> Result<Self, ConfigError> {
        ClientBuilder::from_env()?.build()
    }

    /// Builds a client from variables that the caller has: see [`ClientBuilder::from_vars`].
    ///
    /// The sandbox returns those that lead to it, so a test needs two lines:
    ///
    /// ```
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// let sandbox = zoho_time_sandbox::Sandbox::start().await?;
    /// let zoho = zoho_time::Client::from_vars(sandbox.variables())?;
    /// assert!(zoho.timer().running().await?.is_none());
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// Those of [`from_env`](Self::from_env).
    pub fn from_vars<N, V>(variables: impl IntoIterator<Item = (N, V)>) -> Result<Self, ConfigError>
    where
        N: Into<String>,
        V: Into<String>,
    {
        ClientBuilder::from_vars(variables)?.build()
    }
}

impl ClientBuilder {
    fn new() -> Self {
        Self {
            product: Product::Books,
            data_center: DataCenter::UnitedStates,
            organization: None,
            tokens: None,
            base_url: None,
            accounts_url: None,
            plain_http: PlainHttp::LoopbackOnly,
            api_hosts: Vec::new(),
            http: None,
            transport: None,
            options: CallOptions::default(),
            pacing: None,
            token_store: None,
            refresh_ahead: REFRESH_AHEAD,
            clock: Clock::system(),
            budget: None,
        }
    }

    /// A builder with the settings of the environment.
    ///
    /// | variable | setting |
    /// |---|---|
    /// | `ZOHO_TIME_ORGANIZATION_ID` | [`organization`](Self::organization), required |
    /// | `ZOHO_TIME_PRODUCT` | [`product`](Self::product): `books`, `billing` or `invoice` |
    /// | `ZOHO_TIME_DATA_CENTER` | [`data_center`](Self::data_center), such as `eu` or `com.au` |
    /// | `ZOHO_TIME_CLIENT_ID`, `ZOHO_TIME_CLIENT_SECRET`, `ZOHO_TIME_REFRESH_TOKEN` | [`credentials`](Self::credentials), if all three are set |
    /// | `ZOHO_TIME_ACCESS_TOKEN` | [`access_token`](Self::access_token), unless those three are set |
    /// | `ZOHO_TIME_TOKEN_FILE` | [`token_store`](Self::token_store): the path of a [`FileTokenStore`] |
    /// | `ZOHO_TIME_BASE_URL` | [`base_url`](Self::base_url) |
    /// | `ZOHO_TIME_ACCOUNTS_URL` | [`accounts_url`](Self::accounts_url) |
    /// | `ZOHO_TIME_ALLOW_HTTP` | [`allow_http`](Self::allow_http): `1` or `0` |
    ///
    /// A variable that is empty counts as not set, and one that is not UTF-8 as well.
    ///
    /// ```no_run
    /// use std::time::Duration;
    /// use zoho_time::ClientBuilder;
    ///
    /// let zoho = ClientBuilder::from_env()?
    ///     .options(|options| options.total_timeout(Duration::from_secs(20)))
    ///     .build()?;
    /// # let _ = zoho;
    /// # Ok::<(), zoho_time::ConfigError>(())
    /// ```
    ///
    /// # Errors
    ///
    /// Fails if the product, the data centre, the organization id or `ZOHO_TIME_ALLOW_HTTP` is invalid.
    pub fn from_env() -> Result<Self, ConfigError> {
        Self::from_variables(|name| env::var(name).ok())
    }

    /// A builder with the settings of variables that the caller has, instead of those of the environment:
    /// see [`from_env`](Self::from_env) for their names. Others are ignored, and of several with the same
    /// name the last one counts.
    ///
    /// # Errors
    ///
    /// Those of [`from_env`](Self::from_env).
    pub fn from_vars<N, V>(variables: impl IntoIterator<Item = (N, V)>) -> Result<Self, ConfigError>
    where
        N: Into<String>,
        V: Into<String>,
    {
        let variables: HashMap<String, String> = variables
            .into_iter()
            .map(|(name, value)| (name.into(), value.into()))
            .collect();
        Self::from_variables(|name| variables.get(name).cloned())
    }

    fn from_variables(read: impl Fn(&str) -> Option<String>) -> Result<Self, ConfigError> {
        let read = |name: &str| read(name).filter(|value| !value.trim().is_empty());
        let mut builder = Self::new();
        if let Some(product) = read("ZOHO_TIME_PRODUCT") {
            builder = builder.product(product.parse()?);
        }
        if let Some(data_center) = read("ZOHO_TIME_DATA_CENTER") {
            builder = builder.data_center(data_center.parse()?);
        }
        if let Some(organization) = read("ZOHO_TIME_ORGANIZATION_ID") {
            builder = builder.organization(organization.trim().parse()?);
        }
        if let Some(url) = read("ZOHO_TIME_BASE_URL") {
            builder = builder.base_url(url);
        }
        if let Some(url) = read("ZOHO_TIME_ACCOUNTS_URL") {
            builder = builder.accounts_url(url);
        }
        if let Some(allow) = read("ZOHO_TIME_ALLOW_HTTP") {
            builder = match allow.trim() {
                "1" => builder.allow_http(true),
                "0" => builder.allow_http(false),
                _ => return Err(ConfigError::InvalidAllowHttp(allow)),
            };
        }
        if let Some(token) = read("ZOHO_TIME_ACCESS_TOKEN") {
            builder = builder.access_token(token);
        }
        if let (Some(client_id), Some(client_secret), Some(refresh_token)) = (
            read("ZOHO_TIME_CLIENT_ID"),
            read("ZOHO_TIME_CLIENT_SECRET"),
            read("ZOHO_TIME_REFRESH_TOKEN"),
        ) {
            builder = builder.credentials(Credentials {
                client_id,
                client_secret: client_secret.into(),
                refresh_token: refresh_token.into(),
            });
        }
        if let Some(file) = read("ZOHO_TIME_TOKEN_FILE") {
            builder = builder.token_store(FileTokenStore::new(file));
        }
        Ok(builder)
    }

    /// The product to talk to; [`Product::Books`] by default.
    pub fn product(mut self, product: Product) -> Self {
        self.product = product;
        self
    }

    /// The data centre that hosts the organization; [`DataCenter::UnitedStates`] by default.
    pub fn data_center(mut self, data_center: DataCenter) -> Self {
        self.data_center = data_center;
        self
    }

    /// The organization to work in. Required.
    pub fn organization(mut self, organization: OrganizationId) -> Self {
        self.organization = Some(organization);
        self
    }

    /// An access token to use unchanged. It is valid for an hour; give a client that lives longer
    /// [`credentials`](Self::credentials). Replaces credentials given before.
    pub fn access_token(mut self, token: impl Into<SecretString>) -> Self {
        self.tokens = Some(TokenOrigin::AccessToken(token.into()));
        self
    }

    /// A registered OAuth client and a refresh token, from which access tokens are requested when they are
    /// needed. Replaces credentials given before.
    pub fn credentials(mut self, credentials: Credentials) -> Self {
        let client = OAuthClient {
            client_id: credentials.client_id,
            client_secret: credentials.client_secret,
        };
        let refresh_token = RefreshToken::Given(credentials.refresh_token);
        self.tokens = Some(TokenOrigin::OAuth(client, refresh_token));
        self
    }

    /// A registered OAuth client and the refresh token that [`SignIn::save`](crate::auth::SignIn::save)
    /// stored in the [`token_store`](Self::token_store) under `name`. When a user signs in again under that
    /// name while the client runs, the new refresh token is used from the next renewal on. Replaces
    /// credentials given before.
    pub fn signed_in_as(mut self, client: OAuthClient, name: impl Into<String>) -> Self {
        let refresh_token = RefreshToken::Stored { name: name.into() };
        self.tokens = Some(TokenOrigin::OAuth(client, refresh_token));
        self
    }

    /// Where access tokens are stored; by default in the memory of this client and its clones. Several
    /// clients can share a [`MemoryTokenStore`], and several processes a [`FileTokenStore`]: they then use one
    /// token, and count their token requests against one limit.
    pub fn token_store(mut self, store: impl TokenStore + 'static) -> Self {
        self.token_store = Some(Arc::new(store));
        self
    }

    /// How long before it expires an access token is renewed, in the background, while calls still use it:
    /// 5 minutes by default, and at most half of the token's lifetime. A client that makes no calls renews
    /// nothing.
    pub fn refresh_ahead(mut self, span: Duration) -> Self {
        self.refresh_ahead = span;
        self
    }

    /// The clock used for the expiry of access tokens; the system clock by default.
    pub fn clock(mut self, clock: Clock) -> Self {
        self.clock = clock;
        self
    }

    /// The address of the API without the product's path, such as `http://127.0.0.1:8080` for a sandbox. A
    /// path in it is a prefix: `https://gateway.example/zoho` leads to
    /// `https://gateway.example/zoho/books/v3`. Without it, the client uses the address of the data centre, or
    /// the one that the accounts server names, if both belong to the same operator.
    ///
    /// Plain `http` is accepted for servers on this machine, which are reached without a proxy; for others,
    /// see [`allow_http`](Self::allow_http).
    pub fn base_url(mut self, url: impl Into<String>) -> Self {
        self.base_url = Some(url.into());
        self
    }

    /// The address of the accounts server. A path in it is a prefix of the server's own paths.
    ///
    /// Without it, the accounts server follows from the [`base_url`](Self::base_url): a server on this
    /// machine is its own accounts server, and one of Zoho's belongs to a data centre. For any other
    /// `base_url` it is required, because the client secret and the refresh token are sent there. In the same
    /// way, the address of the API follows from the accounts server if there is no `base_url`.
    pub fn accounts_url(mut self, url: impl Into<String>) -> Self {
        self.accounts_url = Some(url.into());
        self
    }

    /// Allows plain `http` for servers on other machines, such as `http://sandbox:8080` in a container
    /// network. Tokens and the client secret then cross the network unencrypted.
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
    /// An accounts server names the API in the `api_domain` of its responses, and the access token is sent
    /// there. Zoho's accounts servers may name the API hosts of Zoho's [data centres](crate::DataCenter), and
    /// any other may name its own host; a different name is ignored with a warning, also one from a token
    /// store.
    pub fn allow_api_host(mut self, host: impl Into<String>) -> Self {
        self.api_hosts.push(host.into());
        self
    }

    /// How calls are made: time limits, retries, additional headers. `change` gets the options that the
    /// builder has, which are those of [`CallOptions::default`] at first, and returns the new ones.
    ///
    /// ```
    /// use std::time::Duration;
    /// use zoho_time::{Client, RetryPolicy};
    ///
    /// let builder = Client::builder().options(|options| {
    ///     options.total_timeout(Duration::from_secs(20)).retry(RetryPolicy::never())
    /// });
    /// # let _ = builder;
    /// ```
    pub fn options(mut self, change: impl FnOnce(CallOptions) -> CallOptions) -> Self {
        self.options = change(self.options);
        self
    }

    /// How requests are delayed to stay within the limits of the organization. By default requests to this
    /// machine are not delayed, and all others as in the default of [`Pacing`], also those to a gateway in
    /// front of Zoho. [`Pacing::off`] turns it off.
    pub fn pacing(mut self, pacing: Pacing) -> Self {
        self.pacing = Some(pacing);
        self
    }

    /// Where the requests of the organization are counted; by default in the memory of this client and its
    /// clones. A budget of your own can be shared with other clients and programs: see [`RateBudget`].
    pub fn rate_budget(mut self, budget: Arc<dyn RateBudget>) -> Self {
        self.budget = Some(budget);
        self
    }

    /// The HTTP client to send with. The default one has a connect timeout of 10 s; the other limits are
    /// those of [`options`](Self::options), whatever the HTTP client's own.
    ///
    /// The default follows no redirects; give the policy [`none`](reqwest::redirect::Policy::none) to this
    /// client as well. If it follows one, no body is sent to the target, and a response from an address
    /// other than the requested one is rejected as
    /// [`Redirected`](crate::transport::TransportErrorKind::Redirected); redirects within one address
    /// cannot be detected.
    pub fn http_client(mut self, http: reqwest::Client) -> Self {
        self.http = Some(http);
        self
    }

    /// The transport to use instead of an HTTP client: see [`HttpTransport`].
    pub fn with_transport(mut self, transport: impl HttpTransport) -> Self {
        self.transport = Some(Arc::new(transport));
        self
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
        let mut api_hosts = ApiHosts::new(self.plain_http);
        for host in &self.api_hosts {
            api_hosts.allow(host)?;
        }
        let tokens = self.tokens.filter(TokenOrigin::is_given);
        let tokens = match tokens.ok_or(ConfigError::NoCredentials)? {
            TokenOrigin::AccessToken(token) => TokenSource::fixed(token),
            TokenOrigin::OAuth(client, refresh_token) => {
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
        let sender = match (self.transport, self.http) {
            (Some(transport), _) => Sender::Other(transport),
            (None, Some(http)) => Sender::Supplied(http),
            (None, None) => {
                let addresses = [Some(&servers.api), servers.accounts.as_ref()];
                let clients = HttpClients::for_addresses(addresses.into_iter().flatten())?;
                Sender::Own(Arc::new(clients))
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
            api: servers.api,
            organization,
            tokens,
            follow_api_domain: servers.follow_api_domain,
            retries: RetryBudget::new(),
            pacer: Pacer::new(pacing, budget),
            sender,
        };
        Ok(Client::new(Arc::new(core), self.options))
    }
}
