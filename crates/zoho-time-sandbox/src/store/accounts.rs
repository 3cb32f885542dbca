//! What the accounts server keeps: clients, codes and tokens.

use chrono::{DateTime, Utc};
use rusqlite::params;

use super::rows::{Columns, instant};
use super::{StoreError, Transaction};
use crate::keys::{OrganizationKey, UserKey};

/// What a token allows: to act as a user in an organisation, within scopes.
#[derive(Debug, Clone)]
pub(crate) struct Grant {
    pub(crate) organization: OrganizationKey,
    pub(crate) user: UserKey,
    /// Separated by commas.
    pub(crate) scopes: String,
}

/// An access token.
#[derive(Debug)]
pub(crate) struct AccessToken<'a> {
    pub(crate) token: &'a str,
    /// The refresh token it was made with, if any.
    pub(crate) refresh_token: Option<&'a str>,
    pub(crate) grant: &'a Grant,
    pub(crate) expires: DateTime<Utc>,
}

/// A refresh token.
#[derive(Debug)]
pub(crate) struct RefreshToken<'a> {
    pub(crate) token: &'a str,
    pub(crate) client: &'a str,
    pub(crate) grant: &'a Grant,
}

/// A code that can be exchanged for tokens once.
#[derive(Debug)]
pub(crate) struct AuthorizationCode<'a> {
    pub(crate) code: &'a str,
    pub(crate) client: &'a str,
    pub(crate) grant: &'a Grant,
    pub(crate) redirect_uri: Option<&'a str>,
    pub(crate) expires: DateTime<Utc>,
}

/// A code that a client has brought back.
#[derive(Debug)]
pub(crate) struct RedeemedCode {
    pub(crate) grant: Grant,
    /// Where it was sent to, if it was sent by way of a browser.
    pub(crate) redirect_uri: Option<String>,
    pub(crate) expires: DateTime<Utc>,
}

impl Transaction<'_> {
    /// The secret of a client.
    pub(crate) fn client_secret(self, client: &str) -> Result<Option<String>, StoreError> {
        self.one(
            "SELECT client_secret FROM clients WHERE client_id = ?1",
            [client],
            |row| row.get(0),
        )
    }

    /// Adds a client, or gives the one with this id another secret.
    pub(crate) fn put_client(self, client: &str, secret: &str) -> Result<(), StoreError> {
        self.run(
            "INSERT INTO clients (client_id, client_secret) VALUES (?1, ?2) \
             ON CONFLICT (client_id) DO UPDATE SET client_secret = excluded.client_secret",
            params![client, secret],
        )?;
        Ok(())
    }

    /// What an access token allows, and until when.
    pub(crate) fn access_grant(
        self,
        token: &str,
    ) -> Result<Option<(Grant, DateTime<Utc>)>, StoreError> {
        self.one(
            "SELECT organization_id, user_id, scopes, expires_at FROM access_tokens \
             WHERE token = ?1",
            [token],
            |row| {
                let mut columns = Columns::of(row);
                Ok((grant(&mut columns)?, moment(columns.take()?)))
            },
        )
    }

    /// Adds an access token, or replaces the one of this name.
    pub(crate) fn put_access_token(self, new: &AccessToken<'_>) -> Result<(), StoreError> {
        self.run(
            "INSERT OR REPLACE INTO access_tokens \
             (token, refresh_token, organization_id, user_id, scopes, expires_at) \
             VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
            params![
                new.token,
                new.refresh_token,
                new.grant.organization,
                new.grant.user,
                new.grant.scopes,
                instant(new.expires)
            ],
        )?;
        Ok(())
    }

    /// What a refresh token of this client allows.
    pub(crate) fn refresh_grant(
        self,
        token: &str,
        client: &str,
    ) -> Result<Option<Grant>, StoreError> {
        self.one(
            "SELECT organization_id, user_id, scopes FROM refresh_tokens \
             WHERE token = ?1 AND client_id = ?2",
            [token, client],
            |row| grant(&mut Columns::of(row)),
        )
    }

    /// Adds a refresh token.
    pub(crate) fn add_refresh_token(self, new: &RefreshToken<'_>) -> Result<(), StoreError> {
        self.run(
            "INSERT INTO refresh_tokens (token, client_id, organization_id, user_id, scopes) \
             VALUES (?1, ?2, ?3, ?4, ?5)",
            params![
                new.token,
                new.client,
                new.grant.organization,
                new.grant.user,
                new.grant.scopes
            ],
        )?;
        Ok(())
    }

    /// Adds a code.
    pub(crate) fn add_code(self, new: &AuthorizationCode<'_>) -> Result<(), StoreError> {
        self.run(
            "INSERT INTO authorization_codes \
             (code, client_id, organization_id, user_id, scopes, redirect_uri, expires_at) \
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
            params![
                new.code,
                new.client,
                new.grant.organization,
                new.grant.user,
                new.grant.scopes,
                new.redirect_uri,
                instant(new.expires)
            ],
        )?;
        Ok(())
    }

    /// Takes a code of this client away.
    pub(crate) fn take_code(
        self,
        code: &str,
        client: &str,
    ) -> Result<Option<RedeemedCode>, StoreError> {
        self.one(
            "DELETE FROM authorization_codes WHERE code = ?1 AND client_id = ?2 \
             RETURNING organization_id, user_id, scopes, redirect_uri, expires_at",
            [code, client],
            |row| {
                let mut columns = Columns::of(row);
                Ok(RedeemedCode {
                    grant: grant(&mut columns)?,
                    redirect_uri: columns.take()?,
                    expires: moment(columns.take()?),
                })
            },
        )
    }

    /// Takes away a refresh token with the access tokens made with it, or an access token.
    pub(crate) fn revoke(self, token: &str) -> Result<bool, StoreError> {
        let refresh = self.run("DELETE FROM refresh_tokens WHERE token = ?1", [token])?;
        let access = self.run("DELETE FROM access_tokens WHERE token = ?1", [token])?;
        Ok(refresh + access > 0)
    }
}

/// Reads `organization_id, user_id, scopes`.
fn grant(columns: &mut Columns<'_>) -> rusqlite::Result<Grant> {
    Ok(Grant {
        organization: columns.take()?,
        user: columns.take()?,
        scopes: columns.take()?,
    })
}

fn moment(instant: i64) -> DateTime<Utc> {
    DateTime::from_timestamp_millis(instant).unwrap_or_default()
}
