//! A token store in a file that many processes share.

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

/// How long a lock is waited for: longer than whoever holds it may wait for the accounts server.
const LOCK_TIMEOUT: Duration = Duration::from_secs(45);

/// Keeps tokens in a file, for as many processes of a machine as like: whoever comes first asks for a
/// token, and the others find it.
///
/// * **One at a time.** Whoever wants to change the file locks another one beside it, which has its
///   name and `.lock` at the end. The system gives the lock back when a process ends, however it ends.
/// * **All or nothing.** A file is written anew beside the old one, forced to the disk, and put in its
///   place. A process that is killed at any moment leaves a file that can be read: the old one or the
///   new one.
/// * **For the owner alone.** On Unix the files have mode 0600 from the beginning. A file that others may
///   read or change, that belongs to another user, or is a symbolic link or a FIFO is refused, and so is a
///   folder in which others can replace files. On other systems, put it where no other user can look.
/// * **Several sign-ins.** They stand side by side, told apart by their [`TokenKey`]. They share the
///   lock: give each a file of its own if one that waits for its accounts server must not hold up
///   another.
///
/// The lock is an advisory one, which network file systems may not have. Do not delete the lock file
/// while something runs.
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
    /// The callers in this process queue here, so that one thread at most waits for the lock.
    queue: Arc<tokio::sync::Mutex<()>>,
}

impl FileTokenStore {
    /// A store in this file, which is made when there is something to keep, with its folder.
    #[must_use]
    pub fn new(path: impl Into<PathBuf>) -> Self {
        Self {
            path: path.into(),
            lock_timeout: LOCK_TIMEOUT,
            queue: Arc::default(),
        }
    }

    /// How long to wait for other processes to let go of the file; 45 s by default, for a process may
    /// hold it while it waits for the accounts server, 30 s at most.
    #[must_use]
    pub fn lock_timeout(mut self, limit: Duration) -> Self {
        self.lock_timeout = limit;
        self
    }

    /// The file.
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
    /// Shared with a thread that writes, so that the lock outlives a caller who does not wait for it.
    held: Arc<(FileLock, OwnedMutexGuard<()>)>,
}

impl LockedFile {
    /// Puts a record in the place of the one before, or nothing.
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

/// Does what may block on a thread for that.
async fn on_a_thread<T: Send + 'static>(
    work: impl FnOnce() -> Result<T, TokenStoreError> + Send + 'static,
) -> Result<T, TokenStoreError> {
    let outcome = tokio::task::spawn_blocking(work).await;
    outcome.unwrap_or_else(|error| Err(TokenStoreError::other(error)))
}
