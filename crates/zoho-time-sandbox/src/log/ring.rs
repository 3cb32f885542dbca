//! The last exchanges.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use tokio::sync::watch;

use super::Exchange;

/// How much memory the exchanges take up together, in bytes.
const MEMORY: usize = 32 << 20;

/// The last exchanges of a sandbox, oldest first. Requests to `/_sandbox` are not among them.
///
/// However many they may be, they take up no more than 32 MiB: of each, up to 64 KiB of both bodies and
/// 16 KiB of the address and of the headers of both sides are kept, and old ones make room.
#[derive(Debug)]
pub struct Log {
    capacity: usize,
    ring: Mutex<Ring>,
    /// The number of the last exchange, for those who wait; closed when the sandbox stops.
    news: Mutex<Option<watch::Sender<u64>>>,
}

#[derive(Debug, Default)]
struct Ring {
    last: u64,
    /// How many bytes those that are kept take up.
    size: usize,
    kept: VecDeque<Arc<Exchange>>,
}

impl Ring {
    /// Notes that a page of a list was read, for the pages before and after it.
    fn link(&self, exchange: &Exchange) {
        let Some(page) = exchange.list_page.as_ref() else {
            return;
        };
        if page.is_one_of_several() {
            for other in self.kept.iter().filter_map(|kept| kept.list_page.as_ref()) {
                page.note(other);
            }
        }
    }
}

impl Log {
    /// How many exchanges are kept unless told otherwise.
    pub(crate) const CAPACITY: usize = 1_000;

    pub(crate) fn new(capacity: usize) -> Self {
        Self {
            capacity,
            ring: Mutex::default(),
            news: Mutex::new(Some(watch::Sender::new(0))),
        }
    }

    /// Whether anything is kept at all.
    pub(crate) const fn is_on(&self) -> bool {
        self.capacity > 0
    }

    /// Everything that is kept.
    #[must_use]
    pub fn exchanges(&self) -> Vec<Arc<Exchange>> {
        self.ring().kept.iter().cloned().collect()
    }

    /// The first exchanges with greater numbers than `seq`, `limit` of them at most.
    #[must_use]
    pub fn after(&self, seq: u64, limit: usize) -> Vec<Arc<Exchange>> {
        let ring = self.ring();
        let known = ring.kept.partition_point(|exchange| exchange.seq() <= seq);
        ring.kept.range(known..).take(limit).cloned().collect()
    }

    /// The number of the last exchange there was; 0 if there was none.
    #[must_use]
    pub fn last(&self) -> u64 {
        self.ring().last
    }

    /// Forgets everything. Numbers go on where they were.
    pub fn clear(&self) {
        let mut ring = self.ring();
        ring.kept.clear();
        ring.size = 0;
    }

    /// Adds an exchange, replacing the oldest one if the log is full.
    pub(super) fn add(&self, mut exchange: Exchange) {
        let last = {
            let mut ring = self.ring();
            ring.last += 1;
            exchange.number(ring.last);
            ring.link(&exchange);
            ring.size += exchange.size();
            while ring.kept.len() >= self.capacity || ring.size > MEMORY {
                let Some(oldest) = ring.kept.pop_front() else {
                    break;
                };
                ring.size -= oldest.size();
            }
            ring.kept.push_back(Arc::new(exchange));
            ring.last
        };
        if let Some(news) = &*self.news() {
            news.send_modify(|told| *told = last.max(*told));
        }
    }

    /// Notifies of new exchanges, until the sandbox stops.
    pub(crate) fn subscribe(&self) -> Option<watch::Receiver<u64>> {
        self.news().as_ref().map(watch::Sender::subscribe)
    }

    /// Ends what waits for new exchanges, so that the sandbox can stop.
    pub(crate) fn close(&self) {
        self.news().take();
    }

    fn ring(&self) -> MutexGuard<'_, Ring> {
        // Nothing that holds a lock here can leave things half done.
        self.ring.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn news(&self) -> MutexGuard<'_, Option<watch::Sender<u64>>> {
        self.news.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
