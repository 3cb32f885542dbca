//! Clients of the accounts server.

use rusqlite::params;

use super::rows::Columns;
use super::{StoreError, Transaction};

/// A client that may request access.
pub(crate) struct Client {
    pub(crate) secret: String,
    /// Its display name.
    pub(crate) name: String,
}

impl Transaction<'_> {
    /// The client with this id.
    pub(crate) fn client(self, client: &str) -> Result<Option<Client>, StoreError> {
        self.one(
            "SELECT client_secret, name FROM clients WHERE client_id = ?1",
            [client],
            |row| {
                let mut columns = Columns::of(row);
                Ok(Client {
                    secret: columns.take()?,
                    name: columns.take()?,
                })
            },
        )
    }

    /// Sets the display name of a client, and its redirect URIs.
    pub(crate) fn describe_client(
        self,
        client: &str,
        name: &str,
        redirect_uris: &[String],
    ) -> Result<(), StoreError> {
        self.run(
            "UPDATE clients SET name = ?2 WHERE client_id = ?1",
            [client, name],
        )?;
        self.run("DELETE FROM redirect_uris WHERE client_id = ?1", [client])?;
        for uri in redirect_uris {
            self.run(
                "INSERT OR IGNORE INTO redirect_uris (client_id, redirect_uri) VALUES (?1, ?2)",
                params![client, uri],
            )?;
        }
        Ok(())
    }

    /// Whether this is a redirect URI of a client.
    pub(crate) fn has_redirect_uri(self, client: &str, uri: &str) -> Result<bool, StoreError> {
        self.any(
            "SELECT 1 FROM redirect_uris WHERE client_id = ?1 AND redirect_uri = ?2",
            [client, uri],
        )
    }
}
