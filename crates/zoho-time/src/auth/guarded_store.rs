//! A token store whose panics and hangs become errors.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use futures::future::BoxFuture;

use super::{LockedTokens, TokenKey, TokenRecord, TokenStore, TokenStoreError};
use crate::callback::{caught, caught_now};

/// How long a store may take to read or write. Waiting for a lock has no limit: another process may hold
/// it for good reason, and the wait ends with the last caller.
const LIMIT: Duration = Duration::from_secs(30);

/// A store that was plugged in.
pub(crate) struct GuardedStore(Arc<dyn TokenStore>);

/// The exclusive right to change what is kept, given back when this is dropped. Holds the reason instead
/// if the store could not be locked.
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
    /// Stands in for the lock of a store that cannot be locked: nothing is kept, for this reason.
    pub(super) fn none(reason: TokenStoreError) -> Self {
        Self(Err(reason))
    }

    /// What is kept; `None` if the store could not be locked.
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
        let unlocked = Err(TokenStoreError::other("it was unlocked"));
        let locked = std::mem::replace(&mut self.0, unlocked);
        if caught_now(|| drop(locked)).is_err() {
            tracing::warn!("the token store panicked while it was unlocked");
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
