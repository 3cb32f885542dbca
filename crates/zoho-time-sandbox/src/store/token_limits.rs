//! Data for the token limits: the number of issued tokens, and the oldest valid ones.

use chrono::{DateTime, Utc};
use rusqlite::params;

use super::rows::instant;
use super::{Grant, StoreError, Transaction};

impl Transaction<'_> {
    /// The number of tokens issued to a holder after a given time. Deletes older records, and those in the
    /// future after the clock was set back.
    pub(crate) fn issues(
        self,
        who: &str,
        since: DateTime<Utc>,
        now: DateTime<Utc>,
    ) -> Result<u32, StoreError> {
        self.run(
            "DELETE FROM token_issues WHERE who = ?1 AND (issued_at <= ?2 OR issued_at > ?3)",
            params![who, instant(since), instant(now)],
        )?;
        let count = self.one(
            "SELECT count(*) FROM token_issues WHERE who = ?1",
            [who],
            |row| row.get(0),
        )?;
        Ok(count.unwrap_or_default())
    }

    /// Records that a token was issued to a holder.
    pub(crate) fn add_issue(self, who: &str, now: DateTime<Utc>) -> Result<(), StoreError> {
        self.run(
            "INSERT INTO token_issues (who, issued_at) VALUES (?1, ?2)",
            params![who, instant(now)],
        )?;
        Ok(())
    }

    /// Expires all access tokens of a refresh token except for the newest valid ones.
    pub(crate) fn keep_access_tokens(
        self,
        refresh_token: &str,
        most: u32,
        now: DateTime<Utc>,
    ) -> Result<(), StoreError> {
        self.run(
            "UPDATE access_tokens SET expires_at = 0 \
             WHERE refresh_token = ?1 AND number <= ( \
                 SELECT number FROM access_tokens \
                 WHERE refresh_token = ?1 AND expires_at > ?2 \
                 ORDER BY number DESC LIMIT 1 OFFSET ?3)",
            params![refresh_token, instant(now), most],
        )?;
        Ok(())
    }

    /// Revokes all refresh tokens of a user and client except for the newest.
    pub(crate) fn keep_refresh_tokens(
        self,
        grant: &Grant,
        client: &str,
        most: u32,
    ) -> Result<(), StoreError> {
        let surplus: Vec<String> = self.all(
            "SELECT token FROM refresh_tokens \
             WHERE client_id = ?1 AND organization_id = ?2 AND user_id = ?3 \
             ORDER BY number DESC LIMIT -1 OFFSET ?4",
            params![client, grant.organization, grant.user, most],
            |row| row.get(0),
        )?;
        for token in surplus {
            self.revoke(&token)?;
        }
        Ok(())
    }
}
