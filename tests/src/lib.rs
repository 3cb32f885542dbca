//! What the tests that cross crates share: the specification as they read it, a recorder between
//! client and sandbox, and a walk through every operation.
#![allow(
    clippy::expect_used,
    clippy::panic,
    clippy::unwrap_used,
    reason = "this package is tests only; a panic is how a test fails"
)]

pub mod accounts;
pub mod calls;
pub mod crash;
pub mod desk;
pub mod doorkeeper;
pub mod faulty;
pub mod gate;
pub mod local;
pub mod lossless;
pub mod paused;
pub mod planted;
pub mod raw;
pub mod recorder;
pub mod specification;
pub mod token_program;
pub mod walk;
