//! Creation of tokens and codes.

use std::fmt::Write;

use chrono::{DateTime, TimeDelta, Utc};

use crate::store::{AccessToken, AuthorizationCode, Grant, RefreshToken, StoreError, Transaction};

/// Lifetime of an access token.
pub(crate) const ACCESS_LIFETIME: TimeDelta = TimeDelta::hours(1);
/// Lifetime of a code.
const CODE_LIFETIME: TimeDelta = TimeDelta::minutes(3);

/// Creates an access token with a given lifetime.
pub(crate) fn mint_access_token(
    transaction: Transaction<'_>,
    grant: &Grant,
    refresh_token: Option<&str>,
    now: DateTime<Utc>,
    lifetime: TimeDelta,
) -> Result<String, StoreError> {
    let token = secret(transaction)?;
    transaction.put_access_token(&AccessToken {
        token: &token,
        refresh_token,
        grant,
        expires: now.checked_add_signed(lifetime).unwrap_or(now),
    })?;
    Ok(token)
}

/// Creates a refresh token.
pub(crate) fn mint_refresh_token(
    transaction: Transaction<'_>,
    grant: &Grant,
    client: &str,
) -> Result<String, StoreError> {
    let token = secret(transaction)?;
    transaction.add_refresh_token(&RefreshToken {
        token: &token,
        client,
        grant,
    })?;
    Ok(token)
}

/// A code to create.
#[derive(Debug)]
pub(crate) struct NewCode<'a> {
    pub(crate) grant: &'a Grant,
    pub(crate) client: &'a str,
    /// The redirect URI, if a browser delivers it.
    pub(crate) redirect_uri: Option<&'a str>,
    /// Whether it includes a refresh token.
    pub(crate) is_offline: bool,
    /// The PKCE challenge that the client has to prove.
    pub(crate) challenge: Option<&'a str>,
}

/// Creates a code that a client can exchange for tokens.
pub(crate) fn mint_code(
    transaction: Transaction<'_>,
    new: &NewCode<'_>,
    now: DateTime<Utc>,
) -> Result<String, StoreError> {
    let code = secret(transaction)?;
    transaction.add_code(&AuthorizationCode {
        code: &code,
        client: new.client,
        grant: new.grant,
        redirect_uri: new.redirect_uri,
        is_offline: new.is_offline,
        challenge: new.challenge,
        expires: now.checked_add_signed(CODE_LIFETIME).unwrap_or(now),
    })?;
    Ok(code)
}

/// An unguessable text in the format of Zoho's tokens; deterministic if the sandbox has a seed.
pub(crate) fn secret(transaction: Transaction<'_>) -> Result<String, StoreError> {
    let bytes = transaction.secret_bytes()?;
    let mut token = String::from("1000.");
    for (index, byte) in bytes.iter().enumerate() {
        if index == bytes.len() / 2 {
            token.push('.');
        }
        // Writing to a string cannot fail.
        let _ = write!(token, "{byte:02x}");
    }
    Ok(token)
}
