//! The commands beside `serve`.

pub(crate) mod doctor;
mod http;
pub(crate) mod remote;
