//! Logging many entries, none of them twice.
//!
//! The API logs one entry at a time, and has nothing to tell a repeated request by. When the answer to one
//! is lost (the connection broke, the server failed, the program was ended), the entry may be there or
//! not: sending the request again may log it twice, and leaving it may lose it. [`BulkLog`] looks before
//! it sends again, and a [`Journal`] keeps what is known, across errors, cancellation and crashes.
//!
//! ```
//! # #[tokio::main(flavor = "current_thread")]
//! # async fn main() -> Result<(), Box<dyn std::error::Error>> {
//! # let sandbox = zoho_time_sandbox::Sandbox::start().await?;
//! # let demo = sandbox.demo();
//! # let zoho = zoho_time::Client::builder()
//! #     .organization(demo.organization_id.clone())
//! #     .access_token(demo.access_token.clone())
//! #     .base_url(sandbox.base_url())
//! #     .build()?;
//! # let (project, task, user) = (&demo.projects[0], &demo.tasks[0], &demo.users[0]);
//! # let folder = tempfile::tempdir()?;
//! # let file = folder.path().join("march.journal");
//! use zoho_time::tracking::bulk::{BulkLog, Journal, JournalFile, State};
//! use zoho_time::tracking::{Days, NewTimeEntry, Work};
//!
//! // The first time, there is a file to import; after that, there is a journal.
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
//! # What is guaranteed
//!
//! When all items of a journal are [done](State::Done), there is exactly one entry on the server for each
//! of them, also for items that are meant to be alike, if
//!
//! 1. **an entry that was logged is found.** A list that is asked for afterwards has it, with the project,
//!    task, user, day, duration and notes that were sent (white space in the notes aside), and nobody has
//!    changed or deleted it since. A server that alters what it is sent is noticed as soon as an answer
//!    shows it: from then on, an item that cannot be found is left [in doubt](State::InDoubt) for a person
//!    to look at, and is not sent again;
//! 2. **a request is over when the look says so.** When the answer was lost and no entry is found, another
//!    look is taken after [`settle`](BulkLog::settle), 5 seconds by default. If the server does what was
//!    asked only after that, the entry is there twice; it is then among the
//!    [`surplus`](Summary::surplus) if it has appeared by the end of the run;
//! 3. **nobody else logs the like meanwhile.** An entry of somebody else with the same project, task, user,
//!    day, duration and notes is taken for one's own if it appears between the beginning of the first run
//!    and the look. Those that were there before do not count. [Markers](Journal::with_markers) lift
//!    this condition;
//! 4. **the journal is the last one.** What is kept of it is what the last run left, with every
//!    [`JournalStep`]; and two programs do not use it at once, which a [`JournalFile`] sees to.
//!
//! How it works: items that are alike are logged one after the other, all others side by side. An item is
//! put [in doubt](State::InDoubt) *before* its request is sent. If the answer is lost, the entries of that
//! day, project and user are listed; an entry that is like the item, was not there before and belongs to no
//! other item is the one. Only when there is none, twice, is the request sent again.
//!
//! # What it costs
//!
//! A request for each entry. For each user of each project, once for a journal, a list of their
//! entries from the first to the last day; with markers, none. For each answer that is lost, one list or
//! two; in the end, one for each day of a user in a project on which something was sent more than once. All
//! of it keeps to the [limits](crate::Pacing) of the client.
//!
//! # Without a journal
//!
//! Who cannot keep one can make an import repeatable with
//! [`count_existing`](Journal::count_existing): entries that are there already count against the number
//! that should be there.

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

/// Logs the entries of a [`Journal`]. See the [module](self) for what it guarantees.
#[derive(Clone)]
pub struct BulkLog {
    pub(super) zoho: Client,
    pub(super) concurrency: usize,
    pub(super) settle: Duration,
    pub(super) retry_refused: bool,
}

impl BulkLog {
    /// With 4 requests at once, and 5 seconds before a second look.
    #[must_use]
    pub fn new(zoho: &Client) -> Self {
        Self {
            zoho: zoho.clone(),
            concurrency: 4,
            settle: Duration::from_secs(5),
            retry_refused: false,
        }
    }

    /// How many requests may be under way at once; at least one. The client's [`Pacing`](crate::Pacing)
    /// may allow fewer.
    #[must_use]
    pub fn concurrency(mut self, requests: usize) -> Self {
        self.concurrency = requests.max(1);
        self
    }

    /// How long after a look that found nothing another one is taken, before a request is sent again. It
    /// is the time that the server may take to finish what it has begun after the connection is lost. If
    /// answers are lost because it is slow, give it more.
    #[must_use]
    pub fn settle(mut self, time: Duration) -> Self {
        self.settle = time;
        self
    }

    /// Whether to try again what the service has refused in an earlier run, because the cause has been
    /// removed. No by default.
    #[must_use]
    pub fn retry_refused(mut self, retry: bool) -> Self {
        self.retry_refused = retry;
        self
    }

    /// Logs what is not done yet, with a journal that is kept in memory only.
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
    /// # let (project, task, user) = (&demo.projects[0], &demo.tasks[0], &demo.users[0]);
    /// use std::time::Duration;
    /// use zoho_time::tracking::bulk::{BulkLog, Journal};
    /// use zoho_time::tracking::{NewTimeEntry, Work};
    ///
    /// # let hour = Work::lasting("01:00".parse()?)?;
    /// # let entries = vec![NewTimeEntry::new(project, task, user, "2026-03-04".parse()?, hour); 3];
    /// let mut journal = Journal::new(entries)?;
    /// let bulk = BulkLog::new(&zoho);
    /// // Given up after a while, and gone on with later.
    /// let in_time = tokio::time::timeout(Duration::from_millis(1), bulk.run(&mut journal)).await;
    /// # let _ = in_time;
    /// println!("{:?}", journal.progress());
    /// let summary = bulk.run(&mut journal).await?;
    /// assert_eq!(summary.progress.done, 3);
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// When the future is dropped, the journal has all that is known; an item whose request was under way
    /// is [in doubt](State::InDoubt) in it. The next run begins with those.
    ///
    /// # Errors
    ///
    /// [`Stopped`], when something went wrong that has nothing to do with a single entry: no connection, no
    /// token, no quota, or an answer that stays lost. Requests under way are waited for. Run it again with
    /// the same journal to go on. An entry that the service refuses does not stop the others: it is
    /// [refused](State::Refused) in the journal.
    pub async fn run(&self, journal: &mut Journal) -> Result<Summary, Stopped> {
        self.run_keeping(journal, |_| Ok(())).await
    }

    /// Logs what is not done yet, and hands each [`JournalStep`] over to be kept, in order.
    ///
    /// That an item is about to be sent is handed over before it is sent, and if it cannot be kept, the item
    /// is not sent. `keep` is called between requests, so it should be quick: the run waits for it, however
    /// long it takes. A [`JournalFile`] keeps steps in a file.
    ///
    /// # Errors
    ///
    /// As [`run`](Self::run), and [`Stopped::NotKept`] if `keep` fails or panics. After a panic it is not
    /// called again.
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

/// What came of a run that came to its end.
#[derive(Clone, Debug, PartialEq, Eq)]
#[must_use = "items may have been refused, or be in doubt still"]
#[non_exhaustive]
pub struct Summary {
    /// How many items are done, refused and so on, in the whole journal.
    pub progress: BulkProgress,
    /// How many requests to log an entry this run has made.
    pub sent: u64,
    /// How many times this run has looked for an entry, a list at a time.
    pub looked: u64,
    /// Entries like those that were sent more than once, which belong to no item and were not there before.
    /// There are none unless a request was done after it had been given up, or somebody else logged the
    /// like. They are not deleted.
    pub surplus: Vec<TimeEntryId>,
    /// Of how many days of a user in a project the list failed that is needed to find surplus entries. Run
    /// it again with the same journal to look again.
    pub unchecked: usize,
}

/// Why a run ended before its end. The journal has all that is known.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Stopped {
    /// A call failed for a reason that is none of the entry's.
    #[error("bulk logging has stopped, run it again with the same journal to go on: {0}")]
    Call(#[source] Box<Error>),
    /// A step could not be kept.
    #[error("bulk logging has stopped because its journal cannot be kept: {0}")]
    NotKept(#[source] io::Error),
}
