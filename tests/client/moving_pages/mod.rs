//! Lists that another client changes while they are read, over TCP, against the sandbox.
//!
//! The other client acts right before each page is fetched, so that each run of a seed is the same. How many
//! seeds are tried can be set: `MOVING_PAGES_SEEDS=100 cargo test -p zoho-time-tests moving_pages`.

mod fixture;
mod guards;
mod other_client;
mod readings;
mod resuming;
