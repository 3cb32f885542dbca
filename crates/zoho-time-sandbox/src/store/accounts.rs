//! Codes and tokens of the accounts server.

use chrono::{DateTime, Utc};
use rusqlite::params;

use super::rows::{Columns, instant};
use super::{StoreError, Transaction};
use crate::model::Choice;
use crate::model::data_center::DataCenter;
use crate::model::keys::{OrganizationKey, UserKey};

/// A grant: access as a user of an organization, within scopes.
#[derive(Debug, Clone)]
pub(crate) struct Grant {
    pub(crate) organization: OrganizationKey,
    pub(crate) user: UserKey,
    /// Separated by commas.
    pub(crate) scopes: String,
    /// The data center in which it is valid; all of them if `None`.
    pub(crate) center: Option<DataCenter>,
}

impl Grant {
    /// Whether a request to this data center is to another one than the grant's. A grant or a request without a
    /// data center fits all.
    pub(crate) fn is_elsewhere(&self, asked: Option<DataCenter>) -> bool {
        matches!((self.center, asked), (Some(own), Some(asked)) if own != asked)
    }

    /// The data center as a column value.
    pub(super) fn center(&self) -> Option<&'static str> {
        self.center.map(Choice::text)
    }
}

/// An access token.
#[derive(Debug)]
pub(crate) struct AccessToken<'a> {
    pub(crate) token: &'a str,
    /// The refresh token with which it was created, if any.
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
    /// Whether it includes a refresh token.
    pub(crate) is_offline: bool,
    /// The PKCE challenge that the client has to prove.
    pub(crate) challenge: Option<&'a str>,
    pub(crate) expires: DateTime<Utc>,
}

/// A code presented by a client.
#[derive(Debug)]
pub(crate) struct RedeemedCode {
    pub(crate) grant: Grant,
    /// The redirect URI, if a browser delivered it.
    pub(crate) redirect_uri: Option<String>,
    /// Whether it includes a refresh token.
    pub(crate) is_offline: bool,
    /// The PKCE challenge that the client has to prove.
    pub(crate) challenge: Option<String>,
    pub(crate) expires: DateTime<Utc>,
    /// Whether it was used before.
    pub(crate) is_used: bool,
    /// The token that was issued for it then.
    pub(crate) issued: Option<String>,
}

impl Transaction<'_> {
    /// Adds a client, or changes the secret of an existing one.
    pub(crate) fn put_client(self, client: &str, secret: &str) -> Result<(), StoreError> {
        self.run(
            "INSERT INTO clients (client_id, client_secret) VALUES (?1, ?2) \
             ON CONFLICT (client_id) DO UPDATE SET client_secret = excluded.client_secret",
            params![client, secret],
        )?;
        Ok(())
    }

    /// The grant and expiry of an access token.
    pub(crate) fn access_grant(
        self,
        token: &str,
    ) -> Result<Option<(Grant, DateTime<Utc>)>, StoreError> {
        self.one(
            "SELECT organization_id, user_id, scopes, data_center, expires_at FROM access_tokens \
             WHERE token = ?1",
            [token],
            |row| {
                let mut columns = Columns::of(row);
                Ok((grant(&mut columns)?, moment(columns.take()?)))
            },
        )
    }

    /// Inserts or replaces an access token.
    pub(crate) fn put_access_token(self, new: &AccessToken<'_>) -> Result<(), StoreError> {
        self.run(
            "INSERT OR REPLACE INTO access_tokens \
             (token, refresh_token, organization_id, user_id, scopes, data_center, expires_at, \
              number) \
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ( \
                 SELECT coalesce(max(number), 0) + 1 FROM access_tokens \
                 WHERE refresh_token = ?2))",
            params![
                new.token,
                new.refresh_token,
                new.grant.organization,
                new.grant.user,
                new.grant.scopes,
                new.grant.center(),
                instant(new.expires)
            ],
        )?;
        Ok(())
    }

    /// The expiry of the newest access token of a refresh token, if there is one.
    pub(crate) fn newest_access_token_expires(
        self,
        refresh_token: &str,
    ) -> Result<Option<DateTime<Utc>>, StoreError> {
        self.one(
            "SELECT expires_at FROM access_tokens WHERE refresh_token = ?1 \
             ORDER BY number DESC LIMIT 1",
            [refresh_token],
            |row| row.get(0).map(moment),
        )
    }

    /// The grant of a refresh token of this client.
    pub(crate) fn refresh_grant(
        self,
        token: &str,
        client: &str,
    ) -> Result<Option<Grant>, StoreError> {
        self.one(
            "SELECT organization_id, user_id, scopes, data_center FROM refresh_tokens \
             WHERE token = ?1 AND client_id = ?2",
            [token, client],
            |row| grant(&mut Columns::of(row)),
        )
    }

    /// Adds a refresh token.
    pub(crate) fn add_refresh_token(self, new: &RefreshToken<'_>) -> Result<(), StoreError> {
        self.run(
            "INSERT INTO refresh_tokens \
             (token, client_id, organization_id, user_id, scopes, data_center, number) \
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ( \
                 SELECT coalesce(max(number), 0) + 1 FROM refresh_tokens \
                 WHERE user_id = ?4 AND client_id = ?2))",
            params![
                new.token,
                new.client,
                new.grant.organization,
                new.grant.user,
                new.grant.scopes,
                new.grant.center(),
            ],
        )?;
        Ok(())
    }

    /// Adds a code.
    pub(crate) fn add_code(self, new: &AuthorizationCode<'_>) -> Result<(), StoreError> {
        self.run(
            "INSERT INTO authorization_codes \
             (code, client_id, organization_id, user_id, scopes, data_center, redirect_uri, \
              is_offline, challenge, expires_at) \
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)",
            params![
                new.code,
                new.client,
                new.grant.organization,
                new.grant.user,
                new.grant.scopes,
                new.grant.center(),
                new.redirect_uri,
                new.is_offline,
                new.challenge,
                instant(new.expires)
            ],
        )?;
        Ok(())
    }

    /// The state of a code of this client.
    pub(crate) fn code(self, code: &str, client: &str) -> Result<Option<RedeemedCode>, StoreError> {
        self.one(
            "SELECT organization_id, user_id, scopes, data_center, redirect_uri, is_offline, \
             challenge, expires_at, is_used, issued FROM authorization_codes \
             WHERE code = ?1 AND client_id = ?2",
            [code, client],
            |row| {
                let mut columns = Columns::of(row);
                Ok(RedeemedCode {
                    grant: grant(&mut columns)?,
                    redirect_uri: columns.take()?,
                    is_offline: columns.take()?,
                    challenge: columns.take()?,
                    expires: moment(columns.take()?),
                    is_used: columns.take()?,
                    issued: columns.take()?,
                })
            },
        )
    }

    /// Marks a code as used. If it is used again, the token issued for it must be revoked.
    pub(crate) fn use_code(self, code: &str, issued: Option<&str>) -> Result<(), StoreError> {
        self.run(
            "UPDATE authorization_codes SET is_used = 1, issued = ?2 WHERE code = ?1",
            params![code, issued],
        )?;
        Ok(())
    }

    /// Revokes a refresh token with its access tokens, or an access token.
    pub(crate) fn revoke(self, token: &str) -> Result<bool, StoreError> {
        self.run(
            "UPDATE access_tokens SET expires_at = 0, refresh_token = NULL \
             WHERE refresh_token = ?1",
            [token],
        )?;
        let refresh = self.run("DELETE FROM refresh_tokens WHERE token = ?1", [token])?;
        let access = self.run(
            "UPDATE access_tokens SET expires_at = 0 WHERE token = ?1 AND expires_at <> 0",
            [token],
        )?;
        Ok(refresh + access > 0)
    }
}

/// Reads `organization_id, user_id, scopes, data_center`.
pub(super) fn grant(columns: &mut Columns<'_>) -> rusqlite::Result<Grant> {
    Ok(Grant {
        organization: columns.take()?,
        user: columns.take()?,
        scopes: columns.take()?,
        center: columns
            .take::<Option<String>>()?
            .and_then(|center| DataCenter::parse(&center)),
    })
}

fn moment(instant: i64) -> DateTime<Utc> {
    DateTime::from_timestamp_millis(instant).unwrap_or_default()
}
