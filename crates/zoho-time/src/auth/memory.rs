//! A token store in memory.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use futures::FutureExt as _;
use futures::future::BoxFuture;
use tokio::sync::OwnedMutexGuard;

use super::{LockedTokens, TokenKey, TokenRecord, TokenStore, TokenStoreError};

/// Keeps tokens in memory. Clones share them, so that several clients in a program, such as one for
/// each product, use one access token and one account of token requests.
///
/// ```
/// use zoho_time::auth::MemoryTokenStore;
/// use zoho_time::{Client, Credentials, Product};
///
/// # fn main() -> Result<(), Box<dyn std::error::Error>> {
/// let store = MemoryTokenStore::new();
/// let client = |product| {
///     Client::builder()
///         .product(product)
///         .organization(10_234_695.into())
///         .credentials(Credentials {
///             client_id: "1000.CLIENT".to_owned(),
///             client_secret: "client secret".into(),
///             refresh_token: "1000.refresh.token".into(),
///         })
///         .token_store(store.clone())
///         .build()
/// };
/// let (books, invoice) = (client(Product::Books)?, client(Product::Invoice)?);
/// # let _ = (books, invoice);
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Debug, Default)]
pub struct MemoryTokenStore(Arc<Mutex<BTreeMap<TokenKey, Entry>>>);

#[derive(Debug, Default)]
struct Entry {
    record: Option<TokenRecord>,
    lock: Arc<tokio::sync::Mutex<()>>,
}

impl MemoryTokenStore {
    /// A store with nothing in it.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    fn entries(&self) -> MutexGuard<'_, BTreeMap<TokenKey, Entry>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn record(&self, key: &TokenKey) -> Option<TokenRecord> {
        self.entries().get(key)?.record.clone()
    }
}

impl TokenStore for MemoryTokenStore {
    fn load<'a>(
        &'a self,
        key: &'a TokenKey,
    ) -> BoxFuture<'a, Result<Option<TokenRecord>, TokenStoreError>> {
        async { Ok(self.record(key)) }.boxed()
    }

    fn lock<'a>(
        &'a self,
        key: &'a TokenKey,
    ) -> BoxFuture<'a, Result<Box<dyn LockedTokens>, TokenStoreError>> {
        async {
            let lock = Arc::clone(&self.entries().entry(key.clone()).or_default().lock);
            let locked = LockedEntry {
                store: self.clone(),
                key: key.clone(),
                _lock: lock.lock_owned().await,
            };
            Ok(Box::new(locked) as Box<dyn LockedTokens>)
        }
        .boxed()
    }
}

struct LockedEntry {
    store: MemoryTokenStore,
    key: TokenKey,
    _lock: OwnedMutexGuard<()>,
}

impl LockedEntry {
    fn set(&self, record: Option<TokenRecord>) {
        self.store
            .entries()
            .entry(self.key.clone())
            .or_default()
            .record = record;
    }
}

impl LockedTokens for LockedEntry {
    fn load(&mut self) -> BoxFuture<'_, Result<TokenRecord, TokenStoreError>> {
        async { Ok(self.store.record(&self.key).unwrap_or_default()) }.boxed()
    }

    fn save<'a>(
        &'a mut self,
        record: &'a TokenRecord,
    ) -> BoxFuture<'a, Result<(), TokenStoreError>> {
        async {
            self.set(Some(record.clone()));
            Ok(())
        }
        .boxed()
    }

    fn remove(&mut self) -> BoxFuture<'_, Result<(), TokenStoreError>> {
        async {
            self.set(None);
            Ok(())
        }
        .boxed()
    }
}
