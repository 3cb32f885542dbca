//! A list and how to read it.

use std::fmt;
use std::sync::Arc;

use futures::FutureExt;
use futures::future::BoxFuture;
use zoho_time_client::types::PageContext;

use super::Fetch;
use super::checkpoint::Checkpoint;
use super::course::USUAL_SIZE;
use super::error::{ListError, ListProblem};
use super::page::Page;
use super::progress::Progress;
use super::query::PageQuery;
use super::record::Record;
use super::window::Window;
use crate::error::{Error, Result};

/// A list that is fetched page by page, as it is read.
///
/// Nothing is sent before the first page is asked for. While the records of one page are worked on, the
/// next page is fetched already; [`read_ahead`](Self::read_ahead) says how many. The streams borrow
/// nothing, so they can be moved into a task; pin them (`std::pin::pin!`) to call `next` on them. They
/// fetch in tasks of their own, so they need a Tokio runtime. A page holds 200 records unless the query
/// says otherwise, whatever the server does without being asked.
///
/// | to have | use |
/// |---|---|
/// | one record after the other | [`items`](Self::items) |
/// | one page after the other | [`pages`](Self::pages) |
/// | all records, so many of them, the first | [`all`](Self::all), [`at_most`](Self::at_most), [`first`](Self::first) |
/// | a certain page | [`page`](Self::page) |
/// | the rest of a list that was begun earlier | [`resume_after`](Self::resume_after) |
/// | everything that was there all the time | [`consistently`](Self::consistently) |
///
/// ```
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
/// # let sandbox = zoho_time_sandbox::Sandbox::start().await?;
/// # let demo = sandbox.demo();
/// # let zoho = zoho_time::Client::builder()
/// #     .organization(demo.organization_id.clone())
/// #     .access_token(demo.access_token.clone())
/// #     .base_url(sandbox.base_url())
/// #     .build()?;
/// # let user = demo.users[0].clone();
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
/// # Pages move
///
/// Pages are cut by counting, so when a record is added to or removed from the list while it is read, all
/// behind it move, and some of them to another page.
///
/// * **No record comes twice.** The ids that came by are kept, at nine bytes each or up to eighteen
///   (28 MiB for a million while the table grows).
/// * **A record can be missed**, when one on an earlier page was removed before the next page was asked for:
///   the first record of the next page has moved to a page that was read already.
///   [`consistently`](Self::consistently) rules that out.
///
/// # Servers that do not keep to the rules
///
/// When the server makes pages smaller (or larger) than asked for, from the start or on the way, the page
/// numbers are counted anew, so that none is skipped. A list that does not get on ends with
/// [`ListProblem::NoProgress`] instead of going on for ever: after 3 pages on end that are empty or the same
/// as the one before, or 20 without anything new, each with the word that more follows. No list takes more
/// than 100,000 requests.
#[must_use = "a list is fetched only when it is read"]
pub struct List<T> {
    pub(super) fetch: Fetch<T>,
    pub(super) name: Arc<str>,
    pub(super) first: Window,
    pub(super) ahead: usize,
    pub(super) mode: Mode,
    pub(super) progress: Progress,
}

/// How to read.
#[derive(Clone, Debug)]
pub(super) enum Mode {
    /// Page by page.
    Plain,
    /// By pages that overlap.
    Consistent,
    /// The same, from behind a place.
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
    /// A list of what `query` selects in `place`, which is the product and organisation, and the thing
    /// that the records belong to.
    pub(crate) fn new<Q, F>(place: &str, query: Q, fetch: F) -> Self
    where
        Q: PageQuery,
        F: Fn(Q) -> BoxFuture<'static, Result<(Vec<T>, Option<PageContext>)>>
            + Send
            + Sync
            + 'static,
    {
        let operation = T::LISTED_BY.id;
        let name: Arc<str> = format!("{operation} of {place}{}", query.selection()).into();
        let start = Checkpoint::start(&name);
        Self {
            first: Window {
                page: query.page().unwrap_or(1).max(1),
                per_page: query.per_page().filter(|&size| size > 0),
            },
            fetch: Arc::new(move |window| {
                // Never left to the server: what it does without is documented in two ways.
                let asked = Window {
                    per_page: window.per_page.or(Some(USUAL_SIZE)),
                    ..window
                };
                let (answer, start) = (fetch(query.at(asked)), start.clone());
                async move {
                    let (items, context) = answer.await?;
                    Ok(Page::new(window.page, items, context, start))
                }
                .boxed()
            }),
            name,
            ahead: 1,
            mode: Mode::Plain,
            progress: Progress::new(),
        }
    }

    /// Begins at this page instead of the first. To go on where an earlier reading ended,
    /// [`resume_after`](Self::resume_after) is better: pages move.
    pub fn starting_at(mut self, page: u32) -> Self {
        self.first.page = page.max(1);
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

    /// Reads so that nothing is missed that was in the list throughout, however much was added and
    /// removed meanwhile.
    ///
    /// Each page is asked for so that it begins a little before the end of the one before, by asking for
    /// pages of a slightly smaller size; and it is taken only if it has a record that has come by already.
    /// If it has none, records before it were removed, and an earlier page is asked for.
    ///
    /// **What is promised**, if records are added and removed but never change places, and the server
    /// answers each request from one state: no record comes twice, and each record that was in the list from
    /// the first request to the last comes. One that was added or removed meanwhile may come or not.
    ///
    /// **Why.** By the order of the list, let the *front* be the last record that was taken. Whatever was in
    /// the list throughout and is not behind the front, has been taken. This holds for the first page, which
    /// begins the list. A later page is a stretch of the list without gaps, and has a known record, which is
    /// not behind the front; so what stands between the front and the end of that page was on it, and it
    /// holds again. When such a page is the last one, nothing stands behind it. (Reading twice and comparing
    /// would not do: a record can be on the other page each time.)
    ///
    /// **What may break it.** A record that is changed so that it moves (another `log_date`, in a list by
    /// date) counts as removed and added. Sort by something that does not change, such as the moment of
    /// creation. Together with [`starting_at`](Self::starting_at) it holds for what is behind the beginning of
    /// that page.
    ///
    /// **What it costs.** Pages of 200 overlap by 12 records, and by more for a time when that was not enough.
    /// That makes 8 requests more for 50 pages of 200, 20 for 100 pages of 100, and for smaller pages in
    /// proportion more; [`Progress::extra_requests`] counts them. Pages are of 20 records at least.
    ///
    /// **When it ends.** Always: when more than 32 requests, and two for each that got on, did not get on, it
    /// ends with [`ListProblem::TooUnsteady`]. A server that does not heed `per_page`, or holds fewer than 16
    /// records on a page, is [`ListProblem::FixedPages`].
    ///
    /// ```
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// # let sandbox = zoho_time_sandbox::Sandbox::start().await?;
    /// # let demo = sandbox.demo();
    /// # let zoho = zoho_time::Client::builder()
    /// #     .organization(demo.organization_id.clone())
    /// #     .access_token(demo.access_token.clone())
    /// #     .base_url(sandbox.base_url())
    /// #     .build()?;
    /// use zoho_time::Progress;
    /// use zoho_time::models::ListTimeEntriesQuery;
    ///
    /// let progress = Progress::new();
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

    /// Goes on behind the last record of an earlier reading of the same list, which the checkpoint names.
    ///
    /// The rest is read as [`consistently`](Self::consistently) does, so under the same condition no record
    /// comes again that stood before the place, and none is missed that stood behind it throughout. What was
    /// added before the place does not come. The place is found by the records right before it, up to 64 of
    /// them: on the page where it was, or else page by page in both directions from there, which takes two
    /// requests for each page that it has moved.
    ///
    /// A checkpoint does not name all that came before it. So beyond the condition of a consistent reading,
    /// no record comes again as long as no half page of records (or 64, if that is fewer) is added in one
    /// place between two requests; after a reading that was not consistent, no whole page.
    ///
    /// # Errors
    ///
    /// [`ListProblem::OtherList`] when the checkpoint is of a list with other filters, another order, another
    /// organisation. When the list is read, [`ListProblem::PlaceLost`] when none of the records before the
    /// place is there any more.
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

    /// Lets `progress` tell what reading the list takes.
    pub fn watched_by(mut self, progress: &Progress) -> Self {
        self.progress = progress.clone();
        self
    }
}
