//! The sandbox over real sockets, with its clock standing still unless a test moves it.

#![allow(
    clippy::expect_used,
    clippy::panic,
    clippy::unwrap_used,
    reason = "a test fails by panicking, also outside of its own function"
)]

mod access;
mod accounts;
mod authorize;
mod client;
mod comments;
mod contract;
mod database;
mod extremes;
mod faults;
mod limits;
mod lists;
mod log;
mod program;
mod projects;
mod protocol;
mod refusals;
mod styles;
mod tasks;
mod time_entries;
mod time_zones;
mod timers;
mod totals;
mod users;
