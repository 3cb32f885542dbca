//! The rate limits of the sandbox: a whole day of calls over HTTP, and random schedules against a
//! model that shares nothing with them.
#![allow(
    missing_docs,
    unreachable_pub,
    clippy::panic,
    clippy::print_stdout,
    clippy::unwrap_used,
    reason = "tests"
)]

mod day;
mod model;
mod schedules;
