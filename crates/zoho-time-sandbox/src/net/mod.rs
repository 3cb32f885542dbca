//! The HTTP server of a sandbox and of its interceptor: how many connections it has, and how long a client
//! can take for a request.
//!
//! A slow client, or one that sends half a request and stalls, must not block others. Therefore the head and
//! the body of a request must arrive within [`Timeouts`], and when there are as many connections as
//! [`Connections`] allows, a new one replaces the one that has been idle for the longest time.

mod body;
mod connections;
mod http;
mod listen;
mod open_files;
mod options;
mod router;
mod stop;
mod stream;

use std::time::Duration;

pub(crate) use self::body::BodyDeadline;
pub(crate) use self::connections::{Connection, Connections};
pub(crate) use self::http::serve;
pub(crate) use self::listen::accept;
pub(crate) use self::options::Options;
pub(crate) use self::router::serve_router;
pub(crate) use self::stop::{Stop, Stopper, stop};

/// Timeouts for a request.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Timeouts {
    /// For the head, from when the server is ready for it. A connection without requests ends after this time
    /// as well.
    pub(crate) head: Duration,
    /// For the body, from the end of the head.
    pub(crate) body: Duration,
}

impl Default for Timeouts {
    fn default() -> Self {
        Self {
            head: Duration::from_secs(10),
            body: Duration::from_secs(30),
        }
    }
}
