//! Servers that mislead, flood or confuse a client: redirects, endless responses, misleading token
//! responses, expired tokens in unexpected forms, and addresses that lead to the wrong place.
//!
//! Each test prints its figures.
#![allow(
    missing_docs,
    clippy::expect_used,
    clippy::panic,
    clippy::print_stdout,
    clippy::unwrap_used,
    reason = "tests"
)]

mod addresses;
mod calls;
mod child;
mod expired_tokens;
mod proxies;
mod redirects;
mod server;
mod sizes;
mod stored_hosts;
mod token_responses;
mod transports;
mod waits;
