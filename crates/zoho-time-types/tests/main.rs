//! The scalars, in every form that the API uses.
#![allow(
    missing_docs,
    clippy::expect_used,
    clippy::panic,
    clippy::unwrap_used,
    reason = "tests"
)]

mod amount_json;
mod amount_text;
mod hours;
mod ids;
mod open_enums;
mod properties;
mod records;
mod times;
mod wire_scalars;
mod wire_shapes;
