//! Lists that come page by page, as streams.

mod reader;
mod record;

use std::fmt;
use std::sync::Arc;

use futures::future::BoxFuture;
use futures::stream::{self, Stream, TryStreamExt};
use zoho_time_client::types::PageContext;

use crate::error::Result;
use reader::Reader;
pub(crate) use record::Record;

/// One page of a list.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct Page<T> {
    /// The number of the page, counted from 1. [`List::starting_at`] takes it up again from here.
    pub number: u32,
    /// The records of the page.
    pub items: Vec<T>,
    /// Where the page stands in its list, as far as the server said.
    pub context: Option<PageContext>,
}

impl<T> Page<T> {
    pub(crate) fn new(number: u32, items: Vec<T>, context: Option<PageContext>) -> Self {
        Self {
            number,
            items,
            context,
        }
    }

    /// Whether another page follows. A server that says nothing has no more.
    #[must_use]
    pub fn has_more(&self) -> bool {
        self.context
            .as_ref()
            .and_then(|context| context.has_more_page)
            .unwrap_or(false)
    }
}

type Fetch<T> = Arc<dyn Fn(u32) -> BoxFuture<'static, Result<Page<T>>> + Send + Sync>;

/// A list that is fetched page by page, as it is read.
///
/// Nothing is sent before the first page is asked for. While the records of one page are worked on, the
/// next page is fetched already; [`read_ahead`](Self::read_ahead) says how many. The streams borrow
/// nothing, so they can be moved into a task; pin them (`std::pin::pin!`) to call `next` on them. They
/// fetch in tasks of their own, so they need a Tokio runtime.
///
/// Pages move when records are added or removed while they are read. No record comes twice. A list that
/// does not get on (page after page without anything new, and each with the word that more follows) ends
/// with an error instead of going on for ever.
#[must_use = "a list is fetched only when it is read"]
pub struct List<T> {
    fetch: Fetch<T>,
    first: u32,
    ahead: usize,
}

impl<T> Clone for List<T> {
    fn clone(&self) -> Self {
        Self {
            fetch: Arc::clone(&self.fetch),
            first: self.first,
            ahead: self.ahead,
        }
    }
}

impl<T> fmt::Debug for List<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("List")
            .field("first", &self.first)
            .field("ahead", &self.ahead)
            .finish_non_exhaustive()
    }
}

impl<T: Record> List<T> {
    /// A list that begins at page `first`, or at page 1.
    pub(crate) fn new<F>(first: Option<u32>, fetch: F) -> Self
    where
        F: Fn(u32) -> BoxFuture<'static, Result<Page<T>>> + Send + Sync + 'static,
    {
        Self {
            fetch: Arc::new(fetch),
            first: first.unwrap_or(1),
            ahead: 1,
        }
    }

    /// Begins at this page instead of the first, for example to go on where an earlier reading ended.
    pub fn starting_at(mut self, page: u32) -> Self {
        self.first = page.max(1);
        self
    }

    /// How many pages to fetch ahead of the one that is read; one by default.
    ///
    /// With none, a page is fetched when the one before has been read. With one, it is fetched as soon
    /// as that has come. With more, pages are fetched before it is known that they exist, which costs up to
    /// that many requests too many at the end of the list, less one.
    pub fn read_ahead(mut self, pages: usize) -> Self {
        self.ahead = pages;
        self
    }

    /// Fetches one page, counted from 1.
    ///
    /// # Errors
    ///
    /// Any of [`Error`](crate::Error).
    pub async fn page(&self, number: u32) -> Result<Page<T>> {
        (self.fetch)(number).await
    }

    /// The pages, one after the other, to the last, without the records that a page before had. After an
    /// error the stream ends.
    pub fn pages(self) -> impl Stream<Item = Result<Page<T>>> + Send + 'static {
        stream::try_unfold(
            Reader::new(self.fetch, self.first, self.ahead),
            async |mut reader| Ok(reader.next().await?.map(|page| (page, reader))),
        )
    }

    /// The records, one after the other, to the last. After an error the stream ends.
    pub fn items(self) -> impl Stream<Item = Result<T>> + Send + 'static {
        self.pages()
            .map_ok(|page| stream::iter(page.items.into_iter().map(Ok)))
            .try_flatten()
    }

    /// All records at once, to the last.
    ///
    /// # Errors
    ///
    /// Any of [`Error`](crate::Error); what was read before it is lost, so prefer
    /// [`items`](Self::items) for long lists.
    pub async fn all(self) -> Result<Vec<T>> {
        self.items().try_collect().await
    }
}
