//! Where the access tokens of a client come from.

use std::collections::BTreeMap;
use std::sync::{Mutex, MutexGuard, PoisonError};

use chrono::{DateTime, TimeDelta, Utc};
use secrecy::SecretString;

use super::refresher::Refresher;
use super::renewal::Renewal;
use super::{AccessToken, AuthError};
use crate::sender::Sender;

/// How long it is remembered that a scope is missing.
const MEMORY: TimeDelta = TimeDelta::hours(1);

/// Where tokens come from.
#[derive(Debug)]
pub(crate) enum TokenSource {
    /// One token that the caller looks after.
    Fixed(AccessToken),
    /// Tokens fetched with a refresh token as they are needed.
    Refreshed(Box<RefreshedTokens>),
}

/// Tokens fetched with a refresh token.
#[derive(Debug)]
pub(crate) struct RefreshedTokens {
    refresher: Refresher,
    missing: Mutex<MissingScopes>,
}

/// The scopes that were refused to a token that had just been fetched, and when. The service answers the
/// same to a dead token and to a missing scope, and without this, every call for a scope that nobody has
/// granted would cost a token request.
type MissingScopes = BTreeMap<&'static str, DateTime<Utc>>;

impl TokenSource {
    pub(crate) fn fixed(secret: SecretString) -> Self {
        Self::Fixed(AccessToken::new(secret, None))
    }

    pub(crate) fn refreshed(renewal: Renewal) -> Self {
        Self::Refreshed(Box::new(RefreshedTokens {
            refresher: Refresher::new(renewal),
            missing: Mutex::default(),
        }))
    }

    /// A token that is good now, and not the one that was refused to the caller, if one was. While one
    /// caller fetches it, the others wait for the same one.
    pub(crate) async fn token(
        &self,
        sender: &Sender,
        refused: Option<&AccessToken>,
    ) -> Result<AccessToken, AuthError> {
        match self {
            Self::Fixed(token) => Ok(token.clone()),
            Self::Refreshed(source) => source.refresher.token(sender, refused).await,
        }
    }

    /// The token to use instead of one that was handed out some time ago, without waiting; `None` if it
    /// has expired meanwhile.
    pub(crate) async fn current(&self, token: &AccessToken) -> Option<AccessToken> {
        match self {
            Self::Fixed(token) => Some(token.clone()),
            Self::Refreshed(source) => source.refresher.current(token).await,
        }
    }

    /// Notes that the service has refused a token for an operation of this scope. Tells whether another
    /// token might help.
    pub(crate) fn refuse(&self, token: &AccessToken, scope: &'static str) -> bool {
        let Self::Refreshed(source) = self else {
            return false;
        };
        let now = source.refresher.last_seen();
        let known = source.missing().get(scope).copied();
        if known.is_some_and(|since| since <= now && now - since < MEMORY) {
            return false;
        }
        source.refresher.refuse(token);
        true
    }

    /// Notes that the service has refused this scope to a token and to the one that came in its place.
    pub(crate) fn refuse_again(&self, scope: &'static str) {
        if let Self::Refreshed(source) = self {
            let now = source.refresher.last_seen();
            source.missing().insert(scope, now);
        }
    }

    /// Notes that the service has let an operation of this scope through.
    pub(crate) fn accept(&self, scope: &'static str) {
        if let Self::Refreshed(source) = self {
            source.missing().remove(scope);
        }
    }

    /// Takes the sign-in back and forgets its tokens. Tells whether there is one to take back.
    pub(crate) async fn revoke(&self, sender: &Sender) -> Result<bool, AuthError> {
        match self {
            Self::Fixed(_) => Ok(false),
            Self::Refreshed(source) => source.refresher.revoke(sender).await.map(|()| true),
        }
    }
}

impl RefreshedTokens {
    fn missing(&self) -> MutexGuard<'_, MissingScopes> {
        self.missing.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
