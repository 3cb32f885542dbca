//! Lists that another client changes while they are read, over TCP, against the sandbox.
//!
//! The other client acts right before each page is fetched, so that each run of a seed is the same.
//! `ZOHO_TIME_TEST_ROUNDS=30 cargo test --workspace moving_pages` tries many seeds.

mod fixture;
mod guards;
mod other_client;
mod readings;
mod resuming;
