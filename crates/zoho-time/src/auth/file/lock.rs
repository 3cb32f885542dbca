//! The lock that processes hold while they change a file.

use std::fs::{self, File, OpenOptions, TryLockError};
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use tokio::sync::oneshot;

use super::replace::private;
use crate::auth::TokenStoreError;

/// The first pause between looks at a lock that somebody else holds, and the longest. They double.
const PAUSES: (Duration, Duration) = (Duration::from_millis(1), Duration::from_millis(20));

/// A lock that is held. The system ends it with the file's handle, or with the process.
#[derive(Debug)]
pub(super) struct FileLock(#[expect(dead_code, reason = "held, not used")] File);

impl FileLock {
    /// Takes the lock of a file, on a thread of its own, for whoever waits for it. If nobody does any
    /// more, the thread ends.
    pub(super) async fn take(path: PathBuf, limit: Duration) -> Result<Self, TokenStoreError> {
        let (sender, receiver) = oneshot::channel();
        tokio::task::spawn_blocking(move || {
            let outcome = wait(&path, limit, || sender.is_closed());
            // Nobody there to take it means that it is let go of at once.
            let _ = sender.send(outcome);
        });
        let outcome = receiver.await;
        outcome.unwrap_or_else(|error| Err(TokenStoreError::other(error)))
    }
}

/// Looks again and again. Waiting in the system would be simpler, but could not be broken off.
fn wait(
    path: &Path,
    limit: Duration,
    is_abandoned: impl Fn() -> bool,
) -> Result<FileLock, TokenStoreError> {
    let path = beside(path, ".lock");
    let io = |action| TokenStoreError::io(action, &path);
    if let Some(folder) = path.parent() {
        make_folder(folder).map_err(TokenStoreError::io("make the folder", folder))?;
    }
    let file = open(&path).map_err(io("open"))?;
    let begun = Instant::now();
    let mut pause = PAUSES.0;
    loop {
        match file.try_lock() {
            Ok(()) => return Ok(FileLock(file)),
            Err(TryLockError::Error(error)) => return Err(io("lock")(error)),
            Err(TryLockError::WouldBlock) => {}
        }
        let waited = begun.elapsed();
        if waited >= limit || is_abandoned() {
            return Err(TokenStoreError::Busy { path, waited });
        }
        std::thread::sleep(pause.mul_f64(0.5 + fastrand::f64() / 2.0));
        pause = (pause * 2).min(PAUSES.1);
    }
}

/// The file with more at the end of its name.
pub(super) fn beside(path: &Path, end: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(end);
    name.into()
}

fn open(path: &Path) -> std::io::Result<File> {
    private(OpenOptions::new().write(true).create(true).truncate(false)).open(path)
}

#[cfg(unix)]
fn make_folder(folder: &Path) -> std::io::Result<()> {
    use std::os::unix::fs::DirBuilderExt as _;

    fs::DirBuilder::new()
        .recursive(true)
        .mode(0o700)
        .create(folder)
}

#[cfg(not(unix))]
fn make_folder(folder: &Path) -> std::io::Result<()> {
    fs::create_dir_all(folder)
}
