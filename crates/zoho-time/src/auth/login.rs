//! Sign-in via the browser.

use std::fmt;
use std::future::ready;
use std::sync::{Mutex, PoisonError};

use futures::FutureExt as _;
use futures::future::{BoxFuture, Shared};
use secrecy::{ExposeSecret, SecretString};
use url::Url;

use super::accounts::Grant;
use super::app::OAuthApp;
use super::sign_in::SignIn;
use super::{AuthError, Scopes, pkce};
use crate::server_text;

/// A sign-in via the browser. Keep it until the redirect arrives, together with the session of the user.
///
/// 1. Send the user to [`url`](Self::url), where the accounts server asks for consent.
/// 2. The accounts server sends the browser to the redirect URI, with a code.
/// 3. Pass the URL of that request to [`finish`](Self::finish).
///
/// A random `state` ensures that the redirect belongs to this sign-in. PKCE (S256, RFC 7636) makes an intercepted
/// code useless.
///
/// ```
/// use zoho_time::Product;
/// use zoho_time::auth::{FileTokenStore, OAuthApp, OAuthClient, Scopes};
///
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
/// # use zoho_time_sandbox::{Consent, Sandbox};
/// # let sandbox = Sandbox::builder().consent(Consent::Immediate).start().await?;
/// # let (accounts_url, demo) = (sandbox.accounts_url(), sandbox.demo());
/// # let (id, secret) = (demo.client_id.clone(), demo.client_secret.clone());
/// # let folder = tempfile::tempdir()?;
/// # let path = folder.path().join("tokens.json");
/// // `OAuthApp::new(DataCenter::Europe, …)` for Zoho itself.
/// let client = OAuthClient {
///     client_id: id,
///     client_secret: secret.into(),
/// };
/// let app = OAuthApp::at(accounts_url, client)?;
/// let login = app.login("http://localhost:8000/callback", &Scopes::all(Product::Books))?;
/// println!("Open {} in your browser.", login.url());
/// # let browser = reqwest::Client::builder().redirect(reqwest::redirect::Policy::none()).build()?;
/// # let answer = browser.get(login.url()).send().await?;
/// # let address = answer.headers()["location"].to_str()?;
/// let sign_in = login.finish(address).await?;
/// sign_in.save(&FileTokenStore::new(path), "work").await?;
/// # Ok(())
/// # }
/// ```
pub struct Login {
    pub(super) app: OAuthApp,
    pub(super) redirect_uri: Url,
    /// Verbatim, because the accounts server compares text.
    redirect_text: String,
    scopes: String,
    state: SecretString,
    verifier: Option<SecretString>,
    /// The code from the redirect, and the result of its exchange.
    exchange: Mutex<Option<CodeExchange>>,
}

/// The exchange of a code. It happens once, however many requests have the code.
#[derive(Clone)]
struct CodeExchange {
    code: SecretString,
    outcome: SignInOutcome,
}

/// The result of a sign-in, shared by all that wait for it.
pub(super) type SignInOutcome = Shared<BoxFuture<'static, Result<SignIn, LoginError>>>;

/// The reason why a sign-in failed.
///
/// No variant contains a code, a token or a secret.
#[derive(Clone, Debug, thiserror::Error)]
#[non_exhaustive]
pub enum LoginError {
    /// The `state` of the redirect is missing or different: the redirect does not belong to this sign-in. It may be
    /// an old one, or an attack that signs the user in to another account.
    #[error("the redirect does not belong to this sign-in: its state is not the one that was sent")]
    StateMismatch,
    /// The user denied the consent, or the accounts server refused.
    #[error("the sign-in was refused: {error}")]
    Denied {
        /// The error's name, such as `access_denied`.
        error: String,
    },
    /// The redirect has no code.
    #[error("the redirect has neither a code nor an error")]
    NoCode,
    /// An address is malformed or not allowed.
    #[error("the {what} cannot be used: {reason}")]
    InvalidAddress {
        /// The kind of address, such as `redirect URI`.
        what: &'static str,
        /// The problem.
        reason: String,
    },
    /// The redirect names an accounts server that is not one of Zoho's. The client secret is not sent there.
    #[error("the redirect names the accounts server {address}, which is not one of Zoho's")]
    UnknownAccountsServer {
        /// Its address.
        address: String,
    },
    /// The accounts server issued an access token only.
    #[error(
        "the accounts server issued no refresh token; revoke the program's access in the Zoho account, and sign in again"
    )]
    NoRefreshToken,
    /// The operating system provides no random numbers.
    #[error("the operating system provides no random numbers: {0}")]
    NoRandomness(String),
    /// The loopback address cannot be bound.
    #[error("cannot listen for the redirect on {0}")]
    Listen(String),
    /// The code could not be exchanged.
    #[error(transparent)]
    Auth(#[from] AuthError),
}

impl Login {
    pub(super) fn start(
        app: OAuthApp,
        redirect_uri: &str,
        scopes: &Scopes,
    ) -> Result<Self, LoginError> {
        let random = || pkce::random().map_err(|error| LoginError::NoRandomness(error.to_string()));
        Ok(Self {
            app,
            redirect_uri: read("redirect URI", Url::parse(redirect_uri))?,
            redirect_text: redirect_uri.to_owned(),
            scopes: scopes.to_string(),
            state: random()?,
            verifier: Some(random()?),
            exchange: Mutex::default(),
        })
    }

    /// Disables PKCE. Zoho does not document which types of clients support it; a server that does not ignores it.
    #[must_use]
    pub fn without_pkce(mut self) -> Self {
        self.verifier = None;
        self
    }

    /// The URL at which the user consents. It requests a refresh token, and always prompts the user, because Zoho
    /// issues no refresh token without a prompt.
    #[must_use]
    pub fn url(&self) -> String {
        let mut url = self.app.server.at("/oauth/v2/auth");
        let mut query = url.query_pairs_mut();
        query
            .append_pair("response_type", "code")
            .append_pair("client_id", &self.app.client.client_id)
            .append_pair("redirect_uri", &self.redirect_text)
            .append_pair("scope", &self.scopes)
            .append_pair("access_type", "offline")
            .append_pair("prompt", "consent")
            .append_pair("state", self.state.expose_secret());
        if let Some(verifier) = &self.verifier {
            query
                .append_pair("code_challenge", &pkce::challenge(verifier))
                .append_pair("code_challenge_method", pkce::METHOD);
        }
        drop(query);
        url.into()
    }

    /// Finishes the sign-in. `address` is the URL that the accounts server redirected the browser to, complete or
    /// from its path on.
    ///
    /// A browser may send the same code several times, for example when the page is reloaded or prefetched. The code
    /// is exchanged once, even if the first future is dropped, and all calls return the same sign-in. Must be called
    /// on a tokio runtime.
    ///
    /// # Errors
    ///
    /// Fails with [`LoginError::StateMismatch`] if `address` does not belong to this sign-in; the sign-in may still be
    /// finished with another one. Fails with [`LoginError::Denied`] if the user denied the consent, and with
    /// [`LoginError::Auth`] if the accounts server does not exchange the code.
    pub async fn finish(&self, address: &str) -> Result<SignIn, LoginError> {
        let returned = self.read(address)?;
        self.redeem(returned).await
    }

    /// Parses a redirect of this sign-in.
    pub(super) fn read(&self, address: &str) -> Result<RedirectParams, LoginError> {
        let returned = RedirectParams::parse(&self.redirect_uri, address)?;
        // Checked first: a foreign redirect must have no effect.
        if returned.state.as_deref() == Some(self.state.expose_secret()) {
            Ok(returned)
        } else {
            Err(LoginError::StateMismatch)
        }
    }

    /// The result of a redirect. Exchanges its code unless that has been done.
    pub(super) fn redeem(&self, returned: RedirectParams) -> SignInOutcome {
        self.exchange_code(returned)
            .unwrap_or_else(|error| ready(Err(error)).boxed().shared())
    }

    fn exchange_code(&self, returned: RedirectParams) -> Result<SignInOutcome, LoginError> {
        if let Some(error) = returned.error {
            let error = server_text::shown(&error, &[]);
            return Err(LoginError::Denied { error });
        }
        let server = match returned.accounts_server {
            Some(named) => self.app.server_named(&named)?,
            None => self.app.server.clone(),
        };
        let code = returned.code.ok_or(LoginError::NoCode)?;
        let mut exchange = self.exchange.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(known) = exchange.as_ref().filter(|known| known.covers(&code)) {
            return Ok(known.outcome.clone());
        }
        let (app, redirect_uri) = (self.app.clone(), self.redirect_text.clone());
        let (verifier, exchanged) = (self.verifier.clone(), code.clone());
        // A separate task, so that a browser that disconnects does not cancel the exchange.
        let task = tokio::spawn(async move {
            let grant = Grant::Code {
                code: &exchanged,
                redirect_uri: Some(&redirect_uri),
                verifier: verifier.as_ref(),
            };
            app.redeem(&server, &grant).await
        });
        let outcome = task.map(|ended| ended.unwrap_or(Err(AuthError::BrokenOff.into())));
        let outcome = outcome.boxed().shared();
        *exchange = Some(CodeExchange {
            code,
            outcome: outcome.clone(),
        });
        Ok(outcome)
    }
}

impl CodeExchange {
    /// Whether `code` gets the result of this exchange: it is in progress, has succeeded, or was for the same code. A
    /// code that could not be sent may be sent again.
    fn covers(&self, code: &SecretString) -> bool {
        match self.outcome.peek() {
            None | Some(Ok(_)) => true,
            Some(Err(LoginError::Auth(AuthError::Unreachable { sent: false, .. }))) => false,
            Some(Err(_)) => self.code.expose_secret() == code.expose_secret(),
        }
    }
}

/// The parameters of a redirect.
#[derive(Default)]
pub(super) struct RedirectParams {
    state: Option<String>,
    code: Option<SecretString>,
    error: Option<String>,
    accounts_server: Option<String>,
}

impl RedirectParams {
    fn parse(redirect_uri: &Url, address: &str) -> Result<Self, LoginError> {
        let url = read("address of the redirect", redirect_uri.join(address))?;
        let mut returned = Self::default();
        for (name, value) in url.query_pairs() {
            let value = value.into_owned();
            match &*name {
                "state" => returned.state = Some(value),
                "code" => returned.code = Some(value.into()),
                "error" => returned.error = Some(value),
                "accounts-server" => returned.accounts_server = Some(value),
                _ => {}
            }
        }
        Ok(returned)
    }
}

/// The address, or an error that does not contain it.
fn read(what: &'static str, url: Result<Url, url::ParseError>) -> Result<Url, LoginError> {
    url.map_err(|error| LoginError::InvalidAddress {
        what,
        reason: error.to_string(),
    })
}

impl fmt::Debug for Login {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Login")
            .field("app", &self.app)
            .field("redirect_uri", &self.redirect_text)
            .field("scopes", &self.scopes)
            .finish_non_exhaustive()
    }
}
