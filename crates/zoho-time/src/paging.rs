//! Lists that come page by page, as streams.

use std::fmt;
use std::sync::Arc;

use futures::future::BoxFuture;
use futures::stream::{self, Stream, TryStreamExt};
use zoho_time_client::types::PageContext;

use crate::error::Result;

/// One page of a list.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct Page<T> {
    /// The records of the page.
    pub items: Vec<T>,
    /// Where the page stands in its list, as far as the server said.
    pub context: Option<PageContext>,
}

impl<T> Page<T> {
    pub(crate) fn new(items: Vec<T>, context: Option<PageContext>) -> Self {
        Self { items, context }
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
/// Nothing is sent before the first page is asked for. The streams borrow nothing, so they can be moved
/// into a task; pin them (`std::pin::pin!`) to call `next` on them.
#[must_use = "a list is fetched only when it is read"]
pub struct List<T> {
    fetch: Fetch<T>,
    first: u32,
}

impl<T> Clone for List<T> {
    fn clone(&self) -> Self {
        Self {
            fetch: Arc::clone(&self.fetch),
            first: self.first,
        }
    }
}

impl<T> fmt::Debug for List<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("List")
            .field("first", &self.first)
            .finish_non_exhaustive()
    }
}

impl<T: Send + 'static> List<T> {
    /// A list that begins at page `first`, or at page 1.
    pub(crate) fn new<F>(first: Option<u32>, fetch: F) -> Self
    where
        F: Fn(u32) -> BoxFuture<'static, Result<Page<T>>> + Send + Sync + 'static,
    {
        Self {
            fetch: Arc::new(fetch),
            first: first.unwrap_or(1),
        }
    }

    /// Fetches one page, counted from 1.
    ///
    /// # Errors
    ///
    /// Any of [`Error`](crate::Error).
    pub async fn page(&self, number: u32) -> Result<Page<T>> {
        (self.fetch)(number).await
    }

    /// The pages, one after the other, to the last. After an error the stream ends.
    pub fn pages(self) -> impl Stream<Item = Result<Page<T>>> + Send + 'static {
        let Self { fetch, first } = self;
        stream::try_unfold(Some(first), move |next| {
            let fetch = Arc::clone(&fetch);
            async move {
                let Some(number) = next else { return Ok(None) };
                let page = fetch(number).await?;
                let next = if page.has_more() {
                    number.checked_add(1)
                } else {
                    None
                };
                Ok(Some((page, next)))
            }
        })
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
