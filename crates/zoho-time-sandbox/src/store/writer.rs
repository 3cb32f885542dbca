//! The writer thread.

use std::iter;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::mpsc::{self, Receiver, Sender};
use std::thread;

use rusqlite::Connection;
use tokio::sync::oneshot;

use super::database::OpenError;
use super::flusher::Flusher;
use super::{StoreError, Transaction};

/// Maximum number of jobs per commit.
const BATCH: usize = 256;

/// Number of times the thread polls for a job before it sleeps.
const LOOKS: u32 = 32;

/// Work for a connection, scheduled by the threads of the store.
pub(super) trait Job: Send {
    /// Runs the work and returns whether it succeeded, so that its changes are kept.
    fn run(&mut self, connection: &Connection) -> bool;

    /// Sends the result to the receiver; an error if it was not committed.
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
        // A bug in one request must not end the thread, and with it every other request.
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
            // A failed job was rolled back, whatever the result of the others.
            (Some(Err(error)), _) => Err(error),
            (Some(Ok(value)), Ok(())) => Ok(value),
            (Some(Ok(_)), Err(error)) => Err(error.into()),
            (None, committed) => Err(committed.err().unwrap_or(StoreError::BrokenOff).into()),
        };
        // The receiver is gone if the client has disconnected.
        let _ = self.waiting.send(result);
    }
}

/// The cost of a commit for the writer thread.
#[derive(Debug)]
pub(super) enum Commits {
    /// Each waits for the disk, so there should be few.
    Slow,
    /// None waits. A flusher syncs them, if necessary.
    Quick(Option<Flusher>),
}

impl Commits {
    fn are_slow(&self) -> bool {
        matches!(self, Self::Slow)
    }

    /// There was a value.
    fn count(&mut self) {
        if let Self::Quick(Some(flusher)) = self {
            flusher.committed();
        }
    }
}

/// Work that needs exclusive use of the connection, outside of any transaction.
pub(super) type Alone = Box<dyn FnOnce(&mut Connection) + Send>;

enum Order {
    Read(Box<dyn Job>),
    Write(Box<dyn Job>),
    Alone(Alone),
}

/// The thread that owns the write connection. It ends when this is dropped.
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

    /// Reads on the write connection, in order with the writes.
    pub(super) fn submit_read(&self, job: Box<dyn Job>) {
        self.submit(Order::Read(job));
    }

    /// Runs work that replaces all data, in order with everything else.
    pub(super) fn submit_alone(&self, work: Alone) {
        self.submit(Order::Alone(work));
    }

    fn submit(&self, order: Order) {
        // If the thread is gone, the job is dropped and its receiver gets an error.
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
            // A bug in it must not end the thread; the receiver gets an error.
            let _ = catch_unwind(AssertUnwindSafe(|| alone(&mut connection)));
        }
        commits.count();
    }
}

/// A job, and those to commit with it.
fn together<'o>(
    first: Order,
    orders: &'o Receiver<Order>,
    commits: &Commits,
) -> impl Iterator<Item = Order> + use<'o> {
    let waiting = || orders.try_recv().ok();
    // Threads that are about to run may be about to send a job: if commits are slow, committing it now is
    // cheaper than separately.
    let soon = move || {
        thread::yield_now();
        waiting()
    };
    let is_patient = commits.are_slow();
    let late = move || is_patient.then(|| waiting().or_else(soon)).flatten();
    // If commits are fast, later jobs form the next batch: it runs while these get their results, instead of
    // all of them sequentially.
    let mut now = vec![first];
    // Exclusive work ends the batch, and keeps its position.
    while now.len() < BATCH && !matches!(now.last(), Some(Order::Alone(_))) {
        match waiting() {
            Some(order) => now.push(order),
            None => break,
        }
    }
    now.into_iter().chain(iter::from_fn(late)).take(BATCH)
}

/// The next job, or `None` at the end. Polls a few times before this thread sleeps, because waking a thread
/// costs the sender time.
fn next(orders: &Receiver<Order>) -> Option<Order> {
    for _ in 0..LOOKS {
        if let Ok(order) = orders.try_recv() {
            return Some(order);
        }
        thread::yield_now();
    }
    orders.recv().ok()
}

/// Runs waiting jobs in one transaction, and sends results after the commit. Exclusive work ends the batch, and
/// is returned.
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
                let started =
                    transaction.get_or_insert_with(|| execute(connection, "BEGIN IMMEDIATE"));
                let outcome = match started {
                    Ok(()) => run_in_savepoint(connection, job.as_mut()),
                    Err(error) => Err(StoreError::NotCommitted(error.to_string())),
                };
                // Some errors, such as a full disk, end the transaction: then none of its changes is kept.
                if started.is_ok() && (outcome.is_err() || connection.is_autocommit()) {
                    let _ = execute(connection, "ROLLBACK");
                    *started = Err(StoreError::NotCommitted("it was rolled back".into()));
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

/// Runs one job so that its failure undoes its own changes, and nothing else.
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
        // After some errors SQLite has rolled back already, and this has no effect.
        let _ = execute(connection, "ROLLBACK");
    })
}

fn execute(connection: &Connection, sql: &str) -> Result<(), StoreError> {
    connection.prepare_cached(sql)?.execute([])?;
    Ok(())
}
