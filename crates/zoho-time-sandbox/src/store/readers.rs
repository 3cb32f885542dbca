//! The threads that read from a file while the writer writes.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::mpsc::{self, Receiver, Sender};
use std::thread::{self, JoinHandle};

use rusqlite::Connection;

use super::database::{Database, OpenError};
use super::writer::Job;

/// How many threads read.
const THREADS: usize = 2;

/// Threads with a connection each. They end when this is dropped.
#[derive(Debug)]
pub(super) struct Readers {
    queues: Vec<Sender<Box<dyn Job>>>,
    threads: Vec<JoinHandle<()>>,
    turn: AtomicUsize,
}

impl Readers {
    pub(super) fn start(database: &Database) -> Result<Self, OpenError> {
        let mut readers = Self {
            queues: Vec::with_capacity(THREADS),
            threads: Vec::with_capacity(THREADS),
            turn: AtomicUsize::new(0),
        };
        for number in 0..THREADS {
            let connection = database.open_reader()?;
            let (queue, received) = mpsc::channel();
            let thread = thread::Builder::new()
                .name(format!("sandbox-reader-{number}"))
                .spawn(move || work_through(&connection, &received))
                .map_err(OpenError::Thread)?;
            readers.queues.push(queue);
            readers.threads.push(thread);
        }
        Ok(readers)
    }

    pub(super) fn submit(&self, job: Box<dyn Job>) {
        let turn = self.turn.fetch_add(1, Ordering::Relaxed) % THREADS;
        // If the thread is gone, the job is dropped and its receiver learns of it.
        if let Some(queue) = self.queues.get(turn) {
            let _ = queue.send(job);
        }
    }
}

impl Drop for Readers {
    fn drop(&mut self) {
        self.queues.clear();
        for thread in self.threads.drain(..) {
            let _ = thread.join();
        }
    }
}

fn work_through(connection: &Connection, queue: &Receiver<Box<dyn Job>>) {
    for mut job in queue {
        // One transaction, so that all queries of the job see the same state.
        let settled = (|| {
            connection.prepare_cached("BEGIN")?.execute([])?;
            job.run(connection);
            connection.prepare_cached("COMMIT")?.execute([])?;
            Ok::<_, rusqlite::Error>(())
        })();
        if settled.is_err() && !connection.is_autocommit() {
            let _ = connection.execute_batch("ROLLBACK");
        }
        job.settle(settled.map_err(Into::into));
    }
}
