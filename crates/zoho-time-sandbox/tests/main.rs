//! The sandbox over real sockets. One program, because each program links the whole crate.

#![allow(
    clippy::expect_used,
    clippy::panic,
    clippy::unwrap_used,
    reason = "a test fails by panicking, also outside of its own function"
)]

mod api;
mod client;
mod connections;
mod data;
mod faults;
#[cfg(feature = "intercept")]
mod intercept;
mod limits;
