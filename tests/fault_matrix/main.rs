//! What the client makes of every fault with every method: the outcome, the requests, the waits.
//!
//! The server is a real socket in the paused time of the test's runtime.
#![allow(
    missing_docs,
    unreachable_pub,
    clippy::panic,
    clippy::print_stdout,
    clippy::unwrap_used,
    reason = "tests"
)]

mod cells;
mod fault;
mod server;
