//! Commands that talk to a sandbox that runs.

mod client;
pub(crate) mod faults;
