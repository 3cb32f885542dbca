//! Reading pages in order, while the next ones are being fetched.

use std::collections::VecDeque;

use tokio::task::JoinHandle;

use super::checkpoint::Checkpoint;
use super::guard::Guard;
use super::position::{Named, Position};
use super::progress::ListProgress;
use super::strategy::seen::Seen;
use super::strategy::window::Window;
use super::strategy::{PageResult, PageUse, Strategy};
use super::{Fetch, Page, Record};
use crate::error::{Error, Result};
use crate::list_error::{ListError, ListProblem};

/// The maximum number of requests for a list: twenty million records, on pages of the usual size.
const MOST_REQUESTS: u64 = 100_000;

/// Reads the pages of a list.
pub(super) struct Reader<T> {
    fetch: Fetch<T>,
    ahead: usize,
    /// The maximum number of records to yield.
    wanted: Option<usize>,
    strategy: Strategy,
    /// The pages that are being fetched, in their order.
    under_way: VecDeque<Fetching<T>>,
    seen: Seen,
    requests: u64,
    given: usize,
    /// The number of requests that these need on pages that do not overlap.
    needed: u64,
    guard: Guard,
    position: Position,
    progress: ListProgress,
}

/// The initial state of a reader.
pub(super) struct Start<T> {
    pub(super) fetch: Fetch<T>,
    pub(super) strategy: Strategy,
    pub(super) ahead: usize,
    pub(super) wanted: Option<usize>,
    pub(super) position: Checkpoint,
    pub(super) progress: ListProgress,
}

impl<T: Record> Reader<T> {
    pub(super) fn new(start: Start<T>) -> Self {
        let mut seen = Seen::default();
        for id in start.position.last() {
            let key = seen.key(id);
            seen.add(key);
        }
        let position = Position::of(&start.position, |id| seen.key(id));
        Self {
            fetch: start.fetch,
            ahead: start.ahead,
            wanted: start.wanted,
            strategy: start.strategy,
            under_way: VecDeque::new(),
            seen,
            requests: 0,
            given: 0,
            needed: 0,
            guard: Guard::default(),
            position,
            progress: start.progress,
        }
    }

    /// Returns the next page with new records; `None` after the last one.
    pub(super) async fn next(&mut self) -> Result<Option<Page<T>>> {
        while self.wanted.is_none_or(|wanted| self.given < wanted) {
            // The page that is needed now, and those that may be requested before they are known to exist.
            self.ask_for(self.ahead.max(1));
            let Some(fetching) = self.under_way.pop_front() else {
                return match self.strategy.upcoming(0) {
                    None => Ok(None),
                    Some(_) => Err(self.problem(ListProblem::TooLong {
                        requests: self.requests,
                    })),
                };
            };
            let window = fetching.window;
            let mut page = fetching.finish().await?;
            let more = page.has_more();
            let was_searching = self.strategy.is_searching();
            let step = self.take(window, &mut page)?;
            let has_new = !page.items.is_empty();
            if !(was_searching && self.strategy.is_searching()) {
                let verdict = self
                    .guard
                    .judge(step, has_new, self.strategy.is_overlapping());
                verdict.map_err(|problem| self.problem(problem))?;
            }
            if has_new || (step != PageUse::Skip && !more) {
                self.give(&mut page);
                // Now it is known that there is another page.
                self.ask_for(self.ahead);
                return Ok(Some(page));
            }
            self.ask_for(self.ahead);
        }
        self.under_way.clear();
        Ok(None)
    }

    /// Lets the strategy take a page, and leaves on it what is new.
    fn take(&mut self, window: Window, page: &mut Page<T>) -> Result<PageUse> {
        let keys: Vec<_> = page
            .items
            .iter()
            .map(|item| self.seen.key(item.id()))
            .collect();
        let result = PageResult {
            window,
            keys: &keys,
            reported: page.reported_size(),
            more: page.has_more(),
        };
        let step = self.strategy.take(result, &self.seen);
        let step = step.map_err(|problem| self.problem(problem))?;
        // What was asked for ahead may not be what is needed now.
        let expected = self.strategy.upcoming(0);
        if self.under_way.front().map(|next| next.window) != expected {
            self.under_way.clear();
        }
        match step {
            PageUse::Skip => page.items.clear(),
            PageUse::Give { from, .. } => {
                let size = self.strategy.size().unwrap_or_default();
                let ids = page.items.iter().map(T::id);
                let named: Vec<Named<'_>> = keys.iter().copied().zip(ids).collect();
                let known = |key| self.seen.has(key);
                self.position
                    .advance(self.strategy.covered(), size, &named, known);
                let mut keys = keys.iter().copied().enumerate();
                page.items.retain(|_| {
                    keys.next()
                        .is_some_and(|(index, key)| self.seen.add(key) && index >= from)
                });
            }
        }
        self.guard.look(keys);
        Ok(step)
    }

    /// Counts the records that are yielded, and stores the position after them.
    fn give(&mut self, page: &mut Page<T>) {
        if let Some(wanted) = self.wanted {
            page.items.truncate(wanted.saturating_sub(self.given));
        }
        self.given += page.items.len();
        page.set_checkpoint(self.position.checkpoint());
        let given = u64::try_from(self.given).unwrap_or(u64::MAX);
        let needed = match self.strategy.size() {
            Some(size) => given.div_ceil(u64::from(size.max(1))).max(1),
            None => self.needed + 1,
        }
        .max(self.needed);
        self.progress
            .count_records(page.items.len(), needed - self.needed);
        self.needed = needed;
    }

    /// Keeps `pages` requests in flight, as long as more records are wanted.
    fn ask_for(&mut self, pages: usize) {
        while self.under_way.len() < pages && self.requests < MOST_REQUESTS && self.wants_more() {
            let Some(window) = self.strategy.upcoming(self.under_way.len()) else {
                return;
            };
            self.requests += 1;
            self.progress.count_request();
            self.under_way
                .push_back(Fetching::new(window, (self.fetch)(window)));
        }
    }

    /// Whether another page is wanted in addition to those in flight.
    fn wants_more(&self) -> bool {
        let Some(wanted) = self.wanted else {
            return true;
        };
        let size = self.strategy.size().map_or(usize::MAX, |size| {
            usize::try_from(size).unwrap_or(usize::MAX)
        });
        let coming = self.under_way.len().saturating_mul(size);
        self.given.saturating_add(coming) < wanted
    }

    fn problem(&self, problem: ListProblem) -> Error {
        Error::List(Box::new(ListError {
            operation: T::LISTED_BY.id,
            problem,
        }))
    }
}

/// A page that is being fetched in a task. The task is aborted when this is dropped.
struct Fetching<T> {
    window: Window,
    page: JoinHandle<Result<Page<T>>>,
}

impl<T: Record> Fetching<T> {
    fn new(window: Window, page: impl Future<Output = Result<Page<T>>> + Send + 'static) -> Self {
        Self {
            window,
            page: tokio::spawn(page),
        }
    }

    async fn finish(mut self) -> Result<Page<T>> {
        match (&mut self.page).await {
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
        self.page.abort();
    }
}

#[cfg(test)]
mod tests;
