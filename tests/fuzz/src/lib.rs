//! Fuzz targets. Each one takes any bytes, and panics if a property of the project does not hold for them.
//!
//! The bodies are here once, and two programs run them: the test `fuzz_bodies` of this package, with
//! proptest and the stable compiler, and the targets of the package in the folder `fuzz`, with libFuzzer.
//! `fuzz/README.md` has the properties, and how to run both.
#![allow(
    clippy::expect_used,
    clippy::panic,
    clippy::unwrap_used,
    reason = "a panic is how a target reports a fault"
)]

mod decoder;
mod journal;
mod sandbox_http;
mod scalars;
mod seed_file;
mod support;
mod token_file;

/// A fuzz target.
#[derive(Clone, Copy, Debug)]
pub struct Target {
    /// Its name, which is also that of its folder of seeds.
    pub name: &'static str,
    /// Checks the properties of the target for one input. Returns whether the project accepted the input.
    pub run: fn(&[u8]) -> bool,
    /// How long one input takes, compared with the fastest target.
    pub cost: u32,
}

/// All targets.
pub const TARGETS: [Target; 6] = [
    Target {
        name: "scalars",
        run: scalars::run,
        cost: 1,
    },
    Target {
        name: "decoder",
        run: decoder::run,
        cost: 2,
    },
    Target {
        name: "token_file",
        run: token_file::run,
        cost: 4,
    },
    Target {
        name: "journal",
        run: journal::run,
        cost: 4,
    },
    Target {
        name: "seed_file",
        run: seed_file::run,
        cost: 8,
    },
    Target {
        name: "sandbox_http",
        run: sandbox_http::run,
        cost: 8,
    },
];

/// Runs a target on one input.
///
/// # Panics
///
/// Panics if a property does not hold, or if no target has this name.
pub fn run(name: &str, data: &[u8]) -> bool {
    let target = TARGETS.iter().find(|target| target.name == name);
    (target.expect("the name of a target").run)(data)
}
