//! What was noticed while answers were read.

use std::fmt;
use std::sync::{Arc, Mutex, PoisonError};

/// How many are buffer.
const MOST: usize = 100_000;

/// Gathers what calls notice about their answers: [`DroppedField`](crate::lenient::DroppedField)s or
/// [`ExtraField`](crate::lenient::ExtraField)s. Clones share what they have gathered.
///
/// It keeps 100,000 of them until they are taken, and counts those that come after.
pub struct Collector<T>(Arc<Mutex<Buffer<T>>>);

struct Buffer<T> {
    items: Vec<T>,
    lost: u64,
}

impl<T> Collector<T> {
    /// Nothing yet.
    #[must_use]
    pub fn new() -> Self {
        Self(Arc::new(Mutex::new(Buffer {
            items: Vec::new(),
            lost: 0,
        })))
    }

    /// Takes out all that was gathered, in the order in which answers came.
    #[must_use]
    pub fn take(&self) -> Vec<T> {
        std::mem::take(&mut self.lock().items)
    }

    /// How many there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.lock().items.len()
    }

    /// Whether there is none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// How many were not buffer, since too many had not been taken.
    #[must_use]
    pub fn lost(&self) -> u64 {
        self.lock().lost
    }

    pub(super) fn add(&self, items: impl IntoIterator<Item = T>) {
        let mut buffer = self.lock();
        for item in items {
            if buffer.items.len() < MOST {
                buffer.items.push(item);
            } else {
                buffer.lost += 1;
            }
        }
    }

    /// Takes out those of which this is true.
    pub(super) fn take_if(&self, wanted: impl Fn(&T) -> bool) -> Vec<T> {
        let mut buffer = self.lock();
        let (taken, left) = std::mem::take(&mut buffer.items)
            .into_iter()
            .partition(wanted);
        buffer.items = left;
        taken
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, Buffer<T>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl<T> Clone for Collector<T> {
    fn clone(&self) -> Self {
        Self(Arc::clone(&self.0))
    }
}

impl<T> Default for Collector<T> {
    fn default() -> Self {
        Self::new()
    }
}

impl<T> fmt::Debug for Collector<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Collector")
            .field("len", &self.len())
            .field("lost", &self.lost())
            .finish()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_nobody_takes_does_not_grow_for_ever() {
        let collected = Collector::new();
        collected.clone().add(0..MOST + 7);
        assert_eq!((collected.len(), collected.lost()), (MOST, 7));
        assert_eq!(collected.take_if(|number| *number < 3), [0, 1, 2]);
        assert_eq!(collected.take().len(), MOST - 3);
        assert!(collected.is_empty());
    }
}
