//! Sandboxes that were started by way of another one.

use std::collections::BTreeMap;
use std::net::IpAddr;
use std::sync::{Mutex, MutexGuard, PoisonError};

use super::{Sandbox, SandboxBuilder, StartError};
use crate::guard::Policy;
use crate::net;

/// The sandboxes that were started by way of one, by their ids. They end when it does.
#[derive(Debug)]
pub(crate) struct Instances {
    /// The address that they listen at, as the one that started them does.
    address: IpAddr,
    /// The host names and origins that they allow, as the one that started them does.
    policy: Policy,
    /// The timeouts, and the connections that they share with the one that started them.
    server: net::Options,
    running: Mutex<Running>,
}

#[derive(Debug, Default)]
struct Running {
    /// How many were ever started.
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

    /// Starts one on a free port, and tells its id and what `show` says about it.
    pub(crate) async fn start<T>(
        &self,
        builder: SandboxBuilder,
        show: impl FnOnce(u64, &Sandbox) -> T,
    ) -> Result<T, StartError> {
        // Whoever reaches this one is allowed to reach what it starts.
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

    /// What `show` says about each of them, the oldest first.
    pub(crate) fn list<T>(&self, show: impl Fn(u64, &Sandbox) -> T) -> Vec<T> {
        let running = self.running();
        let sandboxes = running.sandboxes.iter();
        sandboxes.map(|(id, sandbox)| show(*id, sandbox)).collect()
    }

    /// Ends one, and tells whether it was there.
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

    /// Ends all of them.
    pub(crate) async fn stop_all(&self) {
        let sandboxes = std::mem::take(&mut self.running().sandboxes);
        for sandbox in sandboxes.into_values() {
            sandbox.stop().await;
        }
    }

    fn running(&self) -> MutexGuard<'_, Running> {
        // Nothing that holds the lock can leave the map half changed.
        self.running.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
