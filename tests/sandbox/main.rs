//! Tests of the sandbox, from outside: against the spec, through the client, and as a program.
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

mod conformance;
#[cfg(unix)]
mod crash;
mod documented_examples;
mod documented_forms;
mod every_operation;
mod intercept;
mod isolation;
mod limiter;
mod mutants;
mod origin_guard;
mod scopes;
