//! The commands beside `serve`.

pub(crate) mod doctor;
pub(crate) mod faults;
pub(crate) mod http;
pub(crate) mod remote;
