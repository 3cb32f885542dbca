//! The access token in hand: kept while it is good, fetched anew by one caller for all.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use http::HeaderValue;
use secrecy::{ExposeSecret, SecretString};
use tokio::sync::Mutex;
use tokio::time::Instant;
use url::Url;

use super::{AccountsServer, AuthError, OAuthClient};

/// A token this close to its end is not used any more, so that it cannot die on the way.
const MARGIN: Duration = Duration::from_secs(60);

/// An access token; cheap to clone.
#[derive(Clone)]
pub(crate) struct AccessToken {
    secret: Arc<SecretString>,
    /// Where the API is for this token, if the accounts server said so.
    pub(crate) api_domain: Option<Url>,
}

impl AccessToken {
    fn new(secret: SecretString, api_domain: Option<Url>) -> Self {
        Self {
            secret: Arc::new(secret),
            api_domain,
        }
    }

    /// The value of the `Authorization` header, marked as sensitive; `None` when the token has
    /// characters that no header may have.
    pub(crate) fn header(&self) -> Option<HeaderValue> {
        let text = format!("Zoho-oauthtoken {}", self.secret.expose_secret());
        let mut value = HeaderValue::from_str(&text).ok()?;
        value.set_sensitive(true);
        Some(value)
    }

    fn is(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.secret, &other.secret)
    }
}

impl fmt::Debug for AccessToken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("AccessToken")
            .field("api_domain", &self.api_domain)
            .finish_non_exhaustive()
    }
}

/// Where tokens come from.
#[derive(Debug)]
pub(crate) enum TokenSource {
    /// One token that the caller looks after.
    Fixed(AccessToken),
    /// Tokens fetched with a refresh token as they are needed.
    Refreshed(Box<Refreshed>),
}

/// Tokens fetched with a refresh token.
#[derive(Debug)]
pub(crate) struct Refreshed {
    server: AccountsServer,
    client: OAuthClient,
    held: Mutex<Option<Held>>,
}

#[derive(Debug)]
struct Held {
    token: AccessToken,
    /// Absent when it is beyond what a clock can tell.
    good_until: Option<Instant>,
}

impl Held {
    fn is_good(&self) -> bool {
        self.good_until
            .is_none_or(|good_until| Instant::now() < good_until)
    }
}

impl TokenSource {
    pub(crate) fn fixed(secret: SecretString) -> Self {
        Self::Fixed(AccessToken::new(secret, None))
    }

    pub(crate) fn refreshed(server: AccountsServer, client: OAuthClient) -> Self {
        Self::Refreshed(Box::new(Refreshed {
            server,
            client,
            held: Mutex::new(None),
        }))
    }

    /// A token that is good now. While one caller fetches it, the others wait for the same one.
    pub(crate) async fn token(&self, http: &reqwest::Client) -> Result<AccessToken, AuthError> {
        match self {
            Self::Fixed(token) => Ok(token.clone()),
            Self::Refreshed(source) => source.token(http).await,
        }
    }

    /// Drops a token that the service refused. Tells whether another one can be had.
    pub(crate) async fn reject(&self, token: &AccessToken) -> bool {
        match self {
            Self::Fixed(_) => false,
            Self::Refreshed(source) => {
                let mut held = source.held.lock().await;
                // Another caller may have replaced it already.
                if held.as_ref().is_some_and(|held| held.token.is(token)) {
                    *held = None;
                }
                true
            }
        }
    }
}

impl Refreshed {
    async fn token(&self, http: &reqwest::Client) -> Result<AccessToken, AuthError> {
        let mut held = self.held.lock().await;
        if let Some(held) = held.as_ref().filter(|held| held.is_good()) {
            return Ok(held.token.clone());
        }
        let issued = self.server.refresh(http, &self.client).await?;
        tracing::debug!(
            lifetime_s = issued.lifetime.as_secs(),
            "got an access token"
        );
        let token = AccessToken::new(issued.secret, issued.api_domain);
        *held = Some(Held {
            token: token.clone(),
            good_until: Instant::now().checked_add(issued.lifetime.saturating_sub(MARGIN)),
        });
        Ok(token)
    }
}
