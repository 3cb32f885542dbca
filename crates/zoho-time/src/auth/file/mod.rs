//! A token store in a file, shared by processes.

mod lock;
mod token_file;

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use futures::FutureExt as _;
use futures::future::BoxFuture;
use tokio::sync::OwnedMutexGuard;
use zoho_time_files::{PrivateFile, Writers};

use self::lock::FileLock;
use self::token_file::TokenFile;
use super::{LockedTokens, TokenKey, TokenRecord, TokenStore, TokenStoreError};

/// How long to wait for the lock: longer than its holder may wait for the accounts server.
const LOCK_TIMEOUT: Duration = Duration::from_secs(45);

/// Stores tokens in a file, shared by any number of processes on one machine: the first process that needs a
/// token requests it, and the others find it in the file.
///
/// * **Locked.** A process that changes the file locks a second file beside it, with the same name and `.lock` at
///   the end. The operating system releases the lock when the process ends for any reason.
/// * **Atomic.** The new content is written to a temporary file, synced to disk (`fsync`), and renamed. If a
///   process is killed, the file has the old content or the new one.
/// * **Private.** On Unix the files are created with mode 0600. A file that other users can read or change, that
///   belongs to another user, or that is a symbolic link or a FIFO is rejected, and so is a folder in which other
///   users can replace files. On other systems, choose a folder that other users cannot read.
/// * **Several sign-ins.** A file can hold several, each under its [`TokenKey`]. They share the lock: use one file
///   for each if a sign-in must not wait for another one's accounts server.
///
/// The lock is advisory, and network file systems may not support it. Do not delete the lock file while a process
/// uses the store.
///
/// ```
/// use zoho_time::auth::{FileTokenStore, TokenKey, TokenStore};
///
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
/// # let folder = tempfile::tempdir()?;
/// # let path = folder.path().join("tokens.json");
/// let store = FileTokenStore::new(path);
/// let key = TokenKey::named("https://accounts.zoho.eu", "1000.CLIENT", "work");
/// assert!(store.load(&key).await?.is_none());
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Debug)]
pub struct FileTokenStore {
    path: PathBuf,
    lock_timeout: Duration,
    /// Queue of the callers in this process, so that at most one thread waits for the lock.
    queue: Arc<tokio::sync::Mutex<()>>,
}

impl FileTokenStore {
    /// A store in the file at `path`. The file and its folder are created with the first token.
    #[must_use]
    pub fn new(path: impl Into<PathBuf>) -> Self {
        Self {
            path: path.into(),
            lock_timeout: LOCK_TIMEOUT,
            queue: Arc::default(),
        }
    }

    /// How long to wait for the lock; 45 s by default, because a process holds it while it waits for the accounts
    /// server, up to 30 s. After that, the error is [`TokenStoreError::Busy`].
    #[must_use]
    pub fn lock_timeout(mut self, limit: Duration) -> Self {
        self.lock_timeout = limit;
        self
    }

    /// The path of the file.
    #[must_use]
    pub fn path(&self) -> &Path {
        &self.path
    }
}

impl TokenStore for FileTokenStore {
    fn load<'a>(
        &'a self,
        key: &'a TokenKey,
    ) -> BoxFuture<'a, Result<Option<TokenRecord>, TokenStoreError>> {
        let (path, key) = (self.path.clone(), key.clone());
        on_a_thread(move || Ok(TokenFile::read(&path)?.take(&key))).boxed()
    }

    fn lock<'a>(
        &'a self,
        key: &'a TokenKey,
    ) -> BoxFuture<'a, Result<Box<dyn LockedTokens>, TokenStoreError>> {
        async {
            let turn = Arc::clone(&self.queue).lock_owned().await;
            let lock = FileLock::take(self.path.clone(), self.lock_timeout).await?;
            Ok(Box::new(LockedFile {
                path: self.path.clone(),
                key: key.clone(),
                held: Arc::new((lock, turn)),
            }) as Box<dyn LockedTokens>)
        }
        .boxed()
    }
}

struct LockedFile {
    path: PathBuf,
    key: TokenKey,
    /// Shared with the thread that writes, so that the lock outlives a caller that stops waiting.
    held: Arc<(FileLock, OwnedMutexGuard<()>)>,
}

impl LockedFile {
    /// Replaces or removes the record.
    fn put(&self, record: Option<TokenRecord>) -> BoxFuture<'_, Result<(), TokenStoreError>> {
        let (path, key, held) = (self.path.clone(), self.key.clone(), Arc::clone(&self.held));
        on_a_thread(move || {
            let mut content = TokenFile::read(&path)?;
            content.put(&key, record.as_ref());
            PrivateFile::at(&path)?.replace(&content.to_bytes(), Writers::One)?;
            drop(held);
            Ok(())
        })
        .boxed()
    }
}

impl LockedTokens for LockedFile {
    fn load(&mut self) -> BoxFuture<'_, Result<TokenRecord, TokenStoreError>> {
        let (path, key) = (self.path.clone(), self.key.clone());
        on_a_thread(move || Ok(TokenFile::read(&path)?.take(&key).unwrap_or_default())).boxed()
    }

    fn save<'a>(
        &'a mut self,
        record: &'a TokenRecord,
    ) -> BoxFuture<'a, Result<(), TokenStoreError>> {
        self.put(Some(record.clone()))
    }

    fn remove(&mut self) -> BoxFuture<'_, Result<(), TokenStoreError>> {
        self.put(None)
    }
}

/// Runs blocking work on a thread for it.
async fn on_a_thread<T: Send + 'static>(
    work: impl FnOnce() -> Result<T, TokenStoreError> + Send + 'static,
) -> Result<T, TokenStoreError> {
    let outcome = tokio::task::spawn_blocking(work).await;
    outcome.unwrap_or_else(|error| Err(TokenStoreError::other(error)))
}
