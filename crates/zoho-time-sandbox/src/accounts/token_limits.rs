//! How many tokens there may be, and how often they are given.

use chrono::{DateTime, TimeDelta, Utc};

use crate::store::{Grant, StoreError, Transaction};

/// How many access tokens of a refresh token live at the same time.
const ACCESS_TOKENS: u32 = 10;
/// How many refresh tokens a user of a client has at the same time.
const REFRESH_TOKENS: u32 = 20;

/// So many in such a span of time.
struct Rate {
    most: u32,
    span: TimeDelta,
}

/// How often a refresh token gives an access token.
const REFRESHES: Rate = Rate {
    most: 10,
    span: TimeDelta::minutes(10),
};
/// How often a user of a client gets a refresh token.
const CONSENTS: Rate = Rate {
    most: 5,
    span: TimeDelta::minutes(1),
};

/// Whether a refresh token may give another access token now; if so, that counts.
pub(super) fn may_refresh(
    transaction: Transaction<'_>,
    refresh_token: &str,
    now: DateTime<Utc>,
) -> Result<bool, StoreError> {
    REFRESHES.allows(transaction, refresh_token, now)
}

/// Whether a user of a client may get another refresh token now; if so, that counts.
pub(super) fn may_get_refresh_token(
    transaction: Transaction<'_>,
    grant: &Grant,
    client: &str,
    now: DateTime<Utc>,
) -> Result<bool, StoreError> {
    let who = format!("{client} {} {}", grant.organization, grant.user);
    CONSENTS.allows(transaction, &who, now)
}

/// Ends the oldest access tokens of a refresh token, if it has too many.
pub(super) fn end_surplus_access_tokens(
    transaction: Transaction<'_>,
    refresh_token: &str,
    now: DateTime<Utc>,
) -> Result<(), StoreError> {
    transaction.keep_access_tokens(refresh_token, ACCESS_TOKENS, now)
}

/// Ends the oldest refresh tokens of a user of a client, if there are too many.
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
