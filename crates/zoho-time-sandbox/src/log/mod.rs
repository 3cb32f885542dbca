//! The log of requests and responses.
//!
//! The log keeps a bounded part of the raw data, and parses nothing. Redaction, parsing of bodies and contract
//! checks happen only when an exchange is read. Nothing leaves the log with a token or a client secret in it.

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
