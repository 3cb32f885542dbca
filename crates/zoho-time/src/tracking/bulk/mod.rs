//! Logging many entries without duplicates.
//!
//! The API logs one entry at a time, and has no idempotency key. When a response is lost (the connection broke, the
//! server failed, the program ended), the entry may exist or not: sending the request again may log it twice, and not
//! sending it may lose it. [`BulkLog`] looks the entry up before it sends the request again, and a [`Journal`] stores
//! the state of each entry across errors, cancellation and crashes.
//!
//! ```
//! # #[tokio::main(flavor = "current_thread")]
//! # async fn main() -> Result<(), Box<dyn std::error::Error>> {
//! # let sandbox = zoho_time_sandbox::Sandbox::start().await?;
//! # let zoho = zoho_time::Client::from_vars(sandbox.variables())?;
//! # let demo = sandbox.demo();
//! # let (project, task, user) = (&demo.projects[0], &demo.tasks[0], &demo.users[0]);
//! # let folder = tempfile::tempdir()?;
//! # let file = folder.path().join("march.journal");
//! use zoho_time::tracking::bulk::{BulkLog, Journal, JournalFile, State};
//! use zoho_time::tracking::{Days, NewTimeEntry, Work};
//!
//! // The first run imports the entries; later runs find the journal.
//! let (mut journal, mut kept) = if file.exists() {
//!     JournalFile::open(&file)?
//! } else {
//!     let march = Days::between("2026-03-02".parse()?, "2026-03-06".parse()?);
//!     let hour = Work::lasting("01:00".parse()?)?;
//!     let entries = march.iter().map(|day| NewTimeEntry::new(project, task, user, day, hour));
//!     JournalFile::create(&file, Journal::new(entries)?)?
//! };
//!
//! let bulk = BulkLog::new(&zoho);
//! let summary = bulk.run_keeping(&mut journal, |step| kept.keep(step)).await?;
//! assert_eq!(summary.progress.done, 5);
//! for item in journal.items() {
//!     match item.state() {
//!         State::Done { id } => println!("{}: {id}", item.entry().date),
//!         other => println!("{}: {other}", item.entry().date),
//!     }
//! }
//! # Ok(())
//! # }
//! ```
//!
//! # Guarantee
//!
//! If all items of a journal are [done](State::Done), the server has exactly one entry for each of them, also for
//! items that are intentionally identical, provided that
//!
//! 1. **a logged entry is found.** A later list has it, with the project, task, user, day, duration and notes of the
//!    request (except for whitespace in the notes), and it was not changed or deleted. If a response differs from its
//!    request, the server alters entries: from then on, an item that is not found stays
//!    [in doubt](State::InDoubt) for a person to check, and is not sent again;
//! 2. **a request has ended when the lookup runs.** If the response was lost and no entry is found, another lookup
//!    follows after [`settle`](BulkLog::settle), 5 seconds by default. If the server logs the entry later than that,
//!    there are two; the second one is in [`surplus`](Summary::surplus) if it exists by the end of the run;
//! 3. **no other program logs an identical entry concurrently.** An entry of another program with the same project,
//!    task, user, day, duration and notes is mistaken for the item if it appears between the start of the first run and
//!    the lookup. Entries that existed before do not count. [Markers](Journal::with_markers) lift this condition;
//! 4. **the journal is complete.** It is the state after the last run, with every [`JournalStep`], and two programs do
//!    not use it at once, which a [`JournalFile`] ensures.
//!
//! Identical items are logged one after the other, all others concurrently. An item is marked
//! [in doubt](State::InDoubt) *before* its request is sent. If the response is lost, the entries of that day, project
//! and user are listed; an entry that is identical to the item, did not exist before and belongs to no other item is
//! the one. The request is sent again only if two lookups find none.
//!
//! # Cost
//!
//! One request per entry. For each user of each project, once per journal, a list of their entries from the first to
//! the last day; none with markers. For each lost response, one or two lists; at the end, one for each day of a user
//! in a project on which an item was sent more than once. All requests respect the [limits](crate::Pacing) of the
//! client.
//!
//! # Without a journal
//!
//! [`count_existing`](Journal::count_existing) makes an import repeatable without a stored journal: existing entries
//! count as logged.

mod file;
mod fingerprint;
mod journal;
mod lookup;
mod preflight;
mod run;
mod state;

use std::fmt;
use std::io;
use std::time::Duration;

pub use file::{JournalFile, JournalFileError};
pub use journal::{BulkProgress, InvalidItem, Item, Journal};
pub use state::{JournalStep, Rejection, State};

use crate::client::Client;
use crate::error::Error;
use zoho_time_types::TimeEntryId;

/// Logs the entries of a [`Journal`]. See the [module](self) for its guarantee.
#[derive(Clone)]
pub struct BulkLog {
    pub(super) zoho: Client,
    pub(super) concurrency: usize,
    pub(super) settle: Duration,
    pub(super) retry_refused: bool,
}

impl BulkLog {
    /// With 4 concurrent requests, and 5 seconds before a second lookup.
    #[must_use]
    pub fn new(zoho: &Client) -> Self {
        Self {
            zoho: zoho.clone(),
            concurrency: 4,
            settle: Duration::from_secs(5),
            retry_refused: false,
        }
    }

    /// The maximum number of concurrent requests; at least one. The client's [`Pacing`](crate::Pacing)
    /// may allow fewer.
    #[must_use]
    pub fn concurrency(mut self, requests: usize) -> Self {
        self.concurrency = requests.max(1);
        self
    }

    /// How long after a lookup without a result the second one follows, before a request is sent again. It is the
    /// time in which the server may finish a request after the connection is lost. Increase it if responses are lost
    /// because the server is slow.
    #[must_use]
    pub fn settle(mut self, time: Duration) -> Self {
        self.settle = time;
        self
    }

    /// Whether to send items again that the server refused in an earlier run; `false` by default.
    #[must_use]
    pub fn retry_refused(mut self, retry: bool) -> Self {
        self.retry_refused = retry;
        self
    }

    /// Logs the open items, with a journal that is in memory only.
    ///
    /// ```
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// # let sandbox = zoho_time_sandbox::Sandbox::start().await?;
    /// # let zoho = zoho_time::Client::from_vars(sandbox.variables())?;
    /// # let demo = sandbox.demo();
    /// # let (project, task, user) = (&demo.projects[0], &demo.tasks[0], &demo.users[0]);
    /// use std::time::Duration;
    /// use zoho_time::tracking::bulk::{BulkLog, Journal};
    /// use zoho_time::tracking::{NewTimeEntry, Work};
    ///
    /// # let hour = Work::lasting("01:00".parse()?)?;
    /// # let entries = vec![NewTimeEntry::new(project, task, user, "2026-03-04".parse()?, hour); 3];
    /// let mut journal = Journal::new(entries)?;
    /// let bulk = BulkLog::new(&zoho);
    /// // Cancelled after a while, and resumed later.
    /// let in_time = tokio::time::timeout(Duration::from_millis(1), bulk.run(&mut journal)).await;
    /// # let _ = in_time;
    /// println!("{:?}", journal.progress());
    /// let summary = bulk.run(&mut journal).await?;
    /// assert_eq!(summary.progress.done, 3);
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// When the future is dropped, the journal is up to date; an item whose request was in flight is
    /// [in doubt](State::InDoubt). The next run starts with those.
    ///
    /// # Errors
    ///
    /// Fails with [`Stopped`] for a cause that does not concern a single entry: no connection, no token, no quota, or
    /// a response that is lost each time. Requests in flight are awaited. Run it again with the same journal to
    /// resume. An entry that the server refuses does not stop the others: it is [refused](State::Refused) in the
    /// journal.
    pub async fn run(&self, journal: &mut Journal) -> Result<Summary, Stopped> {
        self.run_keeping(journal, |_| Ok(())).await
    }

    /// Logs the open items, and passes each [`JournalStep`] to `keep`, in order, to be stored.
    ///
    /// The step [`JournalStep::Sending`] is passed before the item is sent, and if it cannot be stored, the item is
    /// not sent. The run waits for `keep`, so it should be fast. A [`JournalFile`] stores steps in a file.
    ///
    /// # Errors
    ///
    /// Those of [`run`](Self::run), and [`Stopped::NotKept`] if `keep` fails or panics. After a panic it is not called
    /// again.
    pub async fn run_keeping<K>(&self, journal: &mut Journal, keep: K) -> Result<Summary, Stopped>
    where
        K: FnMut(&JournalStep) -> io::Result<()> + Send,
    {
        run::run(self, journal, keep).await
    }
}

impl fmt::Debug for BulkLog {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("BulkLog")
            .field("concurrency", &self.concurrency)
            .field("settle", &self.settle)
            .field("retry_refused", &self.retry_refused)
            .finish_non_exhaustive()
    }
}

/// The result of a completed run.
#[derive(Clone, Debug, PartialEq, Eq)]
#[must_use = "items may be refused or in doubt"]
#[non_exhaustive]
pub struct Summary {
    /// The number of items in each state, in the whole journal.
    pub progress: BulkProgress,
    /// The number of requests to log an entry in this run.
    pub sent: u64,
    /// The number of lookups in this run, each with a list.
    pub looked: u64,
    /// Entries that are identical to items sent more than once, belong to no item and did not exist before. There are
    /// none unless the server processed a request after two lookups, or another program logged an identical entry.
    /// They are not deleted.
    pub surplus: Vec<TimeEntryId>,
    /// The number of days of a user in a project whose list failed, so that surplus entries may be unnoticed. Run it
    /// again with the same journal to repeat the lists.
    pub unchecked: usize,
}

/// The reason why a run stopped early. The journal is up to date.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Stopped {
    /// A call failed for a reason that does not concern a single entry.
    #[error("bulk logging stopped; run it again with the same journal to resume")]
    Call(#[source] Box<Error>),
    /// A step could not be stored.
    #[error("bulk logging stopped, because its journal could not be stored")]
    NotKept(#[source] io::Error),
}
