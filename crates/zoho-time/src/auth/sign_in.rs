//! What a sign-in has brought.

use std::fmt;

use chrono::{DateTime, Utc};
use secrecy::SecretString;

use super::accounts::IssuedTokens;
use super::login::LoginError;
use super::record::StoredAccess;
use super::{AccountsServer, TokenKey, TokenRecord, TokenStore, TokenStoreError, guarded_store};
use crate::data_center::DataCenter;

/// A user who has signed in: the tokens, and where they are good.
///
/// Hand the refresh token to [`Credentials`](crate::Credentials),
/// or [`save`](Self::save) it under a name for
/// [`ClientBuilder::signed_in_as`](crate::ClientBuilder::signed_in_as).
#[derive(Clone)]
pub struct SignIn {
    server: AccountsServer,
    client_id: String,
    refresh_token: SecretString,
    access: StoredAccess,
    scopes: Option<String>,
}

impl SignIn {
    pub(super) fn new(
        server: AccountsServer,
        client_id: &str,
        mut issued: IssuedTokens,
        now: DateTime<Utc>,
    ) -> Result<Self, LoginError> {
        let refresh_token = issued.refresh_token.take();
        Ok(Self {
            server,
            client_id: client_id.to_owned(),
            refresh_token: refresh_token.ok_or(LoginError::NoRefreshToken)?,
            scopes: issued.scope.take(),
            access: StoredAccess::of(issued, now),
        })
    }

    /// The refresh token. It is good until it is taken back, or until Zoho ends it in favour of the 21st
    /// after it.
    #[must_use]
    pub fn refresh_token(&self) -> &SecretString {
        &self.refresh_token
    }

    /// The access token that came with it, for an hour.
    #[must_use]
    pub fn access_token(&self) -> &SecretString {
        &self.access.secret
    }

    /// When the access token expires.
    #[must_use]
    pub fn expires_at(&self) -> DateTime<Utc> {
        self.access.expires_at
    }

    /// What the user has allowed, as the accounts server writes it.
    #[must_use]
    pub fn scopes(&self) -> Option<&str> {
        self.scopes.as_deref()
    }

    /// Where the API is for this user, such as `https://www.zohoapis.eu/`.
    #[must_use]
    pub fn api_domain(&self) -> Option<&str> {
        self.access.api_domain.as_ref().map(url::Url::as_str)
    }

    /// The accounts server that knows the user, such as `https://accounts.zoho.eu`. It need not be the
    /// one that the sign-in began at.
    #[must_use]
    pub fn accounts_url(&self) -> &str {
        self.server.address()
    }

    /// The data centre of that accounts server, if it is one of Zoho's.
    #[must_use]
    pub fn data_center(&self) -> Option<DataCenter> {
        DataCenter::of_accounts(self.server.base())
    }

    /// Keeps the tokens in a store under a name, in the place of those that are there. Clients that use
    /// the name take them from now on.
    ///
    /// # Errors
    ///
    /// Fails when the store does.
    pub async fn save(&self, store: &dyn TokenStore, name: &str) -> Result<(), TokenStoreError> {
        let key = TokenKey::named(self.accounts_url(), &self.client_id, name);
        let record = TokenRecord {
            refresh_token: Some(self.refresh_token.clone()),
            access: Some(self.access.clone()),
            // They count for a refresh token, and this one is new.
            requests: Vec::new(),
            blocked_until: None,
            failure: None,
            other: serde_json::Map::new(),
        };
        guarded_store::lock(store, &key).await?.save(&record).await
    }
}

impl fmt::Debug for SignIn {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SignIn")
            .field("accounts_url", &self.accounts_url())
            .field("client_id", &self.client_id)
            .field("scopes", &self.scopes)
            .field("expires_at", &self.access.expires_at)
            .finish_non_exhaustive()
    }
}
