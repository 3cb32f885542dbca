//! Credentials: a registered OAuth client, and its refresh token.

use std::fmt;

use secrecy::SecretString;

/// A program that is registered in Zoho's API console: its client id and client secret.
///
/// Taken by [`OAuthApp`](crate::auth::OAuthApp) and
/// [`ClientBuilder::signed_in_as`](crate::ClientBuilder::signed_in_as).
///
/// ```
/// use zoho_time::DataCenter;
/// use zoho_time::auth::{OAuthApp, OAuthClient};
///
/// let app = OAuthApp::new(
///     DataCenter::Europe,
///     OAuthClient {
///         client_id: "1000.CLIENT".to_owned(),
///         client_secret: "client secret".into(),
///     },
/// )?;
/// # let _ = app;
/// # Ok::<(), zoho_time::ConfigError>(())
/// ```
#[derive(Clone)]
pub struct OAuthClient {
    /// The client id, such as `1000.ABC…`. It is not a secret.
    pub client_id: String,
    /// The client secret.
    pub client_secret: SecretString,
}

impl fmt::Debug for OAuthClient {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("OAuthClient")
            .field("client_id", &self.client_id)
            .finish_non_exhaustive()
    }
}

/// A registered OAuth client with the refresh token of a user, from which access tokens are requested.
///
/// Taken by [`ClientBuilder::credentials`](crate::ClientBuilder::credentials). All three values come from
/// Zoho's API console; see the [module](crate::auth) for how to get a refresh token.
///
/// ```
/// use zoho_time::{Client, Credentials};
///
/// # fn main() -> Result<(), Box<dyn std::error::Error>> {
/// let zoho = Client::builder()
///     .organization("10234695".parse()?)
///     .credentials(Credentials {
///         client_id: "1000.CLIENT".to_owned(),
///         client_secret: "client secret".into(),
///         refresh_token: "1000.refresh.token".into(),
///     })
///     .build()?;
/// # let _ = zoho;
/// # Ok(())
/// # }
/// ```
#[derive(Clone)]
pub struct Credentials {
    /// The client id, such as `1000.ABC…`. It is not a secret.
    pub client_id: String,
    /// The client secret.
    pub client_secret: SecretString,
    /// The refresh token.
    pub refresh_token: SecretString,
}

impl fmt::Debug for Credentials {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Credentials")
            .field("client_id", &self.client_id)
            .finish_non_exhaustive()
    }
}
