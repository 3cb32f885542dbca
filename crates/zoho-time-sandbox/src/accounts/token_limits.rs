//! Limits on the number of tokens and the rate of token requests.

use chrono::{DateTime, TimeDelta, Utc};

use crate::store::{Grant, StoreError, Transaction};

/// Maximum number of valid access tokens per refresh token.
const ACCESS_TOKENS: u32 = 10;
/// Maximum number of valid refresh tokens per user and client.
const REFRESH_TOKENS: u32 = 20;

/// A number of requests per time span.
struct Rate {
    most: u32,
    span: TimeDelta,
}

/// Limit of access tokens issued per refresh token.
const REFRESHES: Rate = Rate {
    most: 10,
    span: TimeDelta::minutes(10),
};
/// Limit of refresh tokens issued per user and client.
const CONSENTS: Rate = Rate {
    most: 5,
    span: TimeDelta::minutes(1),
};

/// Whether a refresh token may be exchanged for another access token now; counts it if so.
pub(super) fn may_refresh(
    transaction: Transaction<'_>,
    refresh_token: &str,
    now: DateTime<Utc>,
) -> Result<bool, StoreError> {
    REFRESHES.allows(transaction, refresh_token, now)
}

/// Whether a user of a client may get another refresh token now; counts it if so.
pub(super) fn may_get_refresh_token(
    transaction: Transaction<'_>,
    grant: &Grant,
    client: &str,
    now: DateTime<Utc>,
) -> Result<bool, StoreError> {
    let who = format!("{client} {} {}", grant.organization, grant.user);
    CONSENTS.allows(transaction, &who, now)
}

/// Revokes the oldest access tokens of a refresh token, if it has too many.
pub(super) fn end_surplus_access_tokens(
    transaction: Transaction<'_>,
    refresh_token: &str,
    now: DateTime<Utc>,
) -> Result<(), StoreError> {
    transaction.keep_access_tokens(refresh_token, ACCESS_TOKENS, now)
}

/// Revokes the oldest refresh tokens of a user and client, if there are too many.
pub(super) fn end_surplus_refresh_tokens(
    transaction: Transaction<'_>,
    grant: &Grant,
    client: &str,
) -> Result<(), StoreError> {
    transaction.keep_refresh_tokens(grant, client, REFRESH_TOKENS)
}

impl Rate {
    fn allows(
        &self,
        transaction: Transaction<'_>,
        who: &str,
        now: DateTime<Utc>,
    ) -> Result<bool, StoreError> {
        let since = now.checked_sub_signed(self.span).unwrap_or(now);
        let allowed = transaction.issues(who, since, now)? < self.most;
        if allowed {
            transaction.add_issue(who, now)?;
        }
        Ok(allowed)
    }
}
