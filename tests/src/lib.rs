//! Shared parts of the tests across crates: the parsed spec, a recorder between client and sandbox, and a walk
//! through every operation.
#![allow(
    clippy::expect_used,
    clippy::panic,
    clippy::unwrap_used,
    reason = "this package is tests only; a panic is how a test fails"
)]

pub mod accounts;
pub mod calls;
pub mod checks;
pub mod child;
pub mod crash;
pub mod faulty;
pub mod fixture;
pub mod local;
pub mod lossless;
pub mod mutants;
pub mod paused;
pub mod raw;
pub mod recorder;
pub mod spec;
pub mod token_gate;
pub mod token_program;
pub mod walk;
