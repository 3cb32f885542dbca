//! An accounts server that fails for a time: how many token requests are made, what the errors say, and how
//! soon the calls are served after it has recovered.
//!
//! Time is the paused time of the runtime, which the client's clock follows. Clients with a token store of
//! their own on the same file stand for processes. Each test prints its figures.
#![allow(
    missing_docs,
    clippy::expect_used,
    clippy::panic,
    clippy::print_stdout,
    clippy::unwrap_used,
    reason = "tests"
)]

mod back_off;
mod kinds;
mod server;
