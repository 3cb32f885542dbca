//! The commands beside `serve`.

mod client;
pub(crate) mod doctor;
pub(crate) mod faults;
mod http;
pub(crate) mod remote;
