#![doc = include_str!("../README.md")]

#[allow(
    clippy::all,
    clippy::unwrap_used,
    missing_debug_implementations,
    reason = "as progenitor makes it"
)]
#[rustfmt::skip]
mod generated;

pub use generated::{MockServerExt, operations};
pub use httpmock;
