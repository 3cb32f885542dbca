//! A sign-in by way of the browser.

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

/// A sign-in in the browser that has begun. Keep it until the user comes back, together with the
/// session that it belongs to.
///
/// 1. Send the user to [`url`](Self::url), where the accounts server asks for consent.
/// 2. The accounts server sends the browser to the redirect URI, with a code.
/// 3. Give [`finish`](Self::finish) the address that the browser came to.
///
/// A random `state` tells whether the browser that comes back is the one that was sent. A proof (PKCE,
/// S256) makes a code useless to whoever sees it on its way.
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
/// let client = OAuthClient { client_id: id.into(), client_secret: secret.into() };
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
    /// As the caller wrote it: the accounts server compares text.
    redirect_text: String,
    scopes: String,
    state: SecretString,
    verifier: Option<SecretString>,
    /// The code that the browser has brought, and what it is exchanged for.
    exchange: Mutex<Option<CodeExchange>>,
}

/// The exchange of a code, which happens once however many requests bring it.
#[derive(Clone)]
struct CodeExchange {
    code: SecretString,
    outcome: SignInOutcome,
}

/// What a sign-in comes to, for all who wait for it.
pub(super) type SignInOutcome = Shared<BoxFuture<'static, Result<SignIn, LoginError>>>;

/// Why nobody could be signed in.
#[derive(Clone, Debug, thiserror::Error)]
#[non_exhaustive]
pub enum LoginError {
    /// The redirect has no `state`, or another one: it does not belong to this sign-in. Perhaps it is
    /// an old one, perhaps somebody wants the user to sign in as somebody else.
    #[error("the redirect does not belong to this sign-in: its state is not the one that was sent")]
    StateMismatch,
    /// The user, or the accounts server, said no.
    #[error("the sign-in was refused: {error}")]
    Denied {
        /// The error's name, such as `access_denied`.
        error: String,
    },
    /// The redirect has no code.
    #[error("the redirect has neither a code nor an error")]
    NoCode,
    /// An address cannot be read.
    #[error("the {what} cannot be used: {reason}")]
    InvalidAddress {
        /// Which address.
        what: &'static str,
        /// What is wrong with it.
        reason: String,
    },
    /// The redirect names an accounts server that is none of Zoho's. It would have been sent the secret
    /// of the client.
    #[error("the redirect names {address} as accounts server, which is not one that is known")]
    UnknownAccountsServer {
        /// Its address.
        address: String,
    },
    /// The accounts server gave an access token only.
    #[error("the accounts server gave no refresh token")]
    NoRefreshToken,
    /// The system gives no random numbers.
    #[error("the system gives no random numbers: {0}")]
    NoRandomness(String),
    /// The loopback address cannot be listened at.
    #[error("cannot wait for the browser: {0}")]
    Listen(String),
    /// The code could not be exchanged.
    #[error(transparent)]
    Auth(#[from] AuthError),
}

impl Login {
    pub(super) fn begin(
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

    /// Leaves out the proof. Zoho's documents do not say which kinds of clients may have one; a server
    /// that does not know it passes over it.
    #[must_use]
    pub fn without_pkce(mut self) -> Self {
        self.verifier = None;
        self
    }

    /// Where the user consents. It asks for a refresh token, and has the user asked even if that was
    /// done before, for otherwise there would be none.
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

    /// Signs the user in. Takes the address that the browser came to, whole or from its path on.
    ///
    /// A browser may come several times with the same code, for example when the page is reloaded or was
    /// fetched ahead. The code is exchanged once, even if the first future is dropped, and all get the same
    /// sign-in. Has to be called on a tokio runtime.
    ///
    /// # Errors
    ///
    /// Fails when the address does not belong to this sign-in, the user said no, or the accounts server
    /// does not exchange the code. After an address that does not belong to it, the sign-in is still
    /// good.
    pub async fn finish(&self, address: &str) -> Result<SignIn, LoginError> {
        let returned = self.read(address)?;
        self.redeem(returned).await
    }

    /// Reads a redirect that belongs to this sign-in.
    pub(super) fn read(&self, address: &str) -> Result<RedirectParams, LoginError> {
        let returned = RedirectParams::read(&self.redirect_uri, address)?;
        // First of all: nothing else in a redirect of somebody else is of interest.
        if returned.state.as_deref() == Some(self.state.expose_secret()) {
            Ok(returned)
        } else {
            Err(LoginError::StateMismatch)
        }
    }

    /// What a redirect comes to. Its code is exchanged unless that has been done.
    pub(super) fn redeem(&self, returned: RedirectParams) -> SignInOutcome {
        self.start(returned)
            .unwrap_or_else(|error| ready(Err(error)).boxed().shared())
    }

    fn start(&self, returned: RedirectParams) -> Result<SignInOutcome, LoginError> {
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
        if let Some(known) = exchange.as_ref().filter(|known| known.stands(&code)) {
            return Ok(known.outcome.clone());
        }
        let (app, redirect_uri) = (self.app.clone(), self.redirect_text.clone());
        let (verifier, brought) = (self.verifier.clone(), code.clone());
        // A task of its own: a browser that goes away must not take the tokens with it.
        let task = tokio::spawn(async move {
            let grant = Grant::Code {
                code: &brought,
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
    /// Whether this exchange counts for a code as well: it is under way, has succeeded, or was of the same
    /// code. A code that has failed before it was sent may be sent again.
    fn stands(&self, code: &SecretString) -> bool {
        match self.outcome.peek() {
            None | Some(Ok(_)) => true,
            Some(Err(LoginError::Auth(AuthError::Unreachable { sent: false, .. }))) => false,
            Some(Err(_)) => self.code.expose_secret() == code.expose_secret(),
        }
    }
}

/// What a redirect brings.
#[derive(Default)]
pub(super) struct RedirectParams {
    state: Option<String>,
    code: Option<SecretString>,
    error: Option<String>,
    accounts_server: Option<String>,
}

impl RedirectParams {
    fn read(redirect_uri: &Url, address: &str) -> Result<Self, LoginError> {
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

/// The address, or what is wrong with it, without showing it.
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
