//! Token stores. Clients that share a store share the access tokens in it.

use std::fmt;
use std::sync::Arc;

use futures::future::BoxFuture;
use hmac_sha256::Hash as Sha256;
use secrecy::SecretString;

use super::{TokenRecord, TokenStoreError};

/// The sign-in that tokens belong to: an accounts server, a client id, and a user who has consented.
///
/// It contains no secret, and may be logged or used as a name.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct TokenKey(String);

impl TokenKey {
    /// The key of a sign-in with a name that the program chooses.
    #[must_use]
    pub fn named(accounts_url: &str, client_id: &str, name: &str) -> Self {
        Self::join(accounts_url, client_id, &format!("name:{name}"))
    }

    /// The key of the sign-in that yielded a refresh token. It contains the SHA-256 digest of the token, from which
    /// the token cannot be recovered.
    #[must_use]
    pub fn of_refresh_token(
        accounts_url: &str,
        client_id: &str,
        refresh_token: &SecretString,
    ) -> Self {
        use secrecy::ExposeSecret as _;

        let digest = Sha256::hash(refresh_token.expose_secret().as_bytes());
        let digest: String = digest.iter().map(|byte| format!("{byte:02x}")).collect();
        Self::join(accounts_url, client_id, &format!("sha256:{digest}"))
    }

    fn join(accounts_url: &str, client_id: &str, who: &str) -> Self {
        Self(format!(
            "{} {client_id} {who}",
            accounts_url.trim_end_matches('/')
        ))
    }

    /// The key as text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for TokenKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// Stores the tokens of sign-ins. [`MemoryTokenStore`](super::MemoryTokenStore) does so for one process,
/// [`FileTokenStore`](super::FileTokenStore) for the processes of a machine. Pass an implementation of your own to
/// [`ClientBuilder::token_store`](crate::ClientBuilder::token_store). A `BoxFuture` is the result of `Box::pin` on an
/// `async` block.
///
/// ```
/// use futures::future::BoxFuture;
/// use zoho_time::auth::{
///     LockedTokens, MemoryTokenStore, TokenKey, TokenRecord, TokenStore, TokenStoreError,
/// };
///
/// /// A store that prints each access.
/// #[derive(Debug)]
/// struct Verbose(MemoryTokenStore);
///
/// impl TokenStore for Verbose {
///     fn load<'a>(
///         &'a self,
///         key: &'a TokenKey,
///     ) -> BoxFuture<'a, Result<Option<TokenRecord>, TokenStoreError>> {
///         println!("reading {key}");
///         self.0.load(key)
///     }
///
///     fn lock<'a>(
///         &'a self,
///         key: &'a TokenKey,
///     ) -> BoxFuture<'a, Result<Box<dyn LockedTokens>, TokenStoreError>> {
///         println!("locking {key}");
///         self.0.lock(key)
///     }
/// }
/// ```
pub trait TokenStore: fmt::Debug + Send + Sync {
    /// The stored record of a sign-in, or `None`. Must not wait for the lock.
    fn load<'a>(
        &'a self,
        key: &'a TokenKey,
    ) -> BoxFuture<'a, Result<Option<TokenRecord>, TokenStoreError>>;

    /// Locks the record of a sign-in for all clients that share the store. The lock is held during a token request,
    /// up to 30 s. It must be released when the result is dropped, and when the process ends for any reason.
    fn lock<'a>(
        &'a self,
        key: &'a TokenKey,
    ) -> BoxFuture<'a, Result<Box<dyn LockedTokens>, TokenStoreError>>;
}

/// The locked record of a sign-in. Dropping it releases the lock.
pub trait LockedTokens: Send {
    /// The stored record; an empty one if there is none.
    fn load(&mut self) -> BoxFuture<'_, Result<TokenRecord, TokenStoreError>>;

    /// Replaces the record atomically.
    fn save<'a>(
        &'a mut self,
        record: &'a TokenRecord,
    ) -> BoxFuture<'a, Result<(), TokenStoreError>>;

    /// Deletes the record.
    fn remove(&mut self) -> BoxFuture<'_, Result<(), TokenStoreError>>;
}

impl<S: TokenStore + ?Sized> TokenStore for Arc<S> {
    fn load<'a>(
        &'a self,
        key: &'a TokenKey,
    ) -> BoxFuture<'a, Result<Option<TokenRecord>, TokenStoreError>> {
        (**self).load(key)
    }

    fn lock<'a>(
        &'a self,
        key: &'a TokenKey,
    ) -> BoxFuture<'a, Result<Box<dyn LockedTokens>, TokenStoreError>> {
        (**self).lock(key)
    }
}
