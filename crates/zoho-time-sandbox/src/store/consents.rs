//! Pending access requests, and the consent of users.

use chrono::{DateTime, Utc};
use rusqlite::params;

use super::accounts::grant;
use super::rows::{Columns, instant};
use super::{Grant, StoreError, Transaction};

/// An access request of a client.
#[derive(Debug, Clone)]
pub(crate) struct AccessRequest {
    pub(crate) client: String,
    pub(crate) grant: Grant,
    pub(crate) redirect_uri: String,
    /// The client's `state`, returned verbatim.
    pub(crate) state: Option<String>,
    /// Whether it will get a refresh token.
    pub(crate) is_offline: bool,
    /// The PKCE challenge that the client has to prove.
    pub(crate) challenge: Option<String>,
}

/// The organization and user of a request, for display.
#[derive(Debug, Clone)]
pub(crate) struct AccountNames {
    pub(crate) organization: String,
    pub(crate) user: String,
    pub(crate) email: String,
}

impl Transaction<'_> {
    /// Stores a request until the user has decided, or it expires. Deletes expired requests.
    pub(crate) fn add_access_request(
        self,
        ticket: &str,
        request: &AccessRequest,
        now: DateTime<Utc>,
        expires: DateTime<Utc>,
    ) -> Result<(), StoreError> {
        self.run(
            "DELETE FROM access_requests WHERE expires_at <= ?1",
            [instant(now)],
        )?;
        self.run(
            "INSERT INTO access_requests \
             (ticket, client_id, organization_id, user_id, scopes, data_center, redirect_uri, \
              state, is_offline, challenge, expires_at) \
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11)",
            params![
                ticket,
                request.client,
                request.grant.organization,
                request.grant.user,
                request.grant.scopes,
                request.grant.center(),
                request.redirect_uri,
                request.state,
                request.is_offline,
                request.challenge,
                instant(expires),
            ],
        )?;
        Ok(())
    }

    /// Removes and returns a request, unless it has expired.
    pub(crate) fn take_access_request(
        self,
        ticket: &str,
        now: DateTime<Utc>,
    ) -> Result<Option<AccessRequest>, StoreError> {
        self.one(
            "DELETE FROM access_requests WHERE ticket = ?1 AND expires_at > ?2 \
             RETURNING organization_id, user_id, scopes, data_center, client_id, redirect_uri, \
             state, is_offline, challenge",
            params![ticket, instant(now)],
            |row| {
                let mut columns = Columns::of(row);
                Ok(AccessRequest {
                    grant: grant(&mut columns)?,
                    client: columns.take()?,
                    redirect_uri: columns.take()?,
                    state: columns.take()?,
                    is_offline: columns.take()?,
                    challenge: columns.take()?,
                })
            },
        )
    }

    /// Whether the user has granted a client this scope before.
    pub(crate) fn has_consented(
        self,
        client: &str,
        grant: &Grant,
        scope: &str,
    ) -> Result<bool, StoreError> {
        self.any(
            "SELECT 1 FROM consents \
             WHERE client_id = ?1 AND organization_id = ?2 AND user_id = ?3 AND scope = ?4",
            params![client, grant.organization, grant.user, scope],
        )
    }

    /// Records that the user has granted a client a scope.
    pub(crate) fn add_consent(
        self,
        client: &str,
        grant: &Grant,
        scope: &str,
    ) -> Result<(), StoreError> {
        self.run(
            "INSERT OR IGNORE INTO consents (client_id, organization_id, user_id, scope) \
             VALUES (?1, ?2, ?3, ?4)",
            params![client, grant.organization, grant.user, scope],
        )?;
        Ok(())
    }

    /// The display names of the organization and the user of a grant.
    pub(crate) fn account_names(self, grant: &Grant) -> Result<Option<AccountNames>, StoreError> {
        self.one(
            "SELECT organizations.name, users.name, users.email \
             FROM users JOIN organizations USING (organization_id) \
             WHERE organization_id = ?1 AND user_id = ?2",
            params![grant.organization, grant.user],
            |row| {
                let mut columns = Columns::of(row);
                Ok(AccountNames {
                    organization: columns.take()?,
                    user: columns.take()?,
                    email: columns.take()?,
                })
            },
        )
    }
}
