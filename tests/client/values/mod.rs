//! Values: every form that is known is read, in every field of every operation; a form that nobody knows
//! is an error that says where, or left out on demand; and unknown fields and values are not lost.
//!
//! The fields come from the specification, the answers from a server that says what it is told to.

mod answers;
mod forms;
mod known_forms;
mod malformed;
mod server_text;
mod unknown_fields;
mod unknown_forms;
