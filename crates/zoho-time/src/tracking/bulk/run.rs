//! A run over a journal: which item is next, and how its result changes the journal.

use std::collections::{HashMap, HashSet, VecDeque};
use std::io;
use std::time::Duration;

use futures::future::BoxFuture;
use futures::stream::FuturesUnordered;
use futures::{FutureExt, StreamExt};
use zoho_time_client::operations as op;
use zoho_time_client::types::TimeEntry;
use zoho_time_types::TimeEntryId;

use super::fingerprint::{Fingerprint, Match};
use super::lookup::{self, Found};
use super::{BulkLog, Journal, JournalStep, Rejection, State, Stopped, Summary};
use crate::callback::{Panicked, caught_now};
use crate::error::{Error, ErrorCode, Result};
use crate::tracking::InvalidEntry;

/// How many times an item is sent in one run if each response is lost and no entry is found.
const TIMES_SENT: u32 = 4;

/// A finished request.
enum Event {
    /// The answer to an item that was sent.
    Sent(usize, Result<Box<TimeEntry>>),
    /// The entries in the scope of an item.
    Looked(usize, Result<Vec<TimeEntry>>),
}

pub(super) struct Run<'a, K> {
    pub(super) bulk: &'a BulkLog,
    pub(super) journal: &'a mut Journal,
    keep: K,
    keep_panicked: bool,
    /// The fingerprint of each item.
    pub(super) fingerprints: Vec<Fingerprint>,
    /// Items that are alike, in the order in which they are logged; the first of each is the one that is
    /// dealt with.
    alike: HashMap<Fingerprint, VecDeque<usize>>,
    /// Items that can be dealt with now.
    ready: VecDeque<usize>,
    under_way: FuturesUnordered<BoxFuture<'static, Event>>,
    /// The entries that belong to items.
    pub(super) ours: HashSet<TimeEntryId>,
    /// The items whose response was lost in this run.
    lost: HashMap<usize, Lost>,
    stopped: Option<Stopped>,
    pub(super) sent: u64,
    pub(super) looked: u64,
}

/// An item whose answer was lost.
#[derive(Default)]
struct Lost {
    /// How many times in this run.
    times: u32,
    /// How many looks have found nothing since.
    looks: u32,
    error: Option<Error>,
}

pub(super) async fn run<K>(
    bulk: &BulkLog,
    journal: &mut Journal,
    keep: K,
) -> Result<Summary, Stopped>
where
    K: FnMut(&JournalStep) -> io::Result<()> + Send,
{
    let mut run = Run::new(bulk, journal, keep)?;
    run.prepare().await?;
    run.line_up()?;
    run.go_on().await;
    match run.stopped.take() {
        Some(stopped) => Err(stopped),
        None => Ok(run.end().await),
    }
}

impl<'a, K> Run<'a, K>
where
    K: FnMut(&JournalStep) -> io::Result<()> + Send,
{
    fn new(bulk: &'a BulkLog, journal: &'a mut Journal, keep: K) -> Result<Self, Stopped> {
        let fingerprints = (0..journal.items().len()).map(|item| {
            let entry = journal.to_send(item)?;
            Ok(Fingerprint::new(&entry, journal.marker(item)))
        });
        let fingerprints = fingerprints.collect::<Result<_, _>>().map_err(invalid)?;
        let ours = journal
            .items()
            .iter()
            .filter_map(|item| match item.state() {
                State::Done { id } => Some(id.clone()),
                _ => None,
            });
        Ok(Self {
            bulk,
            fingerprints,
            alike: HashMap::new(),
            ready: VecDeque::new(),
            under_way: FuturesUnordered::new(),
            ours: ours.collect(),
            lost: HashMap::new(),
            stopped: None,
            sent: 0,
            looked: 0,
            journal,
            keep,
            keep_panicked: false,
        })
    }

    /// Lines up what there is to do: first what is in doubt, then what is open.
    fn line_up(&mut self) -> Result<(), Stopped> {
        if self.bulk.retry_refused {
            for item in 0..self.fingerprints.len() {
                if matches!(self.journal.items()[item].state(), State::Refused(_)) {
                    self.take(JournalStep::Reopened { item })?;
                }
            }
        }
        let items = self.journal.items().iter().enumerate();
        for wanted in [State::InDoubt, State::Open] {
            for (item, _) in items.clone().filter(|(_, item)| *item.state() == wanted) {
                let alike = self
                    .alike
                    .entry(self.fingerprints[item].clone())
                    .or_default();
                if alike.is_empty() {
                    self.ready.push_back(item);
                }
                alike.push_back(item);
            }
        }
        Ok(())
    }

    /// Deals with all items that are lined up. When the run has to stop, what is under way is waited for.
    async fn go_on(&mut self) {
        loop {
            while self.stopped.is_none() && self.under_way.len() < self.bulk.concurrency {
                let Some(item) = self.ready.pop_front() else {
                    break;
                };
                let outcome = match self.journal.items()[item].state() {
                    State::InDoubt => {
                        self.look(item, Duration::ZERO);
                        Ok(())
                    }
                    _ => self.send(item),
                };
                self.stop_on(outcome);
            }
            let Some(event) = self.under_way.next().await else {
                break;
            };
            let outcome = match event {
                Event::Sent(item, Ok(entry)) => self.logged(item, *entry),
                Event::Sent(item, Err(error)) => self.failed(item, error),
                Event::Looked(item, Ok(entries)) => self.looked(item, entries),
                Event::Looked(_, Err(error)) => Err(call(error)),
            };
            self.stop_on(outcome);
        }
    }

    /// Sends an item, which is in doubt from now on.
    fn send(&mut self, item: usize) -> Result<(), Stopped> {
        let request = self.journal.to_send(item).and_then(|entry| entry.request());
        let request = request.map_err(invalid)?;
        self.take(JournalStep::Sending { item })?;
        self.sent += 1;
        let entries = self.bulk.zoho.time_entries();
        let sending =
            async move { Event::Sent(item, entries.log_request(&request).await.map(Box::new)) };
        self.under_way.push(sending.boxed());
        Ok(())
    }

    /// Looks for an item after some time.
    fn look(&mut self, item: usize, after: Duration) {
        self.looked += 1;
        let (zoho, scope) = (
            self.bulk.zoho.clone(),
            self.fingerprints[item].scope.clone(),
        );
        let looking = async move {
            tokio::time::sleep(after).await;
            Event::Looked(item, lookup::at(zoho, scope).await)
        };
        self.under_way.push(looking.boxed());
    }

    fn logged(&mut self, item: usize, entry: TimeEntry) -> Result<(), Stopped> {
        let altered = self.fingerprints[item].compare(&entry) != Match::Same;
        self.done(item, entry.time_entry_id, altered)?;
        self.next_alike(item);
        Ok(())
    }

    /// An item was not logged, or it is not known whether it was.
    fn failed(&mut self, item: usize, error: Error) -> Result<(), Stopped> {
        if may_have_been_done(&error) {
            let lost = self.lost.entry(item).or_default();
            lost.times += 1;
            lost.looks = 0;
            lost.error = Some(error);
            if self.stopped.is_none() {
                self.look(item, Duration::ZERO);
            }
            return Ok(());
        }
        if is_about_the_entry(&error) {
            let rejection = Rejection::of(&error);
            self.take(JournalStep::Refused { item, rejection })?;
            self.next_alike(item);
            return Ok(());
        }
        if self.journal.items()[item].sent() == 1 {
            self.take(JournalStep::Reopened { item })?;
        }
        // What was sent before stays in doubt, so that the next run looks again.
        Err(call(error))
    }

    /// It was looked for an item in doubt.
    fn looked(&mut self, item: usize, entries: Vec<TimeEntry>) -> Result<(), Stopped> {
        let is_other = |id: &TimeEntryId| {
            let before = self.journal.before();
            self.ours.contains(id) || before.is_some_and(|before| before.contains(id))
        };
        let found = lookup::find(&self.fingerprints[item], entries, is_other);
        if let Found::Entry(id) = found {
            self.done(item, id, false)?;
            self.next_alike(item);
            return Ok(());
        }
        let lost = self.lost.entry(item).or_default();
        lost.looks += 1;
        if self.stopped.is_some() {
            return Ok(());
        }
        if lost.looks < 2 {
            self.look(item, self.bulk.settle);
            return Ok(());
        }
        if found == Found::Unclear || self.journal.is_altered() {
            // It stays in doubt, and those that are like it wait for a person's word.
            return Ok(());
        }
        match lost.error.take().filter(|_| lost.times >= TIMES_SENT) {
            Some(error) => Err(call(error)),
            None => self.send(item),
        }
    }

    pub(super) fn done(
        &mut self,
        item: usize,
        id: TimeEntryId,
        altered: bool,
    ) -> Result<(), Stopped> {
        self.ours.insert(id.clone());
        self.take(JournalStep::Done { item, id, altered })
    }

    /// The next of the items that are alike can be dealt with.
    fn next_alike(&mut self, item: usize) {
        let Some(alike) = self.alike.get_mut(&self.fingerprints[item]) else {
            return;
        };
        alike.pop_front();
        self.ready.extend(alike.front());
    }

    /// Takes a step. What is about to be done is kept before it counts; what has happened counts even if
    /// it cannot be kept.
    pub(super) fn take(&mut self, step: JournalStep) -> Result<(), Stopped> {
        let kept = self.kept(&step).map_err(Stopped::NotKept);
        if kept.is_ok() || !matches!(step, JournalStep::Sending { .. }) {
            // The items of these steps are those of this journal.
            let _ = self.journal.apply(&step);
        }
        kept
    }

    /// Has a step kept. A `keep` that has panicked is not called again, because it may be half done.
    fn kept(&mut self, step: &JournalStep) -> io::Result<()> {
        let panicked = || io::Error::other("`keep` panicked");
        if self.keep_panicked {
            return Err(panicked());
        }
        caught_now(|| (self.keep)(step)).unwrap_or_else(|Panicked| {
            self.keep_panicked = true;
            Err(panicked())
        })
    }

    fn stop_on(&mut self, outcome: Result<(), Stopped>) {
        if let Err(stopped) = outcome {
            self.stopped.get_or_insert(stopped);
        }
    }
}

/// Whether an item may have been logged in spite of an error. Whatever a server or a proxy says of its own
/// failure, it says nothing of the entry.
fn may_have_been_done(error: &Error) -> bool {
    let failed = error
        .status()
        .is_some_and(|status| status.is_server_error());
    error.may_have_been_sent() || failed
}

/// Whether an error is a rejection that says nothing about other entries.
fn is_about_the_entry(error: &Error) -> bool {
    let about_all = [ErrorCode::UnknownPath, ErrorCode::MethodNotAllowed];
    matches!(error, Error::Api(api) if api.code.is_some())
        && error
            .known_code()
            .is_none_or(|meaning| !about_all.contains(&meaning))
}

pub(super) fn call(error: Error) -> Stopped {
    Stopped::Call(Box::new(error))
}

/// An item that cannot be sent. A journal that was made here has none; one that was written by hand may.
fn invalid(invalid: InvalidEntry) -> Stopped {
    call(invalid.of(&op::LOG_TIME_ENTRY))
}
