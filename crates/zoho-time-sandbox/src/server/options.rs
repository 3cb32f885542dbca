//! The options of a sandbox about its HTTP server.

use std::sync::Arc;
use std::time::Duration;

use super::{Connections, Timeouts};
use crate::sandbox::SandboxBuilder;

/// How long clients can take, and how many there can be.
#[derive(Debug, Clone, Default)]
pub(crate) struct Options {
    pub(super) timeouts: Timeouts,
    most: Option<usize>,
    /// The connections of the sandbox that this one belongs to.
    shared: Option<Arc<Connections>>,
}

impl Options {
    #[cfg(feature = "stand-in")]
    pub(crate) const fn timeouts(&self) -> Timeouts {
        self.timeouts
    }

    /// The registry of connections, made when it is first needed.
    pub(crate) fn connections(&mut self) -> Arc<Connections> {
        let most = self.most;
        Arc::clone(self.shared.get_or_insert_with(|| Connections::new(most)))
    }
}

impl SandboxBuilder {
    /// The number of connections that can be open at once; by default half as many as the process
    /// can have files open, and up to 4,096. The stand-in and the instances of a sandbox share its
    /// number. A new connection above it replaces the one that has been idle for the longest time.
    #[must_use]
    pub fn max_connections(mut self, connections: usize) -> Self {
        self.server.most = Some(connections);
        self
    }

    /// How long a client can take to send the head of a request, and from there its body; by
    /// default 10 and 30 seconds. A connection without requests ends after the first of them.
    #[must_use]
    pub fn request_timeouts(mut self, head: Duration, body: Duration) -> Self {
        self.server.timeouts = Timeouts { head, body };
        self
    }
}
