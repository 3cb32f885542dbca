//! One renewal of an access token: a look into the store, and a token request if no other process has
//! made one.

use std::fmt;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};
use secrecy::SecretString;

use super::accounts::{Grant, IssuedTokens};
use super::guarded_store::{GuardedLock, GuardedStore};
use super::oauth_error::{FailedRenewal, OAuthError, OAuthErrorKind};
use super::record::StoredAccess;
use super::token::AccessToken;
use super::{
    AccountsServer, AuthError, OAuthClient, TokenKey, TokenRecord, TokenStoreError, request_limit,
};
use crate::clock::{Clock, ClockFailed};
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
    pub(crate) store: GuardedStore,
    pub(crate) clock: Clock,
    /// How long before its end a token is renewed.
    pub(crate) ahead: Duration,
    /// The record that the store did not keep, if the last one was not kept.
    pub(crate) unsaved: Mutex<Option<TokenRecord>>,
}

/// A token and the moments that matter.
#[derive(Clone, Debug)]
pub(super) struct CachedToken {
    pub(super) token: AccessToken,
    /// From when on it is to be renewed.
    pub(super) due: DateTime<Utc>,
    /// From when on it is not to be used.
    pub(super) end: DateTime<Utc>,
}

/// What the store has for a renewal.
pub(super) enum Prepared {
    /// A token that another client has fetched.
    Found(CachedToken),
    /// The right to make a token request, which is already counted.
    Request(Box<TokenRequest>),
}

/// A token request about to be made, by the holder of the store's lock.
pub(super) struct TokenRequest {
    locked: GuardedLock,
    refresh_token: SecretString,
    /// The record without the request.
    before: TokenRecord,
    /// The record with it.
    record: TokenRecord,
    now: DateTime<Utc>,
}

impl Renewal {
    pub(super) async fn now(&self) -> Result<DateTime<Utc>, AuthError> {
        let now = self.clock.read().await;
        now.map_err(|ClockFailed(how)| AuthError::ClockFailed { how })
    }

    /// Looks for a token other than the refused one, if one was refused, and otherwise prepares a token
    /// request. Nothing is sent, so this may be abandoned at any point.
    pub(super) async fn prepare(
        &self,
        refused: Option<&AccessToken>,
    ) -> Result<Prepared, AuthError> {
        let now = self.now().await?;
        let stored = self.store.load(&self.key).await?;
        let stored = self.with_unsaved(stored.unwrap_or_default());
        if let Some(held) = self.fresh(&stored, refused, now) {
            return Ok(Prepared::Found(held));
        }
        // Neither needs the lock to be known.
        check(&stored, self.server.address(), now)?;
        let mut locked = match self.store.lock(&self.key).await {
            Err(error) if is_of_the_disk(&error) => {
                tracing::warn!(sign_in = %self.key, %error, "renewing without the token store");
                GuardedLock::none(error)
            }
            locked => locked?,
        };
        let mut record = match locked.load().await? {
            Some(record) => self.with_unsaved(record),
            None => stored,
        };
        // Another client may have done it while this one waited for the lock.
        let now = self.now().await?;
        if let Some(held) = self.fresh(&record, refused, now) {
            return Ok(Prepared::Found(held));
        }
        check(&record, self.server.address(), now)?;
        let refresh_token = self.refresh_token(&record)?;
        let before = record.clone();
        request_limit::enter(&mut record, now);
        // Saved first, because this process may be killed while it waits for the answer.
        match self.save(&mut locked, &record).await {
            Err(error) if is_of_the_disk(&error) => {
                tracing::warn!(sign_in = %self.key, %error, "the token request is counted in memory only");
            }
            saved => saved?,
        }
        Ok(Prepared::Request(Box::new(TokenRequest {
            locked,
            refresh_token,
            before,
            record,
            now,
        })))
    }

    /// Sends a token request. The outcome counts for those who wait; [`note`](Self::note) keeps it for
    /// others.
    pub(super) async fn send(
        &self,
        sender: &Sender,
        request: &mut TokenRequest,
    ) -> Result<CachedToken, AuthError> {
        let grant = Grant::RefreshToken(&request.refresh_token);
        let answer = self.server.issue(sender, &self.client, &grant).await;
        // The moment of the answer counts, because the server's own lies before it.
        let now = self.clock.read().await.unwrap_or(request.now);
        request.record.requests.pop();
        request.record.requests.push(now);
        match answer {
            Ok(issued) => Ok(self.issued(request, issued, now)),
            Err(refusal) => Err(self.failed(request, refusal, now)),
        }
    }

    /// Keeps the outcome of a token request, and gives the lock back. A token is good even if that fails.
    pub(super) async fn note(&self, mut request: Box<TokenRequest>) {
        let saved = self.save(&mut request.locked, &request.record).await;
        if let Err(error) = saved {
            tracing::warn!(sign_in = %self.key, %error, "the outcome of a token request cannot be kept");
        }
    }

    /// Saves a record; one that is not saved counts in memory.
    async fn save(
        &self,
        locked: &mut GuardedLock,
        record: &TokenRecord,
    ) -> Result<(), TokenStoreError> {
        // Also if this is abandoned.
        self.keep_in_memory(Some(record.clone()));
        locked.save(record).await?;
        self.keep_in_memory(None);
        Ok(())
    }

    fn keep_in_memory(&self, record: Option<TokenRecord>) {
        let mut unsaved = self.unsaved.lock().unwrap_or_else(PoisonError::into_inner);
        *unsaved = record;
    }

    /// A record from the store with what it failed to keep.
    fn with_unsaved(&self, stored: TokenRecord) -> TokenRecord {
        let unsaved = self.unsaved.lock().unwrap_or_else(PoisonError::into_inner);
        match &*unsaved {
            Some(unsaved) => stored.merged_with(unsaved),
            None => stored,
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

    /// The token of a record, if it is another one than the refused one and not due.
    fn fresh(
        &self,
        record: &TokenRecord,
        refused: Option<&AccessToken>,
        now: DateTime<Utc>,
    ) -> Option<CachedToken> {
        let access = record.access.as_ref()?;
        if refused.is_some_and(|refused| refused.is_secret(&access.secret)) {
            return None;
        }
        let held = self.hold(access, now);
        let fresh = now < held.due;
        if fresh {
            tracing::debug!(sign_in = %self.key, "took the access token from the store");
        }
        fresh.then_some(held)
    }

    fn hold(&self, access: &StoredAccess, now: DateTime<Utc>) -> CachedToken {
        let longest = |from: DateTime<Utc>| from.checked_add_signed(LONGEST);
        let limits = [longest(access.issued_at), longest(now)];
        let expires_at = limits
            .into_iter()
            .flatten()
            .fold(access.expires_at, Ord::min);
        let life = (expires_at - access.issued_at).max(TimeDelta::zero());
        let ahead = TimeDelta::from_std(self.ahead).unwrap_or(LONGEST);
        let last = LAST.min(life / 10);
        let before_end = |span| {
            let moment = expires_at.checked_sub_signed(span);
            moment.unwrap_or(DateTime::<Utc>::MIN_UTC)
        };
        CachedToken {
            token: AccessToken::new(
                access.secret.clone(),
                self.server.admit(access.api_domain.clone()),
            ),
            // A token that lives shorter than expected would be due all its life.
            due: before_end(ahead.min(life / 2).max(last)),
            end: before_end(last),
        }
    }

    fn issued(
        &self,
        request: &mut TokenRequest,
        issued: IssuedTokens,
        now: DateTime<Utc>,
    ) -> CachedToken {
        tracing::debug!(
            sign_in = %self.key,
            lifetime_s = issued.lifetime.as_secs(),
            "received an access token"
        );
        let access = StoredAccess::of(issued, now);
        let held = self.hold(&access, now);
        request.record.access = Some(access);
        request.record.failure = None;
        held
    }

    /// Enters a failure into the record, for all who share it.
    fn failed(
        &self,
        request: &mut TokenRequest,
        refusal: OAuthError,
        now: DateTime<Utc>,
    ) -> AuthError {
        let OAuthError { cause, retry_after } = refusal;
        let retry_after = retry_after.map(request_limit::bounded);
        let record = &mut request.record;
        if matches!(cause, OAuthErrorKind::Throttled) {
            let retry_at = request_limit::later(now, retry_after.unwrap_or(request_limit::SPAN));
            record.blocked_until = Some(retry_at);
            record.failure = None;
            return cause.error(self.server.address(), retry_at, now);
        }
        if cause.is_unsent() {
            record.requests.clone_from(&request.before.requests);
        }
        let before = request.before.failure.as_ref();
        // Failures of long ago say nothing about this one.
        let before = before
            .filter(|before| now < request_limit::later(before.retry_at, request_limit::SPAN));
        let in_a_row = before.map_or(0, |before| before.in_a_row).saturating_add(1);
        let wait =
            request_limit::back_off(in_a_row, fastrand::f64()).max(retry_after.unwrap_or_default());
        let mut failure = FailedRenewal {
            in_a_row,
            retry_at: request_limit::later(now, wait),
            cause: cause.to_store(),
        };
        record.failure = Some(failure.clone());
        if let Some(held) = request_limit::held_after_failure(record, now) {
            failure.retry_at = failure.retry_at.max(held);
        }
        let error = cause.error(self.server.address(), failure.retry_at, now);
        record.failure = Some(failure);
        error
    }

    /// Takes the tokens back and forgets them.
    pub(super) async fn revoke(&self, sender: &Sender) -> Result<(), AuthError> {
        let now = self.now().await?;
        let mut locked = self.store.lock(&self.key).await?;
        let record = locked.load().await?.unwrap_or_default();
        let refresh_token = match self.refresh_token(&record) {
            // It was taken back before.
            Err(AuthError::NotSignedIn { .. }) => return Ok(()),
            found => found?,
        };
        revoke(&self.server, sender, &refresh_token, now).await?;
        locked.remove().await?;
        self.keep_in_memory(None);
        Ok(())
    }
}

/// Checks that a token request may be made now.
fn check(record: &TokenRecord, accounts_url: &str, now: DateTime<Utc>) -> Result<(), AuthError> {
    if let Some(error) = record
        .failure
        .as_ref()
        .and_then(|failure| failure.error(accounts_url, now))
    {
        return Err(error);
    }
    match request_limit::held_until(record, now) {
        Some(retry_at) => Err(AuthError::LimitReached {
            retry_at,
            wait: request_limit::until(retry_at, now),
        }),
        None => Ok(()),
    }
}

/// Whether a store failed because of the disk, such as a full one. A token in memory is as good as ever.
fn is_of_the_disk(error: &TokenStoreError) -> bool {
    matches!(error, TokenStoreError::Io { .. })
}

/// Takes a token back. One that the server does not know any more is no error.
pub(super) async fn revoke(
    server: &AccountsServer,
    sender: &Sender,
    token: &SecretString,
    now: DateTime<Utc>,
) -> Result<(), AuthError> {
    match server.revoke(sender, token).await {
        Err(OAuthError {
            cause: OAuthErrorKind::Refused { error },
            ..
        }) if error == "invalid_code" => Ok(()),
        outcome => outcome.map_err(|error| error.at(server.address(), now)),
    }
}

impl StoredAccess {
    /// A token that was issued at this moment.
    pub(super) fn of(issued: IssuedTokens, now: DateTime<Utc>) -> Self {
        let life = TimeDelta::from_std(issued.lifetime).unwrap_or(LONGEST);
        let expires_at = now.checked_add_signed(life.min(LONGEST));
        Self {
            secret: issued.access_token,
            issued_at: now,
            expires_at: expires_at.unwrap_or(DateTime::<Utc>::MAX_UTC),
            api_domain: issued.api_domain,
            other: serde_json::Map::new(),
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
