//! Early sync of the write-ahead log.
//!
//! Before a checkpoint, the log must be on the disk, and the writer thread waits for that. Without a flusher it
//! would wait for everything written since the last checkpoint, which takes longer than anything else it does.
//! The database still syncs by itself: a flusher changes when the disk is busy, never the durability.

use std::ffi::OsString;
use std::fs::{File, OpenOptions};
use std::io;
use std::path::{Path, PathBuf};
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::thread::{self, JoinHandle};

/// Number of commits after which their log is synced.
const COMMITS: u32 = 16;

/// The thread. It ends when this is dropped.
#[derive(Debug)]
pub(super) struct Flusher {
    /// Commits since the last notification.
    commits: u32,
    wake: Option<SyncSender<()>>,
    thread: Option<JoinHandle<()>>,
}

impl Flusher {
    /// Starts the thread for the log of the database in a file.
    pub(super) fn start(database: &Path) -> io::Result<Self> {
        let log = log_of(database);
        // Capacity one is sufficient: a notification covers all commits until it is received.
        let (wake, woken) = sync_channel(1);
        let thread = thread::Builder::new()
            .name("sandbox-flusher".into())
            .spawn(move || work_through(&log, &woken))?;
        Ok(Self {
            commits: 0,
            wake: Some(wake),
            thread: Some(thread),
        })
    }

    /// Records a commit.
    pub(super) fn committed(&mut self) {
        self.commits += 1;
        if self.commits >= COMMITS
            && let Some(wake) = &self.wake
        {
            self.commits = 0;
            // If the channel is full, a pending notification covers this one.
            let _ = wake.try_send(());
        }
    }
}

impl Drop for Flusher {
    fn drop(&mut self) {
        self.wake = None;
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
    }
}

/// The path of the write-ahead log of a file.
fn log_of(database: &Path) -> PathBuf {
    let mut path = OsString::from(database);
    path.push("-wal");
    path.into()
}

fn work_through(log: &Path, woken: &Receiver<()>) {
    let mut file = None;
    while woken.recv().is_ok() {
        // An error is reported to all who have the file open, so the database receives it as well and handles
        // it.
        if let Err(error) = flush(log, &mut file) {
            tracing::debug!(%error, "the log was not synced early");
        }
    }
}

fn flush(log: &Path, file: &mut Option<File>) -> io::Result<()> {
    let file = match file {
        Some(file) => file,
        // Some systems require write access for it.
        None => file.insert(OpenOptions::new().write(true).open(log)?),
    };
    file.sync_data()
}
