//! Collectors for findings in responses.

use std::fmt;
use std::sync::{Arc, Mutex, PoisonError};

/// The maximum number of items.
const CAPACITY: usize = 100_000;

/// Collects findings in responses: [`DroppedField`](crate::lenient::DroppedField)s or
/// [`ExtraField`](crate::lenient::ExtraField)s. Clones share the same items.
///
/// It holds up to 100,000 items until they are taken, and counts the ones beyond that as
/// [`lost`](Self::lost).
///
/// ```
/// use zoho_time::Client;
/// use zoho_time::lenient::Collector;
///
/// let dropped = Collector::new();
/// let zoho = Client::builder()
///     .organization(10_234_695.into())
///     .access_token("1000.token")
///     .build()?;
/// let lenient = zoho.with(|options| options.lenient(&dropped));
/// // … calls with `lenient` …
/// # let _ = lenient;
/// for field in dropped.take() {
///     println!("{field}");
/// }
/// # Ok::<(), zoho_time::ConfigError>(())
/// ```
pub struct Collector<T>(Arc<Mutex<Buffer<T>>>);

struct Buffer<T> {
    items: Vec<T>,
    lost: u64,
}

impl<T> Collector<T> {
    /// An empty collector.
    #[must_use]
    pub fn new() -> Self {
        Self(Arc::new(Mutex::new(Buffer {
            items: Vec::new(),
            lost: 0,
        })))
    }

    /// Removes and returns all items, in the order of the responses.
    #[must_use]
    pub fn take(&self) -> Vec<T> {
        std::mem::take(&mut self.lock().items)
    }

    /// The number of items.
    #[must_use]
    pub fn len(&self) -> usize {
        self.lock().items.len()
    }

    /// Whether there are no items.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The number of items that were discarded because the collector was full.
    #[must_use]
    pub fn lost(&self) -> u64 {
        self.lock().lost
    }

    pub(super) fn add(&self, items: impl IntoIterator<Item = T>) {
        let mut buffer = self.lock();
        for item in items {
            if buffer.items.len() < CAPACITY {
                buffer.items.push(item);
            } else {
                buffer.lost += 1;
            }
        }
    }

    /// Removes and returns the items that match.
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
    fn the_number_of_items_is_limited() {
        let collected = Collector::new();
        collected.clone().add(0..CAPACITY + 7);
        assert_eq!((collected.len(), collected.lost()), (CAPACITY, 7));
        assert_eq!(collected.take_if(|number| *number < 3), [0, 1, 2]);
        assert_eq!(collected.take().len(), CAPACITY - 3);
        assert!(collected.is_empty());
    }
}
