//! Bringing the log of the database to the disk early.
//!
//! Before pages are moved from the log into the database, the log has to be on the disk, and the
//! thread that writes waits for that. Without a flusher it would wait for all that was written since
//! the last time, which takes longer than anything else that it does. The database still makes sure
//! of it itself: a flusher changes when the disk is busy, never what outlives a crash.

use std::ffi::OsString;
use std::fs::{File, OpenOptions};
use std::io;
use std::path::{Path, PathBuf};
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::thread::{self, JoinHandle};

/// After how many commits what they wrote is sent to the disk.
const COMMITS: u32 = 16;

/// The thread that does it. It ends when this is dropped.
#[derive(Debug)]
pub(super) struct Flusher {
    /// Commits since the thread was last told.
    commits: u32,
    wake: Option<SyncSender<()>>,
    thread: Option<JoinHandle<()>>,
}

impl Flusher {
    /// Starts the thread for the log of the database in a file.
    pub(super) fn start(database: &Path) -> io::Result<Self> {
        let log = log_of(database);
        // Room for one is enough: it is for all commits until it is taken.
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

    /// Something was committed.
    pub(super) fn committed(&mut self) {
        self.commits += 1;
        if self.commits >= COMMITS
            && let Some(wake) = &self.wake
        {
            self.commits = 0;
            // If there is no room, one is there that the thread will come to.
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

/// Where the database keeps the log of a file.
fn log_of(database: &Path) -> PathBuf {
    let mut path = OsString::from(database);
    path.push("-wal");
    path.into()
}

fn work_through(log: &Path, woken: &Receiver<()>) {
    let mut file = None;
    while woken.recv().is_ok() {
        // An error is told to everybody who has the file open, so the database hears of it as well and
        // is the one to deal with it.
        if let Err(error) = flush(log, &mut file) {
            tracing::debug!(%error, "the log was not brought to the disk early");
        }
    }
}

fn flush(log: &Path, file: &mut Option<File>) -> io::Result<()> {
    let file = match file {
        Some(file) => file,
        // Some systems only do it for who could have written.
        None => file.insert(OpenOptions::new().write(true).open(log)?),
    };
    file.sync_data()
}
