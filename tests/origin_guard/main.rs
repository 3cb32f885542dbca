//! Web pages of other sites are kept out of everything a sandbox serves, while its own page, allowed
//! browser apps and programs that are not browsers get in.
//!
//! The requests are generated from the list of routes that the sandbox itself serves from, so a new route
//! is covered as soon as it exists.
#![allow(
    missing_docs,
    clippy::panic,
    clippy::print_stdout,
    clippy::unwrap_used,
    reason = "tests"
)]

mod admitted;
mod refused;
mod targets;
mod wire;
