//! Registry of open connections, which selects one to close when there are too many.

use std::collections::BTreeMap;
use std::pin::pin;
use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use tokio::sync::Notify;
use tokio::time::Instant;

use super::open_files;

/// Time without progress after which a connection with a request may be closed for another. Before that, only
/// connections without a request are.
const STALLED: Duration = Duration::from_secs(30);

/// Interval of the search for a stalled connection while a new one waits.
const LOOK: Duration = Duration::from_secs(1);

/// The connections that are open, up to a limit. A sandbox, its interceptor and its instances share
/// one limit, as they share the open files of the process.
#[derive(Debug)]
pub(crate) struct Connections {
    most: usize,
    opened: Mutex<Opened>,
    /// Signals that a connection has ended, or has no request any longer.
    changed: Notify,
    epoch: Instant,
}

#[derive(Debug, Default)]
struct Opened {
    last: u64,
    slots: BTreeMap<u64, Arc<Slot>>,
}

/// State of a connection that is visible to others.
#[derive(Debug, Default)]
struct Slot {
    /// Number of requests being served.
    serving: AtomicUsize,
    /// When it became idle, or last made progress with a request: milliseconds since the epoch of the registry.
    since: AtomicU64,
    /// It has to end.
    ended: Notify,
}

impl Connections {
    /// A registry with this limit, or with one derived from the limit for open files.
    pub(crate) fn new(most: Option<usize>) -> Arc<Self> {
        Arc::new(Self {
            most: most.unwrap_or_else(open_files::connections).max(1),
            opened: Mutex::default(),
            changed: Notify::new(),
            epoch: Instant::now(),
        })
    }

    /// Adds a connection. If there are too many, closes the one that has been idle for the longest time; if
    /// none is idle, a stalled one; otherwise the new one waits.
    pub(super) async fn admit(self: &Arc<Self>) -> Connection {
        loop {
            let mut changed = pin!(self.changed.notified());
            changed.as_mut().enable();
            if let Some(connection) = self.add() {
                return connection;
            }
            // The interval has passed: a connection may have stalled by now.
            let _ = tokio::time::timeout(LOOK, changed).await;
        }
    }

    fn add(self: &Arc<Self>) -> Option<Connection> {
        let now = self.now();
        let mut opened = self.opened();
        if opened.slots.len() >= self.most && !opened.end_one(now) {
            return None;
        }
        opened.last += 1;
        let id = opened.last;
        let slot = Arc::new(Slot::default());
        slot.since.store(now, Ordering::Relaxed);
        opened.slots.insert(id, Arc::clone(&slot));
        Some(Connection {
            connections: Arc::clone(self),
            id,
            slot,
        })
    }

    /// Closes a connection, if one may be closed.
    pub(super) fn end_one(&self) -> bool {
        let now = self.now();
        self.opened().end_one(now)
    }

    fn now(&self) -> u64 {
        u64::try_from(self.epoch.elapsed().as_millis()).unwrap_or(u64::MAX)
    }

    fn opened(&self) -> MutexGuard<'_, Opened> {
        // No code that holds the lock can leave the map inconsistent.
        self.opened.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Opened {
    /// Closes the connection that has been idle for the longest time, or else the one that has been stalled for
    /// the longest time.
    fn end_one(&mut self, now: u64) -> bool {
        let oldest = |serving: bool| {
            self.slots
                .iter()
                .filter(|(_, slot)| (slot.serving.load(Ordering::Relaxed) > 0) == serving)
                .map(|(id, slot)| (slot.since.load(Ordering::Relaxed), *id))
                .min()
        };
        let stalled = |(since, _): &(u64, u64)| {
            let quiet = Duration::from_millis(now.saturating_sub(*since));
            quiet >= STALLED
        };
        let chosen = oldest(false).or_else(|| oldest(true).filter(stalled));
        let Some(slot) = chosen.and_then(|(_, id)| self.slots.remove(&id)) else {
            return false;
        };
        slot.ended.notify_one();
        true
    }
}

/// An open connection. Dropping it removes it from the registry.
#[derive(Debug)]
pub(crate) struct Connection {
    connections: Arc<Connections>,
    id: u64,
    slot: Arc<Slot>,
}

impl Connection {
    /// Returns when the connection must end.
    pub(super) async fn ended(&self) {
        self.slot.ended.notified().await;
    }

    /// Marks a request as being served, until the result is dropped.
    pub(super) fn serving(self: &Arc<Self>) -> Serving {
        self.slot.serving.fetch_add(1, Ordering::Relaxed);
        self.mark();
        Serving(Arc::clone(self))
    }

    /// Records the transfer of bytes of a request or a response. A request head that arrives in small pieces is
    /// not progress.
    pub(super) fn progressed(&self) {
        if self.slot.serving.load(Ordering::Relaxed) > 0 {
            self.mark();
        }
    }

    fn mark(&self) {
        let now = self.connections.now();
        self.slot.since.store(now, Ordering::Relaxed);
    }
}

impl Drop for Connection {
    fn drop(&mut self) {
        self.connections.opened().slots.remove(&self.id);
        self.connections.changed.notify_waiters();
    }
}

/// A request is being served on a connection.
#[derive(Debug)]
pub(super) struct Serving(Arc<Connection>);

impl Drop for Serving {
    fn drop(&mut self) {
        self.0.mark();
        self.0.slot.serving.fetch_sub(1, Ordering::Relaxed);
        self.0.connections.changed.notify_waiters();
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;
    use std::time::Duration;

    use futures::FutureExt as _;
    use tokio::time::{advance, timeout};

    use super::{Connection, Connections};

    fn has_ended(connection: &Connection) -> bool {
        connection.ended().now_or_never().is_some()
    }

    async fn admit(connections: &Arc<Connections>) -> Arc<Connection> {
        advance(Duration::from_millis(1)).await;
        Arc::new(connections.admit().await)
    }

    #[tokio::test(start_paused = true)]
    async fn the_one_that_has_been_idle_for_the_longest_time_makes_room() {
        let connections = Connections::new(Some(3));
        let first = admit(&connections).await;
        let second = admit(&connections).await;
        let busy = admit(&connections).await;
        let request = busy.serving();
        // It was used after the second one was opened.
        drop(first.serving());
        advance(Duration::from_secs(60)).await;
        let _fourth = admit(&connections).await;
        assert!(has_ended(&second));
        let fifth = admit(&connections).await;
        assert!(has_ended(&first));
        assert!(!has_ended(&busy) && !has_ended(&fifth));
        drop(request);
    }

    #[tokio::test(start_paused = true)]
    async fn one_without_progress_makes_room_if_none_is_idle() {
        let connections = Connections::new(Some(2));
        let (stalled, lively) = (admit(&connections).await, admit(&connections).await);
        let requests = [stalled.serving(), lively.serving()];
        let waits = timeout(Duration::from_secs(29), connections.admit()).await;
        assert!(waits.is_err());
        lively.progressed();
        let _third = connections.admit().await;
        assert!(has_ended(&stalled) && !has_ended(&lively));
        drop(requests);
    }

    #[tokio::test(start_paused = true)]
    async fn a_new_one_waits_for_a_busy_one() {
        let connections = Connections::new(Some(1));
        let busy = admit(&connections).await;
        let request = busy.serving();
        let waiting = connections.admit();
        let (_next, ()) = tokio::join!(waiting, async { drop(request) });
        assert!(has_ended(&busy));
    }
}
