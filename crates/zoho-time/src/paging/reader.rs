//! Reading pages in their order, with the next ones under way.

use std::collections::{HashSet, VecDeque};
use std::hash::{BuildHasher, RandomState};

use tokio::task::JoinHandle;

use super::{Fetch, Page, Record};
use crate::error::{Error, Result};

/// After so many pages on end without anything new, a list counts as one that does not get on.
const PATIENCE: u32 = 3;

/// Reads the pages of a list.
pub(super) struct Reader<T> {
    fetch: Fetch<T>,
    ahead: usize,
    /// The pages that are being fetched, in their order.
    under_way: VecDeque<Fetching<T>>,
    /// The number of the page to ask for next; absent when there is none.
    next: Option<u32>,
    seen: Seen,
    /// How many pages on end brought nothing new.
    idle: u32,
}

impl<T: Record> Reader<T> {
    pub(super) fn new(fetch: Fetch<T>, first: u32, ahead: usize) -> Self {
        Self {
            fetch,
            ahead,
            under_way: VecDeque::new(),
            next: Some(first),
            seen: Seen::default(),
            idle: 0,
        }
    }

    /// The next page that has something new; none after the last.
    pub(super) async fn next(&mut self) -> Result<Option<Page<T>>> {
        loop {
            // The page that is needed now, and those that may be asked for without knowing of them.
            self.ask_for(self.ahead.max(1));
            let Some(fetching) = self.under_way.pop_front() else {
                return Ok(None);
            };
            let mut page = fetching.finish().await?;
            let more = page.has_more();
            if more {
                // Now it is known that there is another one.
                self.ask_for(self.ahead);
            } else {
                self.next = None;
                self.under_way.clear();
            }
            page.items.retain(|item| self.seen.is_new(item.id()));
            if !page.items.is_empty() || !more {
                self.idle = 0;
                return Ok(Some(page));
            }
            self.idle += 1;
            if self.idle == PATIENCE {
                return Err(Error::missing(
                    T::LISTED_BY,
                    "page_context.has_more_page",
                    "page after page has nothing new, and each says that more follows",
                ));
            }
        }
    }

    /// Sees to it that so many pages are under way.
    fn ask_for(&mut self, pages: usize) {
        while self.under_way.len() < pages {
            let Some(number) = self.next else { return };
            self.under_way
                .push_back(Fetching::new((self.fetch)(number)));
            self.next = number.checked_add(1);
        }
    }
}

/// A page that is being fetched, whether anybody waits for it or not. Given up when dropped.
struct Fetching<T>(JoinHandle<Result<Page<T>>>);

impl<T: Record> Fetching<T> {
    fn new(page: impl Future<Output = Result<Page<T>>> + Send + 'static) -> Self {
        Self(tokio::spawn(page))
    }

    async fn finish(mut self) -> Result<Page<T>> {
        match (&mut self.0).await {
            Ok(page) => page,
            Err(error) => match error.try_into_panic() {
                Ok(panic) => std::panic::resume_unwind(panic),
                Err(_) => Err(Error::InvalidRequest {
                    operation: T::LISTED_BY.id,
                    reason: "the runtime was shut down while a page was being fetched".to_owned(),
                }),
            },
        }
    }
}

impl<T> Drop for Fetching<T> {
    fn drop(&mut self) {
        self.0.abort();
    }
}

/// The ids that have come by, as numbers: eight bytes for each, however long the list.
#[derive(Default)]
struct Seen {
    ids: HashSet<u64>,
    hasher: RandomState,
}

impl Seen {
    fn is_new(&mut self, id: &str) -> bool {
        // Ids are digits; one that does not fit a number is not known to exist.
        let number = id.parse().unwrap_or_else(|_| self.hasher.hash_one(id));
        self.ids.insert(number)
    }
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicUsize, Ordering};
    use std::sync::{Arc, Mutex};

    use futures::FutureExt;
    use serde_json::json;
    use zoho_time_client::types::Project;

    use super::*;

    /// A page of projects with these ids.
    fn page(number: u32, ids: &[u64], more: bool) -> Page<Project> {
        let items = ids
            .iter()
            .map(|id| serde_json::from_value(json!({ "project_id": id })).unwrap())
            .collect();
        let context = serde_json::from_value(json!({ "has_more_page": more })).unwrap();
        Page::new(number, items, Some(context))
    }

    /// A reader of pages that `list` makes, and the numbers of the pages that it asked for.
    fn reader(
        ahead: usize,
        list: impl Fn(u32) -> Page<Project> + Send + Sync + 'static,
    ) -> (Reader<Project>, Arc<Mutex<Vec<u32>>>) {
        let asked = Arc::new(Mutex::new(Vec::new()));
        let log = Arc::clone(&asked);
        let fetch: Fetch<Project> = Arc::new(move |number| {
            log.lock().unwrap().push(number);
            let page = list(number);
            async move { Ok(page) }.boxed()
        });
        (Reader::new(fetch, 1, ahead), asked)
    }

    async fn ids(reader: &mut Reader<Project>) -> Result<Vec<u64>> {
        let mut ids = Vec::new();
        while let Some(page) = reader.next().await? {
            ids.extend(
                page.items
                    .iter()
                    .map(|item| item.id().parse::<u64>().unwrap()),
            );
        }
        Ok(ids)
    }

    #[tokio::test]
    async fn pages_are_asked_for_as_far_ahead_as_told() {
        // How far ahead, what was asked for after the first page, and in all, of a list of three pages.
        let cases: [(usize, &[u32], &[u32]); 4] = [
            (0, &[1], &[1, 2, 3]),
            (1, &[1, 2], &[1, 2, 3]),
            (2, &[1, 2, 3], &[1, 2, 3, 4]),
            (3, &[1, 2, 3, 4], &[1, 2, 3, 4, 5]),
        ];
        for (ahead, after_first, in_all) in cases {
            let (mut reader, asked) =
                reader(ahead, |number| page(number, &[number.into()], number < 3));
            reader.next().await.unwrap();
            assert_eq!(*asked.lock().unwrap(), after_first, "{ahead} ahead");
            assert_eq!(ids(&mut reader).await.unwrap(), [2, 3], "{ahead} ahead");
            assert_eq!(*asked.lock().unwrap(), in_all, "{ahead} ahead");
        }
    }

    #[tokio::test]
    async fn a_record_that_moved_to_the_next_page_comes_once() {
        let (mut reader, _) = reader(1, |number| match number {
            1 => page(1, &[9, 8, 7], true),
            _ => page(2, &[7, 6, 5], false),
        });
        assert_eq!(ids(&mut reader).await.unwrap(), [9, 8, 7, 6, 5]);
    }

    #[tokio::test]
    async fn an_empty_page_in_between_is_passed_over() {
        let (mut reader, _) = reader(1, |number| match number {
            1 => page(1, &[1], true),
            2 | 3 => page(number, &[], true),
            _ => page(number, &[2], false),
        });
        assert_eq!(ids(&mut reader).await.unwrap(), [1, 2]);
    }

    #[tokio::test]
    async fn a_list_that_does_not_get_on_ends_with_an_error() {
        for repeated in [&[][..], &[1, 2]] {
            let (mut reader, asked) = reader(1, move |number| page(number, repeated, true));
            let error = ids(&mut reader).await.unwrap_err();
            assert!(error.to_string().contains("list_projects"), "{error}");
            assert!(error.to_string().contains("nothing new"), "{error}");
            assert!(asked.lock().unwrap().len() <= 6, "{asked:?}");
        }
    }

    #[tokio::test]
    async fn what_is_under_way_is_given_up_with_the_reader() {
        let running = Arc::new(AtomicUsize::new(0));
        let count = Arc::clone(&running);
        let fetch: Fetch<Project> = Arc::new(move |number| {
            let guard = Guard::new(&count);
            async move {
                if number > 1 {
                    std::future::pending::<()>().await;
                }
                drop(guard);
                Ok(page(number, &[number.into()], true))
            }
            .boxed()
        });
        let mut reader = Reader::new(fetch, 1, 3);
        reader.next().await.unwrap();
        assert_eq!(running.load(Ordering::SeqCst), 3);
        drop(reader);
        // The tasks end as soon as the runtime gets to them.
        while running.load(Ordering::SeqCst) > 0 {
            tokio::task::yield_now().await;
        }
    }

    /// Counts itself as long as it lives.
    struct Guard(Arc<AtomicUsize>);

    impl Guard {
        fn new(count: &Arc<AtomicUsize>) -> Self {
            count.fetch_add(1, Ordering::SeqCst);
            Self(Arc::clone(count))
        }
    }

    impl Drop for Guard {
        fn drop(&mut self) {
            self.0.fetch_sub(1, Ordering::SeqCst);
        }
    }
}
