#![doc = include_str!("../README.md")]

// Generated code names its own crate, so that the same paths are good in any crate.
extern crate self as zoho_time_client;

mod call;
mod envelope;
mod operation;
mod response;
mod transport;

#[rustfmt::skip]
mod generated {
    pub(crate) mod client;
    pub mod enums;
    mod envelopes;
    pub mod ids;
    pub mod operations;
    #[allow(clippy::result_large_err, reason = "the size is progenitor's")]
    pub mod queries;
    mod records;
    mod requests;
    pub mod responses;
}

pub use crate::{
    envelope::Envelope,
    generated::{
        client::{Client, ClientInfo, Error, ResponseValue, types},
        enums, ids, operations, queries, responses,
    },
    operation::Operation,
    response::ResponseVisitor,
    transport::{Direct, Inner, Transport},
};
