//! Values: every known form is read, in every field of every operation; an unknown form is an error with its
//! location, or omitted on request; and unknown fields and values are preserved.
//!
//! The fields come from the spec, the responses from a server under the test's control.

mod answers;
mod forms;
mod known_forms;
mod malformed;
mod server_text;
mod unknown_fields;
mod unknown_forms;
