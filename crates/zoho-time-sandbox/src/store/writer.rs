//! The one thread that writes.

use std::iter;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::mpsc::{self, Receiver, Sender};
use std::thread;

use rusqlite::Connection;
use tokio::sync::oneshot;

use super::database::OpenError;
use super::flusher::Flusher;
use super::{StoreError, Transaction};

/// How many pieces of work are committed together at most.
const BATCH: usize = 256;

/// How often the thread looks for an order before it goes to sleep.
const LOOKS: u32 = 32;

/// Work for a connection, of which only the threads of the store know when it runs.
pub(super) trait Job: Send {
    /// Does the work and tells whether it succeeded, so that what it wrote should stay.
    fn run(&mut self, connection: &Connection) -> bool;

    /// Hands the result to whoever waits for it; an error if it was not committed.
    fn settle(self: Box<Self>, committed: Result<(), StoreError>);
}

/// A closure as a [`Job`].
pub(super) struct Work<W, T, E> {
    work: Option<W>,
    result: Option<Result<T, E>>,
    waiting: oneshot::Sender<Result<T, E>>,
}

impl<W, T, E> Work<W, T, E> {
    pub(super) fn new(work: W, waiting: oneshot::Sender<Result<T, E>>) -> Self {
        Self {
            work: Some(work),
            result: None,
            waiting,
        }
    }
}

impl<W, T, E> Job for Work<W, T, E>
where
    T: Send,
    E: From<StoreError> + Send,
    W: FnOnce(&Transaction<'_>) -> Result<T, E> + Send,
{
    fn run(&mut self, connection: &Connection) -> bool {
        // A bug in one request must not take the thread, and so every other request, with it.
        let result = self.work.take().map(|work| {
            catch_unwind(AssertUnwindSafe(|| work(&Transaction::new(connection))))
                .unwrap_or_else(|_| Err(StoreError::BrokenOff.into()))
        });
        let succeeded = matches!(result, Some(Ok(_)));
        self.result = result;
        succeeded
    }

    fn settle(self: Box<Self>, committed: Result<(), StoreError>) {
        let result = match (self.result, committed) {
            // What failed was rolled back whatever became of the rest.
            (Some(Err(error)), _) => Err(error),
            (Some(Ok(value)), Ok(())) => Ok(value),
            (Some(Ok(_)), Err(error)) => Err(error.into()),
            (None, committed) => Err(committed.err().unwrap_or(StoreError::BrokenOff).into()),
        };
        // Nobody waits any more when the client has hung up.
        let _ = self.waiting.send(result);
    }
}

/// What a commit costs the thread that writes.
#[derive(Debug)]
pub(super) enum Commits {
    /// Each waits for the disk, so there should be few.
    Slow,
    /// None does. A flusher brings them to the disk, if they are to get there.
    Quick(Option<Flusher>),
}

impl Commits {
    fn are_slow(&self) -> bool {
        matches!(self, Self::Slow)
    }

    /// There was one.
    fn count(&mut self) {
        if let Self::Quick(Some(flusher)) = self {
            flusher.committed();
        }
    }
}

/// Work that needs the connection for itself, outside of any transaction.
pub(super) type Alone = Box<dyn FnOnce(&mut Connection) + Send>;

enum Order {
    Read(Box<dyn Job>),
    Write(Box<dyn Job>),
    Alone(Alone),
}

/// The thread that owns the connection which writes. It ends when this is dropped.
#[derive(Debug)]
pub(super) struct Writer {
    orders: Option<Sender<Order>>,
    thread: Option<thread::JoinHandle<()>>,
}

impl Writer {
    pub(super) fn start(connection: Connection, commits: Commits) -> Result<Self, OpenError> {
        let (orders, received) = mpsc::channel();
        let thread = thread::Builder::new()
            .name("sandbox-writer".into())
            .spawn(move || work_through(connection, &received, commits))
            .map_err(OpenError::Thread)?;
        Ok(Self {
            orders: Some(orders),
            thread: Some(thread),
        })
    }

    pub(super) fn submit_write(&self, job: Box<dyn Job>) {
        self.submit(Order::Write(job));
    }

    /// Reads on the connection that writes, in turn with the writes.
    pub(super) fn submit_read(&self, job: Box<dyn Job>) {
        self.submit(Order::Read(job));
    }

    /// Runs work that changes the data as a whole, in turn with everything else.
    pub(super) fn submit_alone(&self, work: Alone) {
        self.submit(Order::Alone(work));
    }

    fn submit(&self, order: Order) {
        // If the thread is gone, the order is dropped and its receiver learns of it.
        if let Some(orders) = &self.orders {
            let _ = orders.send(order);
        }
    }
}

impl Drop for Writer {
    fn drop(&mut self) {
        self.orders = None;
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
    }
}

fn work_through(mut connection: Connection, orders: &Receiver<Order>, mut commits: Commits) {
    while let Some(first) = next(orders) {
        let batch = together(first, orders, &commits);
        if let Some(alone) = run_batch(&connection, batch) {
            // A bug in it must not take the thread with it; whoever waits learns of it.
            let _ = catch_unwind(AssertUnwindSafe(|| alone(&mut connection)));
        }
        commits.count();
    }
}

/// An order and those to commit with it.
fn together<'o>(
    first: Order,
    orders: &'o Receiver<Order>,
    commits: &Commits,
) -> impl Iterator<Item = Order> + use<'o> {
    let waiting = || orders.try_recv().ok();
    // Those whose turn it is to run may be about to order something: what they order is cheaper to
    // commit now than on its own afterwards, if commits are slow.
    let soon = move || {
        thread::yield_now();
        waiting()
    };
    let is_patient = commits.are_slow();
    let late = move || is_patient.then(|| waiting().or_else(soon)).flatten();
    // If they are quick, what is ordered from here on is the next batch: it is run while these are
    // answered, rather than all of them one after the other.
    let mut now = vec![first];
    // What has to be alone ends the batch, and what comes after it has to stay where it is.
    while now.len() < BATCH && !matches!(now.last(), Some(Order::Alone(_))) {
        match waiting() {
            Some(order) => now.push(order),
            None => break,
        }
    }
    now.into_iter().chain(iter::from_fn(late)).take(BATCH)
}

/// The next order, or none when there will be no more. It is looked for a few times before this thread goes
/// to sleep, because who orders from a thread that sleeps has to wake it.
fn next(orders: &Receiver<Order>) -> Option<Order> {
    for _ in 0..LOOKS {
        if let Ok(order) = orders.try_recv() {
            return Some(order);
        }
        thread::yield_now();
    }
    orders.recv().ok()
}

/// Runs what waits in one transaction, and answers when that is committed. Work that has to be
/// alone ends the batch, and is handed back.
fn run_batch(connection: &Connection, batch: impl Iterator<Item = Order>) -> Option<Alone> {
    let mut done = Vec::new();
    let mut alone = None;
    // Opened by the first write: reads alone need no lock.
    let mut transaction: Option<Result<(), StoreError>> = None;
    for order in batch {
        match order {
            Order::Alone(work) => {
                alone = Some(work);
                break;
            }
            Order::Read(mut job) => {
                job.run(connection);
                done.push(job);
            }
            Order::Write(mut job) => {
                let begun =
                    transaction.get_or_insert_with(|| execute(connection, "BEGIN IMMEDIATE"));
                let outcome = match begun {
                    Ok(()) => run_in_savepoint(connection, job.as_mut()),
                    Err(error) => Err(StoreError::NotCommitted(error.to_string())),
                };
                // Some errors, such as a full disk, end the transaction: then nothing of it stays.
                if begun.is_ok() && (outcome.is_err() || connection.is_autocommit()) {
                    let _ = execute(connection, "ROLLBACK");
                    *begun = Err(StoreError::NotCommitted("it was rolled back".into()));
                }
                match outcome {
                    Ok(()) => done.push(job),
                    Err(error) => job.settle(Err(error)),
                }
            }
        }
    }
    let committed = match transaction {
        Some(Ok(())) => commit(connection),
        Some(Err(error)) => Err(error),
        None => Ok(()),
    };
    for job in done {
        job.settle(match &committed {
            Ok(()) => Ok(()),
            Err(error) => Err(StoreError::NotCommitted(error.to_string())),
        });
    }
    alone
}

/// Runs one piece of work so that its failure undoes what it wrote, and nothing else.
fn run_in_savepoint(connection: &Connection, job: &mut dyn Job) -> Result<(), StoreError> {
    execute(connection, "SAVEPOINT work")?;
    if !job.run(connection) {
        execute(connection, "ROLLBACK TO work")?;
    }
    execute(connection, "RELEASE work")
}

fn commit(connection: &Connection) -> Result<(), StoreError> {
    execute(connection, "COMMIT").inspect_err(|error| {
        tracing::error!(%error, "a transaction was not committed");
        // After some errors SQLite has rolled back by itself, and this has nothing to do.
        let _ = execute(connection, "ROLLBACK");
    })
}

fn execute(connection: &Connection, sql: &str) -> Result<(), StoreError> {
    connection.prepare_cached(sql)?.execute([])?;
    Ok(())
}
