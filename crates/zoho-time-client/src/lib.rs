#![doc = include_str!("../README.md")]

// Generated code names its own crate, so that the same paths work in any crate.
extern crate self as zoho_time_client;

mod client;
mod envelope;
mod operation;
mod request;
mod response;
mod transport;

#[rustfmt::skip]
mod generated {
    #[allow(
        clippy::doc_lazy_continuation,
        clippy::needless_lifetimes,
        clippy::too_many_arguments,
        reason = "progenitor gives a method one argument for each parameter, and documents them in a list"
    )]
    mod client;
    pub mod enums;
    mod envelopes;
    pub mod ids;
    pub mod operations;
    pub mod queries;
    mod records;
    mod requests;
    pub mod responses;
    pub mod types;
}

pub use crate::{
    client::Client,
    envelope::{Envelope, NoContent},
    generated::{enums, ids, operations, queries, responses, types},
    operation::Operation,
    request::{InvalidRequest, Request},
    response::ResponseVisitor,
    transport::Transport,
};
