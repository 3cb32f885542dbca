//! Timeouts and the connection limit of the HTTP server.

use std::sync::Arc;

use super::{Connections, Timeouts};

/// Timeouts and connection limit.
#[derive(Debug, Clone, Default)]
pub(crate) struct Options {
    pub(crate) timeouts: Timeouts,
    pub(crate) max_connections: Option<usize>,
    /// The connections of the sandbox to which this one belongs.
    shared: Option<Arc<Connections>>,
}

impl Options {
    /// The registry of connections, created on first use.
    pub(crate) fn connections(&mut self) -> Arc<Connections> {
        let most = self.max_connections;
        Arc::clone(self.shared.get_or_insert_with(|| Connections::new(most)))
    }
}
