//! The commands beside `serve`.

pub(crate) mod doctor;
pub(crate) mod faults;
mod http;
pub(crate) mod remote;
