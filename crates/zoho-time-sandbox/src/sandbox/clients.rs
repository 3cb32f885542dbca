//! Registration of programs with the accounts server.

use std::fmt;

use serde_json::json;

use crate::controls;
use crate::sandbox::Sandbox;
use crate::sandbox::setup::SetupError;

/// A registered client.
#[derive(Clone)]
#[non_exhaustive]
pub struct NewClient {
    /// Its client id.
    pub client_id: String,
    /// Its secret.
    pub client_secret: String,
}

impl fmt::Debug for NewClient {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("NewClient")
            .field("client_id", &self.client_id)
            .finish_non_exhaustive()
    }
}

impl Sandbox {
    /// Registers a client. The accounts server redirects browsers only to these addresses, which must be
    /// absolute and without a fragment.
    ///
    /// # Errors
    ///
    /// Fails if the name is blank or an address cannot be a redirect URI.
    pub async fn add_client(
        &self,
        name: &str,
        redirect_uris: &[&str],
    ) -> Result<NewClient, SetupError> {
        let body = json!({ "name": name, "redirect_uris": redirect_uris });
        let added = controls::perform(self.shared(), controls::CLIENT, body.to_string()).await?;
        let text = |field: &str| added[field].as_str().unwrap_or_default().to_owned();
        Ok(NewClient {
            client_id: text("client_id"),
            client_secret: text("client_secret"),
        })
    }
}
