//! One refresh of an access token: a lookup in the store, and a token request unless another process has made one.

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

/// A token this close to its expiry is not used, so that it does not expire in flight.
const LAST: TimeDelta = TimeDelta::seconds(10);

/// The longest lifetime of a token, even if the accounts server or the store says longer.
const LONGEST: TimeDelta = TimeDelta::hours(1);

/// The refresh token of a sign-in.
#[derive(Clone)]
pub(crate) enum RefreshToken {
    /// Given by the caller.
    Given(SecretString),
    /// Stored under a name.
    Stored {
        /// The name, for messages.
        name: String,
    },
}

/// The configuration of token refreshes.
pub(crate) struct Renewal {
    pub(crate) server: AccountsServer,
    pub(crate) client: OAuthClient,
    pub(crate) refresh_token: RefreshToken,
    pub(crate) key: TokenKey,
    pub(crate) store: GuardedStore,
    pub(crate) clock: Clock,
    /// How long before its expiry a token is refreshed.
    pub(crate) ahead: Duration,
    /// The last record, if it could not be stored.
    pub(crate) unsaved: Mutex<Option<TokenRecord>>,
}

/// A token, and the times at which it must be refreshed and dropped.
#[derive(Clone, Debug)]
pub(super) struct CachedToken {
    pub(super) token: AccessToken,
    /// The time from which it is to be refreshed.
    pub(super) due: DateTime<Utc>,
    /// The time from which it must not be used.
    pub(super) end: DateTime<Utc>,
}

/// The result of preparing a refresh.
pub(super) enum Prepared {
    /// A token that another client has requested.
    Found(CachedToken),
    /// Permission for a token request, which is already counted.
    Request(Box<TokenRequest>),
}

/// A token request that is about to be sent, by the holder of the store's lock.
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

    /// Looks up a token other than the rejected one, or else prepares a token request. Nothing is sent, so this may
    /// be cancelled at any point.
    pub(super) async fn prepare(
        &self,
        refused: Option<&AccessToken>,
    ) -> Result<Prepared, AuthError> {
        let now = self.now().await?;
        let stored = self.store.load(&self.key).await?;
        let stored = self.with_unsaved(stored.unwrap_or_default());
        if let Some(cached) = self.fresh(&stored, refused, now) {
            return Ok(Prepared::Found(cached));
        }
        // Checked without the lock first.
        check(&stored, self.server.address(), now)?;
        let mut locked = match self.store.lock(&self.key).await {
            Err(error) if is_of_the_disk(&error) => {
                tracing::warn!(sign_in = %self.key, %error, "refreshing the token without the token store");
                GuardedLock::none(error)
            }
            locked => locked?,
        };
        let mut record = match locked.load().await? {
            Some(record) => self.with_unsaved(record),
            None => stored,
        };
        // Another client may have refreshed the token while this one waited for the lock.
        let now = self.now().await?;
        if let Some(cached) = self.fresh(&record, refused, now) {
            return Ok(Prepared::Found(cached));
        }
        check(&record, self.server.address(), now)?;
        let refresh_token = self.refresh_token(&record)?;
        let before = record.clone();
        request_limit::enter(&mut record, now);
        // Saved first, because this process may be killed while it waits for the response.
        match self.save(&mut locked, &record).await {
            Err(error) if is_of_the_disk(&error) => {
                tracing::warn!(sign_in = %self.key, %error, "cannot store the token request; it is counted in memory only");
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

    /// Sends a token request. The result is for the callers that wait; [`store`](Self::store) stores it for others.
    pub(super) async fn send(
        &self,
        sender: &Sender,
        request: &mut TokenRequest,
    ) -> Result<CachedToken, AuthError> {
        let grant = Grant::RefreshToken(&request.refresh_token);
        let response = self.server.issue(sender, &self.client, &grant).await;
        // The time of the response counts, because the server counted the request before it.
        let now = self.clock.read().await.unwrap_or(request.now);
        request.record.requests.pop();
        request.record.requests.push(now);
        match response {
            Ok(issued) => Ok(self.issued(request, issued, now)),
            Err(error) => Err(self.failed(request, error, now)),
        }
    }

    /// Stores the result of a token request, and releases the lock. The token is valid even if that fails.
    pub(super) async fn store(&self, mut request: Box<TokenRequest>) {
        let saved = self.save(&mut request.locked, &request.record).await;
        if let Err(error) = saved {
            tracing::warn!(sign_in = %self.key, %error, "cannot store the result of a token request");
        }
    }

    /// Saves a record, or keeps it in memory if that fails.
    async fn save(
        &self,
        locked: &mut GuardedLock,
        record: &TokenRecord,
    ) -> Result<(), TokenStoreError> {
        // Also if this future is dropped.
        self.keep_in_memory(Some(record.clone()));
        locked.save(record).await?;
        self.keep_in_memory(None);
        Ok(())
    }

    fn keep_in_memory(&self, record: Option<TokenRecord>) {
        let mut unsaved = self.unsaved.lock().unwrap_or_else(PoisonError::into_inner);
        *unsaved = record;
    }

    /// A record from the store, merged with the one that could not be stored.
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

    /// The token of a record, unless it is the rejected one or due for a refresh.
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
        let cached = self.cached_token(access, now);
        let fresh = now < cached.due;
        if fresh {
            tracing::debug!(sign_in = %self.key, "took the access token from the store");
        }
        fresh.then_some(cached)
    }

    fn cached_token(&self, access: &StoredAccess, now: DateTime<Utc>) -> CachedToken {
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
            // A token with a short lifetime would always be due.
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
        let cached = self.cached_token(&access, now);
        request.record.access = Some(access);
        request.record.failure = None;
        cached
    }

    /// Records a failure, for all clients that share the record.
    fn failed(
        &self,
        request: &mut TokenRequest,
        error: OAuthError,
        now: DateTime<Utc>,
    ) -> AuthError {
        let OAuthError { cause, retry_after } = error;
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
        // Old failures do not count.
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
        if let Some(blocked) = request_limit::blocked_after_failure(record, now) {
            failure.retry_at = failure.retry_at.max(blocked);
        }
        let error = cause.error(self.server.address(), failure.retry_at, now);
        record.failure = Some(failure);
        error
    }

    /// Revokes the tokens and deletes them.
    pub(super) async fn revoke(&self, sender: &Sender) -> Result<(), AuthError> {
        let now = self.now().await?;
        let mut locked = self.store.lock(&self.key).await?;
        let record = locked.load().await?.unwrap_or_default();
        let refresh_token = match self.refresh_token(&record) {
            // Already revoked.
            Err(AuthError::NotSignedIn { .. }) => return Ok(()),
            found => found?,
        };
        revoke(&self.server, sender, &refresh_token, now).await?;
        locked.remove().await?;
        self.keep_in_memory(None);
        Ok(())
    }
}

/// Fails if no token request may be made now.
fn check(record: &TokenRecord, accounts_url: &str, now: DateTime<Utc>) -> Result<(), AuthError> {
    if let Some(error) = record
        .failure
        .as_ref()
        .and_then(|failure| failure.error(accounts_url, now))
    {
        return Err(error);
    }
    match request_limit::blocked_until(record, now) {
        Some(retry_at) => Err(AuthError::LimitReached {
            retry_at,
            wait: request_limit::until(retry_at, now),
        }),
        None => Ok(()),
    }
}

/// Whether a store failed because of the disk, for example a full one. A token in memory is still valid.
fn is_of_the_disk(error: &TokenStoreError) -> bool {
    matches!(error, TokenStoreError::Io { .. })
}

/// Revokes a token. An unknown token is not an error.
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
    /// A token that was issued at `now`.
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
