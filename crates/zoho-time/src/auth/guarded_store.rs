//! A token store whose panics and hangs are turned into errors.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use futures::future::BoxFuture;

use super::{LockedTokens, TokenKey, TokenRecord, TokenStore, TokenStoreError};
use crate::callback::{caught, caught_now};

/// How long a store may take to load or save. Waiting for a lock has no limit: another process may hold it for a
/// good reason, and the wait ends with the last caller.
const LIMIT: Duration = Duration::from_secs(30);

/// A store of the user, or one of this crate.
pub(crate) struct GuardedStore(Arc<dyn TokenStore>);

/// The lock of a store, released on drop; or the reason why the store could not be locked.
pub(super) struct GuardedLock(Result<Box<dyn LockedTokens>, TokenStoreError>);

impl GuardedStore {
    pub(crate) fn new(store: Arc<dyn TokenStore>) -> Self {
        Self(store)
    }

    pub(super) async fn load(
        &self,
        key: &TokenKey,
    ) -> Result<Option<TokenRecord>, TokenStoreError> {
        in_time("load", || self.0.load(key)).await
    }

    pub(super) async fn lock(&self, key: &TokenKey) -> Result<GuardedLock, TokenStoreError> {
        lock(&*self.0, key).await
    }
}

/// Locks a store.
pub(super) async fn lock(
    store: &dyn TokenStore,
    key: &TokenKey,
) -> Result<GuardedLock, TokenStoreError> {
    let locked = caught(|| store.lock(key)).await;
    let locked = locked.unwrap_or(Err(TokenStoreError::Panicked { action: "lock" }))?;
    Ok(GuardedLock(Ok(locked)))
}

impl GuardedLock {
    /// Replaces the lock of a store that cannot be locked. Nothing is stored.
    pub(super) fn none(reason: TokenStoreError) -> Self {
        Self(Err(reason))
    }

    /// The stored record; `None` if the store could not be locked.
    pub(super) async fn load(&mut self) -> Result<Option<TokenRecord>, TokenStoreError> {
        match &mut self.0 {
            Ok(locked) => in_time("load", || locked.load()).await.map(Some),
            Err(_) => Ok(None),
        }
    }

    pub(super) async fn save(&mut self, record: &TokenRecord) -> Result<(), TokenStoreError> {
        match &mut self.0 {
            Ok(locked) => in_time("save", || locked.save(record)).await,
            Err(reason) => Err(reason.clone()),
        }
    }

    pub(super) async fn remove(&mut self) -> Result<(), TokenStoreError> {
        match &mut self.0 {
            Ok(locked) => in_time("remove", || locked.remove()).await,
            Err(_) => Ok(()),
        }
    }
}

impl Drop for GuardedLock {
    fn drop(&mut self) {
        let unlocked = Err(TokenStoreError::other("already unlocked"));
        let locked = std::mem::replace(&mut self.0, unlocked);
        if caught_now(|| drop(locked)).is_err() {
            tracing::warn!("the token store panicked while it released the lock");
        }
    }
}

async fn in_time<'a, T>(
    action: &'static str,
    callback: impl FnOnce() -> BoxFuture<'a, Result<T, TokenStoreError>>,
) -> Result<T, TokenStoreError> {
    match tokio::time::timeout(LIMIT, caught(callback)).await {
        Ok(Ok(outcome)) => outcome,
        Ok(Err(_)) => Err(TokenStoreError::Panicked { action }),
        Err(_) => Err(TokenStoreError::NoAnswer {
            action,
            waited: LIMIT,
        }),
    }
}

impl fmt::Debug for GuardedStore {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}
