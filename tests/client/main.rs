//! Tests of the client over real sockets: against the sandbox, and against servers made up by a test.
//!
//! One program, because each program links the whole workspace. Where the whole process is tested, a test starts
//! another one in a process of its own (`zoho_time_tests::child`).
#![allow(
    missing_docs,
    unreachable_pub,
    clippy::expect_used,
    clippy::panic,
    clippy::print_stderr,
    clippy::print_stdout,
    clippy::unwrap_used,
    reason = "tests fail by panicking and print their figures"
)]

mod ambiguous_writes;
mod call_path;
mod callbacks;
mod fault_matrix;
mod hostile_server;
mod moving_pages;
mod observed_shapes;
#[cfg(unix)]
mod private_files;
mod quota;
mod retries;
mod secrets;
mod time;
mod token_outage;
mod token_refresh;
mod tokens;
mod values;
