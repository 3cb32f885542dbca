//! Where tokens are kept, so that whoever shares a sign-in shares its access token.

use std::fmt;
use std::sync::Arc;

use futures::future::BoxFuture;
use hmac_sha256::Hash as Sha256;
use secrecy::SecretString;

use super::{TokenRecord, TokenStoreError};

/// Which sign-in tokens belong to: an accounts server, a client, and a user who has consented.
///
/// It holds no secret, and may be shown and used as a name.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct TokenKey(String);

impl TokenKey {
    /// The sign-in that a program calls by a name of its own.
    #[must_use]
    pub fn named(accounts_url: &str, client_id: &str, name: &str) -> Self {
        Self::join(accounts_url, client_id, &format!("name:{name}"))
    }

    /// The sign-in that a refresh token came from. The key has a digest (SHA-256) of it, from which
    /// nobody can get at the token.
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

    /// As text.
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

/// Keeps the tokens of sign-ins. [`MemoryTokenStore`](super::MemoryTokenStore) does so for one process,
/// [`FileTokenStore`](super::FileTokenStore) for those of a machine; another one can be plugged in with
/// [`ClientBuilder::token_store`](crate::ClientBuilder::token_store). A `BoxFuture` is what
/// `Box::pin` makes of an `async` block.
///
/// ```
/// use futures::future::BoxFuture;
/// use zoho_time::auth::{
///     LockedTokens, MemoryTokenStore, TokenKey, TokenRecord, TokenStore, TokenStoreError,
/// };
///
/// /// A store that says what it is asked for.
/// #[derive(Debug)]
/// struct Talkative(MemoryTokenStore);
///
/// impl TokenStore for Talkative {
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
    /// What is kept for a sign-in. It must not wait for a lock.
    fn load<'a>(
        &'a self,
        key: &'a TokenKey,
    ) -> BoxFuture<'a, Result<Option<TokenRecord>, TokenStoreError>>;

    /// The exclusive right to change what is kept for a sign-in, among all that share the store. It is
    /// held while a token is asked for, which may take half a minute, and ends when it is dropped, or
    /// with the process however that ends.
    fn lock<'a>(
        &'a self,
        key: &'a TokenKey,
    ) -> BoxFuture<'a, Result<Box<dyn LockedTokens>, TokenStoreError>>;
}

/// The exclusive right to change what is kept for a sign-in. Dropping it gives it back.
pub trait LockedTokens: Send {
    /// What is kept now; an empty record if nothing is.
    fn load(&mut self) -> BoxFuture<'_, Result<TokenRecord, TokenStoreError>>;

    /// Keeps a record in the place of the one before, all of it or nothing.
    fn save<'a>(
        &'a mut self,
        record: &'a TokenRecord,
    ) -> BoxFuture<'a, Result<(), TokenStoreError>>;

    /// Forgets the sign-in.
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
