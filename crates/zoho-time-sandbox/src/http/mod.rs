//! Parsing of requests and building of responses: bodies, fields, parameters, API errors.

pub(crate) mod body;
pub(crate) mod fields;
pub(crate) mod parameters;
pub(crate) mod refusal;
pub(crate) mod remarks;
pub(crate) mod respond;
