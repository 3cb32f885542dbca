//! Child sandboxes, started over HTTP.

use std::collections::BTreeMap;
use std::net::IpAddr;
use std::sync::{Mutex, MutexGuard, PoisonError};

use super::{Sandbox, SandboxBuilder, StartError};
use crate::guard::Policy;
use crate::net;

/// Child sandboxes, by id. They end with their parent.
#[derive(Debug)]
pub(crate) struct Instances {
    /// The address to listen on, the same as the parent's.
    address: IpAddr,
    /// The allowed host names and origins, the same as the parent's.
    policy: Policy,
    /// The timeouts, and the connection limit shared with the parent.
    server: net::Options,
    running: Mutex<Running>,
}

#[derive(Debug, Default)]
struct Running {
    /// Number of instances started so far.
    count: u64,
    sandboxes: BTreeMap<u64, Sandbox>,
}

impl Instances {
    pub(crate) fn new(address: IpAddr, policy: Policy, server: net::Options) -> Self {
        Self {
            address,
            policy,
            server,
            running: Mutex::default(),
        }
    }

    /// Starts one on a free port, and returns its id and the result of `show`.
    pub(crate) async fn start<T>(
        &self,
        builder: SandboxBuilder,
        show: impl FnOnce(u64, &Sandbox) -> T,
    ) -> Result<T, StartError> {
        // A client that may connect to this one may connect to its instances.
        let builder = builder.bind(self.address).expose(true);
        let mut builder = builder.policy(self.policy.clone());
        builder.server = self.server.clone();
        let sandbox = builder.start().await?;
        let mut running = self.running();
        running.count += 1;
        let id = running.count;
        let shown = show(id, &sandbox);
        running.sandboxes.insert(id, sandbox);
        Ok(shown)
    }

    /// The results of `show` for all of them, the oldest first.
    pub(crate) fn list<T>(&self, show: impl Fn(u64, &Sandbox) -> T) -> Vec<T> {
        let running = self.running();
        let sandboxes = running.sandboxes.iter();
        sandboxes.map(|(id, sandbox)| show(*id, sandbox)).collect()
    }

    /// Stops one, and returns whether it existed.
    pub(crate) async fn stop(&self, id: u64) -> bool {
        let sandbox = self.running().sandboxes.remove(&id);
        match sandbox {
            None => false,
            Some(sandbox) => {
                sandbox.stop().await;
                true
            }
        }
    }

    /// Stops all of them.
    pub(crate) async fn stop_all(&self) {
        let sandboxes = std::mem::take(&mut self.running().sandboxes);
        for sandbox in sandboxes.into_values() {
            sandbox.stop().await;
        }
    }

    fn running(&self) -> MutexGuard<'_, Running> {
        // No code that holds the lock can leave the map inconsistent.
        self.running.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
