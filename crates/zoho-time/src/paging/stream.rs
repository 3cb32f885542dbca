//! The stream of a list's records or pages.

use std::fmt;
use std::pin::Pin;
use std::task::{Context, Poll};

use futures::stream::{BoxStream, Stream, StreamExt};

use crate::error::Result;

/// The records or pages of a [`List`](crate::List), fetched while they are read.
///
/// Returned by [`List::items`](crate::List::items) and [`List::pages`](crate::List::pages). It is a
/// [`Stream`] and does not have to be pinned: use [`try_next`](Self::try_next) without any trait in scope, or
/// the combinators of `futures::TryStreamExt`. After an error the stream ends. It borrows nothing, so it can be
/// moved into a task.
///
/// ```
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
/// # let sandbox = zoho_time_sandbox::Sandbox::start().await?;
/// # let zoho = zoho_time::Client::from_vars(sandbox.variables())?;
/// use zoho_time::models::ListProjectsQuery;
///
/// let mut projects = zoho.projects().list(ListProjectsQuery::new()).items();
/// while let Some(project) = projects.try_next().await? {
///     println!("{} {:?}", project.project_id, project.project_name);
/// }
/// # Ok(())
/// # }
/// ```
#[must_use = "a list is fetched only when it is read"]
pub struct ListStream<T>(BoxStream<'static, Result<T>>);

impl<T> ListStream<T> {
    pub(super) fn new(stream: impl Stream<Item = Result<T>> + Send + 'static) -> Self {
        Self(stream.boxed())
    }

    /// Returns the next record or page; `None` after the last one, and after an error.
    ///
    /// # Errors
    ///
    /// Fails if a page cannot be fetched, with any [`Error`](crate::Error) of the operation that lists the
    /// records, or if pagination fails ([`Error::List`](crate::Error::List)).
    pub async fn try_next(&mut self) -> Result<Option<T>> {
        self.0.next().await.transpose()
    }
}

impl<T> Stream for ListStream<T> {
    type Item = Result<T>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        self.0.poll_next_unpin(context)
    }
}

impl<T> fmt::Debug for ListStream<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ListStream").finish_non_exhaustive()
    }
}
