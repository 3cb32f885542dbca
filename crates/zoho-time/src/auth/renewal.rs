//! One renewal of an access token: look into the store, and ask the accounts server if nobody else has.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};
use secrecy::SecretString;

use super::accounts::{Grant, IssuedTokens, Refusal};
use super::record::StoredAccess;
use super::token::AccessToken;
use super::{
    AccountsServer, AuthError, LockedTokens, OAuthClient, TokenKey, TokenRecord, TokenStore, limit,
};
use crate::clock::Clock;
use crate::sender::Sender;

/// A token this close to its end is not used any more, so that it cannot die on the way.
const LAST: TimeDelta = TimeDelta::seconds(10);

/// The longest life that a token is believed to have, whatever the accounts server or the store says.
const LONGEST: TimeDelta = TimeDelta::hours(1);

/// The refresh token of a sign-in.
#[derive(Clone)]
pub(crate) enum RefreshToken {
    /// This one.
    Given(SecretString),
    /// The one that the store has under a name.
    Stored {
        /// The name, for people.
        name: String,
    },
}

/// Whose tokens are renewed, where, and by which clock.
pub(crate) struct Renewal {
    pub(crate) server: AccountsServer,
    pub(crate) client: OAuthClient,
    pub(crate) refresh_token: RefreshToken,
    pub(crate) key: TokenKey,
    pub(crate) store: Arc<dyn TokenStore>,
    pub(crate) clock: Clock,
    /// How long before its end a token is renewed.
    pub(crate) ahead: Duration,
}

/// A token and the moments that matter.
#[derive(Clone, Debug)]
pub(super) struct Held {
    pub(super) token: AccessToken,
    /// From when on it is to be renewed.
    pub(super) due: DateTime<Utc>,
    /// From when on it is not to be used.
    pub(super) end: DateTime<Utc>,
}

impl Renewal {
    /// A token to use in the place of the one that is refused, if one is.
    pub(super) async fn run(
        &self,
        sender: &Sender,
        refused: Option<&AccessToken>,
    ) -> Result<Held, AuthError> {
        let stored = self.store.load(&self.key).await?;
        if let Some(held) = stored.and_then(|record| self.of_others(&record, refused)) {
            return Ok(held);
        }
        let mut locked = self.store.lock(&self.key).await?;
        let mut record = locked.load().await?;
        // Whoever had the lock before may have done it.
        if let Some(held) = self.of_others(&record, refused) {
            return Ok(held);
        }
        let now = self.clock.now();
        if let Some(retry_at) = limit::held_until(&record, now) {
            let wait = (retry_at - now).to_std().unwrap_or_default();
            return Err(AuthError::HeldBack { retry_at, wait });
        }
        let refresh_token = self.refresh_token(&record)?;
        let before = record.clone();
        limit::enter(&mut record, now);
        // First, for this process may be killed while it waits for the answer.
        locked.save(&record).await?;
        let grant = Grant::RefreshToken(&refresh_token);
        match self.server.issue(sender, &self.client, &grant).await {
            Ok(issued) => Ok(self.keep(locked.as_mut(), &mut record, issued).await),
            Err(refusal) => Err(self.refused(locked.as_mut(), before, record, refusal).await),
        }
    }

    fn refresh_token(&self, record: &TokenRecord) -> Result<SecretString, AuthError> {
        match (&self.refresh_token, &record.refresh_token) {
            (RefreshToken::Given(token), _) | (RefreshToken::Stored { .. }, Some(token)) => {
                Ok(token.clone())
            }
            (RefreshToken::Stored { name }, None) => {
                Err(AuthError::NotSignedIn { name: name.clone() })
            }
        }
    }

    /// The token in the store, if it need not be renewed.
    fn of_others(&self, record: &TokenRecord, refused: Option<&AccessToken>) -> Option<Held> {
        let access = record.access.as_ref()?;
        if refused.is_some_and(|refused| refused.is_secret(&access.secret)) {
            return None;
        }
        let held = self.hold(access);
        let fresh = self.clock.now() < held.due;
        if fresh {
            tracing::debug!(sign_in = %self.key, "took the access token from the store");
        }
        fresh.then_some(held)
    }

    fn hold(&self, access: &StoredAccess) -> Held {
        let longest = |from: DateTime<Utc>| from.checked_add_signed(LONGEST);
        let limits = [longest(access.issued_at), longest(self.clock.now())];
        let expires_at = limits
            .into_iter()
            .flatten()
            .fold(access.expires_at, Ord::min);
        let life = (expires_at - access.issued_at).max(TimeDelta::zero());
        let ahead = TimeDelta::from_std(self.ahead).unwrap_or(LONGEST);
        let last = LAST.min(life / 10);
        Held {
            token: AccessToken::new(
                access.secret.clone(),
                self.server.admit(access.api_domain.clone()),
            ),
            // A token that lives shorter than expected would be due all its life.
            due: expires_at - ahead.min(life / 2).max(last),
            end: expires_at - last,
        }
    }

    /// Keeps new tokens in the store. They are good even if that fails.
    async fn keep(
        &self,
        locked: &mut dyn LockedTokens,
        record: &mut TokenRecord,
        issued: IssuedTokens,
    ) -> Held {
        tracing::debug!(
            sign_in = %self.key,
            lifetime_s = issued.lifetime.as_secs(),
            "got an access token"
        );
        let now = self.count(record);
        let access = StoredAccess::of(issued, now);
        let held = self.hold(&access);
        record.access = Some(access);
        if let Err(error) = locked.save(record).await {
            tracing::warn!(sign_in = %self.key, %error, "the access token cannot be kept");
        }
        held
    }

    /// Notes what a refusal means for the requests to come.
    async fn refused(
        &self,
        locked: &mut dyn LockedTokens,
        before: TokenRecord,
        mut record: TokenRecord,
        refusal: Refusal,
    ) -> AuthError {
        let now = self.count(&mut record);
        let error = match refusal {
            Refusal::Throttled => {
                let retry_at = now + limit::SPAN;
                record.blocked_until = Some(retry_at);
                let wait = limit::SPAN.to_std().unwrap_or_default();
                AuthError::Throttled { retry_at, wait }
            }
            Refusal::Other(error) => error,
        };
        if matches!(error, AuthError::Unreachable { sent: false, .. }) {
            record = before;
        }
        if let Err(error) = locked.save(&record).await {
            tracing::warn!(sign_in = %self.key, %error, "the token request cannot be noted");
        }
        error
    }

    /// Puts the moment of the answer in the place of that of the request: the server's lies before it.
    fn count(&self, record: &mut TokenRecord) -> DateTime<Utc> {
        let now = self.clock.now();
        record.requests.pop();
        record.requests.push(now);
        now
    }

    /// Takes the tokens back and forgets them.
    pub(super) async fn revoke(&self, sender: &Sender) -> Result<(), AuthError> {
        let mut locked = self.store.lock(&self.key).await?;
        let record = locked.load().await?;
        let refresh_token = match self.refresh_token(&record) {
            // It was taken back before.
            Err(AuthError::NotSignedIn { .. }) => return Ok(()),
            found => found?,
        };
        revoke(&self.server, sender, &refresh_token, self.clock.now()).await?;
        locked.remove().await?;
        Ok(())
    }
}

/// Takes a token back. One that the server does not know any more is no error.
pub(super) async fn revoke(
    server: &AccountsServer,
    sender: &Sender,
    token: &SecretString,
    now: DateTime<Utc>,
) -> Result<(), AuthError> {
    match server.revoke(sender, token).await {
        Err(Refusal::Other(AuthError::Refused { error })) if error == "invalid_code" => Ok(()),
        outcome => outcome.map_err(|refusal| refusal.at(now)),
    }
}

impl Refusal {
    /// The error that it is, for whoever keeps no account of requests.
    pub(super) fn at(self, now: DateTime<Utc>) -> AuthError {
        match self {
            Self::Throttled => AuthError::Throttled {
                retry_at: now + limit::SPAN,
                wait: limit::SPAN.to_std().unwrap_or_default(),
            },
            Self::Other(error) => error,
        }
    }
}

impl StoredAccess {
    /// A token that was issued at this moment.
    pub(super) fn of(issued: IssuedTokens, now: DateTime<Utc>) -> Self {
        let life = TimeDelta::from_std(issued.lifetime).unwrap_or(LONGEST);
        Self {
            secret: issued.access_token,
            issued_at: now,
            expires_at: now + life.min(LONGEST),
            api_domain: issued.api_domain,
        }
    }
}

impl fmt::Debug for Renewal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Renewal")
            .field("server", &self.server)
            .field("key", &self.key)
            .field("store", &self.store)
            .field("clock", &self.clock)
            .field("ahead", &self.ahead)
            .finish_non_exhaustive()
    }
}
