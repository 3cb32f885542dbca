//! What the sandbox was asked, and what it answered.
//!
//! The log keeps a bounded part of what came over the wire, and parses nothing. Reading
//! an exchange is what costs, and only then are secrets blotted out, bodies parsed and both sides
//! held against the specification. Nothing leaves the log with a token or a client secret in it.

mod body;
mod bounds;
mod client_warnings;
mod exchange;
mod har;
mod known_paths;
mod list;
mod near_misses;
mod redact;
mod render;
mod ring;

pub use self::exchange::Exchange;
pub(crate) use self::exchange::{Part, PendingExchange};
pub(crate) use self::har::archive;
pub use self::ring::Log;
