//! The source of a client's access tokens.

use std::collections::BTreeMap;
use std::sync::{Mutex, MutexGuard, PoisonError};

use chrono::{DateTime, TimeDelta, Utc};
use secrecy::SecretString;

use super::refresher::Refresher;
use super::renewal::Renewal;
use super::{AccessToken, AuthError};
use crate::sender::Sender;

/// How long a scope counts as missing.
const MEMORY: TimeDelta = TimeDelta::hours(1);

/// The source of access tokens.
#[derive(Debug)]
pub(crate) enum TokenSource {
    /// One token, which the caller supplies.
    Fixed(AccessToken),
    /// Tokens that are requested with a refresh token when needed.
    Refreshed(Box<RefreshedTokens>),
}

/// Tokens that are requested with a refresh token.
#[derive(Debug)]
pub(crate) struct RefreshedTokens {
    refresher: Refresher,
    missing: Mutex<MissingScopes>,
}

/// The scopes that were rejected with a new token, and when. The service returns the same error for an invalid token
/// and for a missing scope; without this, every call that needs an ungranted scope would cost a token request.
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

    /// A valid token other than the rejected one. All callers wait for the same token request.
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

    /// The token to use instead of one that was returned some time ago, without waiting; `None` if it has expired.
    pub(crate) async fn current(&self, token: &AccessToken) -> Option<AccessToken> {
        match self {
            Self::Fixed(token) => Some(token.clone()),
            Self::Refreshed(source) => source.refresher.current(token).await,
        }
    }

    /// Records that the service rejected a token for an operation of this scope. Returns whether another token may
    /// help.
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

    /// Records that the service rejected this scope with a token and with the new one that replaced it.
    pub(crate) fn refuse_again(&self, scope: &'static str) {
        if let Self::Refreshed(source) = self {
            let now = source.refresher.last_seen();
            source.missing().insert(scope, now);
        }
    }

    /// Records that the service accepted an operation of this scope.
    pub(crate) fn accept(&self, scope: &'static str) {
        if let Self::Refreshed(source) = self {
            source.missing().remove(scope);
        }
    }

    /// Revokes the sign-in and deletes its tokens. Returns whether there was one.
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
