//! The data of a sandbox as a whole, over real sockets: snapshots, seeds, instances of one's own,
//! and what becomes of damaged files.

#![allow(
    clippy::expect_used,
    clippy::panic,
    clippy::unwrap_used,
    reason = "a test fails by panicking, also outside of its own function"
)]

#[path = "../api/client.rs"]
#[allow(dead_code, reason = "not everything in it is needed here")]
mod client;
mod commands;
mod damaged;
mod instances;
mod seed_file;
mod seeds;
mod snapshots;
