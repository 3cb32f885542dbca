//! The maintenance tasks. One program, because each program links the generator.
#![allow(
    missing_docs,
    clippy::expect_used,
    clippy::panic,
    clippy::print_stdout,
    clippy::unwrap_used,
    reason = "tests"
)]

mod command_line;
mod common;
mod diff;
mod diff_task;
mod dist;
mod errors;
mod golden;
mod import;
mod layers;
mod regen;
