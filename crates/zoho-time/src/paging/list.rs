//! A list, and the options for reading it.

use std::fmt;
use std::sync::Arc;

use futures::FutureExt;
use futures::future::BoxFuture;
use futures::future::ready;
use zoho_time_client::types::PageContext;

use super::Fetch;
use super::checkpoint::Checkpoint;
use super::page::Page;
use super::progress::ListProgress;
use super::query::PageQuery;
use super::record::Record;
use super::strategy::USUAL_SIZE;
use super::strategy::window::Window;
use crate::error::{Error, Result};
use crate::list_error::{ListError, ListProblem};

/// A list, fetched page by page while it is read. Returned by the `list` methods of
/// [`resources`](crate::resources).
///
/// Nothing is sent before the first page is requested. While the program processes one page, the next one is
/// already being fetched; [`read_ahead`](Self::read_ahead) sets how many. Pages are fetched in tasks, so a
/// Tokio runtime is required. A page has 200 records unless the query sets another size, which is always sent.
///
/// | to read | use |
/// |---|---|
/// | record by record | [`items`](Self::items) |
/// | page by page | [`pages`](Self::pages) |
/// | all records, the first `n`, the first | [`all`](Self::all), [`at_most`](Self::at_most), [`first`](Self::first) |
/// | one page | [`page`](Self::page) |
/// | the rest of a list that an earlier run started | [`resume_after`](Self::resume_after) |
/// | a list that changes while it is read, completely | [`consistently`](Self::consistently) |
///
/// ```
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
/// # let sandbox = zoho_time_sandbox::Sandbox::start().await?;
/// # let zoho = zoho_time::Client::from_vars(sandbox.variables())?;
/// # let user = sandbox.demo().users[0].clone();
/// use futures::TryStreamExt;
/// use zoho_time::Hours;
/// use zoho_time::models::ListTimeEntriesQuery;
///
/// let list = zoho.time_entries().list(ListTimeEntriesQuery::new().user_id(user));
/// let newest = list.clone().first().await?;
/// let minutes = list
///     .items()
///     .try_fold(0, async |sum, entry| Ok(sum + entry.log_time.map_or(0, Hours::minutes)))
///     .await?;
/// assert!(newest.is_some() && minutes > 0);
/// # Ok(())
/// # }
/// ```
///
/// # Lists that change while they are read
///
/// Pages are numbered by counting records. When a record is added or removed while the list is read, all
/// records after it move, some of them to another page.
///
/// * **No record is yielded twice.** The ids of the yielded records are stored, with nine to eighteen bytes each
///   (28 MiB for a million while the table grows).
/// * **A record can be skipped** if one on an earlier page is removed before the next page is requested: the
///   first record of the next page has moved to the page that was read before.
///   [`consistently`](Self::consistently) prevents that.
///
/// # Servers that violate the spec
///
/// If the server returns smaller or larger pages than requested, the page numbers are computed again, so that no
/// record is skipped. Pagination that makes no progress fails with [`ListProblem::NoProgress`]: after 3
/// consecutive pages that are empty or repeat the one before, or 20 without a new record, each of which says that
/// more follow. No list takes more than 100,000 requests.
#[must_use = "a list is fetched only when it is read"]
pub struct List<T> {
    pub(super) fetch: Fetch<T>,
    pub(super) name: Arc<str>,
    pub(super) first: Window,
    pub(super) ahead: usize,
    pub(super) mode: Mode,
    pub(super) progress: ListProgress,
}

/// How a list is read.
#[derive(Clone, Debug)]
pub(super) enum Mode {
    /// Page by page.
    Plain,
    /// By overlapping pages.
    Consistent,
    /// By overlapping pages, from a checkpoint on.
    From(Checkpoint),
}

impl<T> Clone for List<T> {
    fn clone(&self) -> Self {
        Self {
            fetch: Arc::clone(&self.fetch),
            name: Arc::clone(&self.name),
            first: self.first,
            ahead: self.ahead,
            mode: self.mode.clone(),
            progress: self.progress.clone(),
        }
    }
}

impl<T> fmt::Debug for List<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("List")
            .field("of", &self.name)
            .field("first", &self.first.page)
            .field("ahead", &self.ahead)
            .field("mode", &self.mode)
            .finish_non_exhaustive()
    }
}

impl<T: Record> List<T> {
    /// A list of the records that `query` selects in `scope`: the product, the organization, and the project if
    /// the records belong to one.
    pub(crate) fn new<Q, F>(scope: &str, query: Q, fetch: F) -> Self
    where
        Q: PageQuery,
        F: Fn(Q) -> BoxFuture<'static, Result<(Vec<T>, Option<PageContext>)>>
            + Send
            + Sync
            + 'static,
    {
        let operation = T::LISTED_BY.id;
        let name: Arc<str> = format!("{operation} of {scope}{}", query.selection()).into();
        let start = Checkpoint::start(&name);
        Self {
            first: Window {
                page: 1,
                per_page: query.per_page().filter(|&size| size > 0),
            },
            fetch: Arc::new(move |window| {
                // Always sent, because the documents contradict each other about the server's default.
                let asked = Window {
                    per_page: window.per_page.or(Some(USUAL_SIZE)),
                    ..window
                };
                let start = start.clone();
                if !query.may_have_page(window.page) {
                    return ready(Ok(Page::new(window.page, Vec::new(), None, start))).boxed();
                }
                if let Err(reason) = query.check() {
                    return ready(Err(Error::InvalidRequest { operation, reason })).boxed();
                }
                let response = fetch(query.at(asked));
                async move {
                    let (items, context) = response.await?;
                    Ok(Page::new(window.page, items, context, start))
                }
                .boxed()
            }),
            name,
            ahead: 1,
            mode: Mode::Plain,
            progress: ListProgress::new(),
        }
    }

    /// Starts at this page, counted from 1, instead of the first. To continue where an earlier run stopped, use
    /// [`resume_after`](Self::resume_after): records move between pages.
    pub fn starting_at(mut self, page: u32) -> Self {
        self.first.page = page.max(1);
        self
    }

    /// The number of pages to fetch ahead of the one that is being read; 1 by default.
    ///
    /// With 0, a page is fetched when the one before has been read. With 1, it is fetched as soon as the one
    /// before has been received. With `n`, pages are fetched before it is known that they exist, which costs up
    /// to `n - 1` unnecessary requests at the end of the list.
    pub fn read_ahead(mut self, pages: usize) -> Self {
        self.ahead = pages;
        self
    }

    /// Reads the list so that no record is skipped that is present throughout, even if others are added and
    /// removed concurrently.
    ///
    /// Consecutive pages overlap: each one starts a few records before the end of the one before, which is
    /// achieved by a slightly smaller page size. A page is accepted only if it has a record that was read
    /// before. Otherwise records before it were removed, and an earlier page is requested.
    ///
    /// **Guarantee.** If records are added and removed but never change their order, and the server answers each
    /// request from one state, no record is yielded twice, and each record that is present from the first
    /// request to the last is yielded. A record that is added or removed meanwhile may be yielded or not.
    ///
    /// **Why.** In the order of the list, let the *front* be the last accepted record. Claim: each record that
    /// is present throughout and not after the front has been read. It holds for the first page, which starts
    /// the list. A later page is a part of the list without gaps, and has a known record, which is not after
    /// the front; so all records between the front and the end of that page were on it, and the claim holds
    /// again. When such a page is the last one, no record follows it. (Reading twice and comparing would not be
    /// enough: a record can be on the other page each time.)
    ///
    /// **Limits.** A record that changes its position (another `log_date`, in a list sorted by date) counts as
    /// removed and added. Sort by a value that does not change, such as the time of creation. Together with
    /// [`starting_at`](Self::starting_at) the guarantee holds for the records after the start of that page.
    ///
    /// **Cost.** Pages of 200 overlap by 12 records, and by more for a time when that was not enough. That is 8
    /// additional requests for 50 pages of 200, 20 for 100 pages of 100, and proportionally more for smaller
    /// pages; [`ListProgress::extra_requests`] counts them. A page has at least 20 records.
    ///
    /// **Termination.** After more than 32 requests plus two for each that made progress, without progress, the
    /// stream fails with [`ListProblem::TooUnsteady`]. A server that ignores `per_page`, or returns fewer than
    /// 16 records per page, fails with [`ListProblem::FixedPages`].
    ///
    /// ```
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// # let sandbox = zoho_time_sandbox::Sandbox::start().await?;
    /// # let zoho = zoho_time::Client::from_vars(sandbox.variables())?;
    /// use zoho_time::ListProgress;
    /// use zoho_time::models::ListTimeEntriesQuery;
    ///
    /// let progress = ListProgress::new();
    /// let list = zoho.time_entries().list(ListTimeEntriesQuery::new());
    /// let entries = list.consistently().watched_by(&progress).all().await?;
    /// assert_eq!(progress.records(), u64::try_from(entries.len())?);
    /// assert_eq!(progress.extra_requests(), 0, "the list has one page");
    /// # Ok(())
    /// # }
    /// ```
    pub fn consistently(mut self) -> Self {
        if matches!(self.mode, Mode::Plain) {
            self.mode = Mode::Consistent;
        }
        self
    }

    /// Resumes after the last record that an earlier run read, at the position of `checkpoint`.
    ///
    /// The rest is read as with [`consistently`](Self::consistently). Under the same conditions no record before
    /// the position is yielded again, and none is skipped that stays after it. Records added before the position
    /// are not yielded. The position is found by the up to 64 records before it: on the page where it was, or
    /// page by page in both directions from there, which takes two requests for each page that it has moved.
    ///
    /// A checkpoint does not name all records before it. In addition to the conditions of
    /// [`consistently`](Self::consistently), no record is yielded again as long as fewer than half a page of
    /// records (or 64, if that is fewer) are added in one position between two requests; or fewer than a whole
    /// page, if the earlier run was not consistent.
    ///
    /// # Errors
    ///
    /// Fails with [`ListProblem::OtherList`] if the checkpoint belongs to a list with other filters, another
    /// order or another organization. Reading fails with [`ListProblem::PlaceLost`] if none of the records
    /// before the position exists any more.
    pub fn resume_after(mut self, checkpoint: &Checkpoint) -> Result<Self> {
        if checkpoint.list() != &*self.name {
            return Err(Error::List(Box::new(ListError {
                operation: T::LISTED_BY.id,
                problem: ListProblem::OtherList {
                    checkpoint: checkpoint.list().to_owned(),
                    list: (*self.name).to_owned(),
                },
            })));
        }
        self.mode = if checkpoint.last().is_empty() {
            Mode::Consistent
        } else {
            Mode::From(checkpoint.clone())
        };
        Ok(self)
    }

    /// Counts the requests and records of this list in `progress`.
    pub fn watched_by(mut self, progress: &ListProgress) -> Self {
        self.progress = progress.clone();
        self
    }
}
