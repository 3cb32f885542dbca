//! The lock file: its holder may change the token file.

use std::fs::{File, TryLockError};
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use tokio::sync::oneshot;
use zoho_time_files::PrivateFile;

use crate::auth::TokenStoreError;

/// The first pause between attempts to take the lock, and the longest. Pauses double.
const PAUSES: (Duration, Duration) = (Duration::from_millis(1), Duration::from_millis(20));

/// A held lock. The operating system releases it with the file handle, or with the process.
#[derive(Debug)]
pub(super) struct FileLock(#[expect(dead_code, reason = "held, not used")] File);

impl FileLock {
    /// Takes the lock of the file at `path`, on a separate thread. The thread ends if the future is dropped.
    pub(super) async fn take(path: PathBuf, limit: Duration) -> Result<Self, TokenStoreError> {
        let (sender, receiver) = oneshot::channel();
        tokio::task::spawn_blocking(move || {
            let outcome = wait(&path, limit, || sender.is_closed());
            // If the caller has gone, the lock is released at once.
            let _ = sender.send(outcome);
        });
        let outcome = receiver.await;
        outcome.unwrap_or_else(|error| Err(TokenStoreError::other(error)))
    }
}

/// Polls the lock. A blocking wait in the operating system would be simpler, but cannot be cancelled.
fn wait(
    path: &Path,
    limit: Duration,
    is_abandoned: impl Fn() -> bool,
) -> Result<FileLock, TokenStoreError> {
    let lock = PrivateFile::in_new_folder(path)?.beside(".lock");
    let file = lock.open_or_make()?;
    let path = lock.path().to_owned();
    let start = Instant::now();
    let mut pause = PAUSES.0;
    loop {
        match file.try_lock() {
            Ok(()) => return Ok(FileLock(file)),
            Err(TryLockError::Error(error)) => {
                return Err(TokenStoreError::io("lock", &path)(error));
            }
            Err(TryLockError::WouldBlock) => {}
        }
        let waited = start.elapsed();
        if waited >= limit || is_abandoned() {
            return Err(TokenStoreError::Busy { path, waited });
        }
        std::thread::sleep(pause.mul_f64(0.5 + fastrand::f64() / 2.0));
        pause = (pause * 2).min(PAUSES.1);
    }
}
