//! Staying under the limits of an organisation, against a sandbox that has them, on a clock that the test
//! holds.
#![allow(
    missing_docs,
    unreachable_pub,
    clippy::panic,
    clippy::print_stdout,
    clippy::unwrap_used,
    reason = "tests"
)]

mod block;
mod burst;
mod day;
mod hour;
mod stage;
