//! Starting a sandbox.

use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::sync::{Arc, OnceLock};

use tokio::net::TcpListener;

use super::instances::Instances;
use super::{Sandbox, SandboxBuilder, StartError, instance_routes};
use crate::faults::Faults;
use crate::limits::{Limiter, Limits};
use crate::log::Log;
use crate::net;
use crate::seed::LoadError;
use crate::server::{guard, routes};
use crate::state::{Shared, State};
use crate::store::Store;

impl SandboxBuilder {
    /// Starts it. Requires a running tokio runtime with time and network.
    ///
    /// # Errors
    ///
    /// Fails if the address is in use or not allowed, a host name or origin is malformed, or the database
    /// cannot be used.
    pub async fn start(mut self) -> Result<Sandbox, StartError> {
        if !self.address.is_loopback() && !self.expose {
            return Err(StartError::Exposed(self.address));
        }
        // Created here, so that all copies of the options share it.
        self.server.connections();
        let policy = self.allowances.policy()?;
        let listener = listen(SocketAddr::new(self.address, self.port)).await?;
        let address = listener.local_addr().map_err(|source| StartError::Listen {
            address: SocketAddr::new(self.address, self.port),
            source,
        })?;
        let (location, durability) = (self.location, self.durability);
        let (mut origin, seed_file) = (self.origin, self.seed_file);
        let opened = tokio::task::spawn_blocking(move || {
            if let Some(file) = seed_file {
                origin.read_file(&file)?;
            }
            Ok::<_, StartError>((Store::open(&location, durability)?, origin))
        });
        let (store, origin) = opened
            .await
            .map_err(|error| StartError::Prepare(error.into()))??;
        let (clock, first_data) = (self.clock.clone(), origin.clone());
        let prepared: Result<_, LoadError> = store
            .write(move |transaction| first_data.prepare(*transaction, clock.now()))
            .await;
        let demo = prepared.map_err(|error| match error {
            LoadError::File(error) => error.into(),
            LoadError::Refused(refusal) => StartError::Prepare(refusal.into()),
        })?;
        let instances = Instances::new(self.address, policy.clone(), self.server.clone());
        let instances = Arc::new(instances);
        let shared = Shared::new(State {
            store,
            clock: self.clock,
            style: self.style,
            accounts: self.accounts,
            base_url: format!("http://{}", reachable(address)),
            origin,
            demo,
            policy,
            interceptor: OnceLock::new(),
            limiter: Limiter::new(self.limits.map(|limits| Limits {
                overdraft: self.overdraft.unwrap_or(limits.overdraft),
                ..limits
            })),
            faults: Faults::new(),
            log: Log::new(self.log_capacity),
            strict: self.strict,
        });

        let (app, routes) = routes::router(shared.clone(), instance_routes::routes(&instances));
        #[cfg(feature = "intercept")]
        let interceptor = self.interceptor.start(app.clone(), &self.server).await?;
        #[cfg(feature = "intercept")]
        if let Some(interceptor) = &interceptor {
            let address = (interceptor.url(), interceptor.folder().to_owned());
            // Set once, because a sandbox starts once.
            let _ = shared.interceptor.set(address);
        }
        let app = guard::around(app, &shared);
        let (stopper, stop) = net::stop();
        let served = net::serve_router(listener, app, self.server, stop.clone());
        let log = shared.clone();
        let server = tokio::spawn(async move {
            let mut stop = stop;
            let closing = async {
                stop.requested().await;
                log.log.close();
            };
            tokio::join!(served, closing);
        });
        tracing::info!(%address, "the sandbox is listening");
        Ok(Sandbox {
            shared,
            instances,
            routes,
            address,
            stopper,
            server,
            #[cfg(feature = "intercept")]
            interceptor,
        })
    }
}

async fn listen(address: SocketAddr) -> Result<TcpListener, StartError> {
    TcpListener::bind(address).await.map_err(|source| {
        if source.kind() == std::io::ErrorKind::AddrInUse {
            StartError::PortTaken {
                port: address.port(),
            }
        } else {
            StartError::Listen { address, source }
        }
    })
}

/// An address that a client on this machine can use.
fn reachable(address: SocketAddr) -> SocketAddr {
    if address.ip().is_unspecified() {
        SocketAddr::new(IpAddr::V4(Ipv4Addr::LOCALHOST), address.port())
    } else {
        address
    }
}
