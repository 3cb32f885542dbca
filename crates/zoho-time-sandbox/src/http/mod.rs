//! What the API reads from a request and puts into a response: bodies, fields, parameters, refusals.

pub(crate) mod body;
pub(crate) mod fields;
pub(crate) mod parameters;
pub(crate) mod refusal;
pub(crate) mod remarks;
pub(crate) mod respond;
