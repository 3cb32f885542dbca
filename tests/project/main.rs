//! Tests of what the project publishes besides crates: the pages in `docs`, the examples in the spec, the web
//! page of the sandbox, and the spec in other languages.
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

mod docs;
mod other_languages;
mod published_examples;
mod tools;
mod web_page;
