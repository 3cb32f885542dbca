//! Access tokens that expire, in one process and in many, and how users sign in and out.
//!
//! Each test prints its figures. Time is that of a clock that the test holds; only what is told to other
//! processes goes by the clock of the system.
#![allow(
    missing_docs,
    clippy::expect_used,
    clippy::panic,
    clippy::print_stdout,
    clippy::unwrap_used,
    reason = "tests"
)]

mod data_centers;
mod expiry;
mod limits;
mod login;
mod loopback;
mod processes;
mod refusals;
mod stage;
mod store_file;
