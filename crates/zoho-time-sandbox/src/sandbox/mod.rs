//! A running sandbox: options, start, stop, and set-up for tests.

mod builder;
pub(crate) mod clients;
mod error;
mod instance_routes;
mod instances;
#[cfg(feature = "intercept")]
mod intercept;
pub(crate) mod setup;
mod snapshots;
mod start;

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use tokio::task::JoinHandle;

pub use self::builder::SandboxBuilder;
pub use self::error::StartError;
use self::instances::Instances;
use crate::faults::Faults;
use crate::limits::Limiter;
use crate::log::Log;
use crate::model::clock::Clock;
use crate::model::product::{Product, WireStyle};
use crate::net::Stopper;
use crate::seed::demo::Demo;
use crate::state::Shared;
use crate::state::route_table::Route;

/// Time that [`Sandbox::stop`] waits for the server, which itself waits five seconds for pending requests.
const PATIENCE: Duration = Duration::from_secs(6);

/// A running sandbox. Dropping it stops it; [`stop`](Self::stop) also waits for the end.
///
/// ```
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
/// use zoho_time_sandbox::Sandbox;
///
/// let sandbox = Sandbox::start().await?;
/// println!("projects are at {}/books/v3/projects", sandbox.base_url());
/// println!("{}", sandbox.demo().access_token);
/// sandbox.stop().await;
/// # Ok(())
/// # }
/// ```
#[derive(Debug)]
pub struct Sandbox {
    shared: Shared,
    instances: Arc<Instances>,
    routes: Vec<Route>,
    address: SocketAddr,
    /// Dropping it stops the server.
    stopper: Stopper,
    server: JoinHandle<()>,
    #[cfg(feature = "intercept")]
    pub(crate) interceptor: Option<crate::intercept::Interceptor>,
}

impl Sandbox {
    /// Starts one with sample data in memory, on a free port of this machine.
    ///
    /// # Errors
    ///
    /// Fails if the system provides no port, thread or memory.
    pub async fn start() -> Result<Self, StartError> {
        Self::builder().start().await
    }

    /// Returns a builder.
    #[must_use]
    pub fn builder() -> SandboxBuilder {
        SandboxBuilder::default()
    }

    /// Its address, such as `http://127.0.0.1:41234`. Token responses have as their `api_domain` the host that
    /// the client used, which may have another name.
    #[must_use]
    pub fn base_url(&self) -> &str {
        &self.shared.base_url
    }

    /// The address of its accounts server.
    #[must_use]
    pub fn accounts_url(&self) -> &str {
        &self.shared.base_url
    }

    /// The address of a product's API, such as `http://127.0.0.1:41234/books/v3`.
    #[must_use]
    pub fn product_url(&self, product: Product) -> String {
        format!("{}{}", self.base_url(), product.base_path())
    }

    /// The socket address on which it listens.
    #[must_use]
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// The account and sample data with which it started.
    #[must_use]
    pub fn demo(&self) -> &Demo {
        &self.shared.demo
    }

    /// The environment variables with which a client reaches this sandbox: its addresses and the account of
    /// [`demo`](Self::demo), under the names that the crate `zoho-time` reads (`ZOHO_TIME_BASE_URL`,
    /// `ZOHO_TIME_ORGANIZATION_ID`, `ZOHO_TIME_CLIENT_ID` and so on).
    ///
    /// ```
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// use zoho_time_sandbox::Sandbox;
    ///
    /// let sandbox = Sandbox::start().await?;
    /// // For a program that is started by a test:
    /// let mut program = std::process::Command::new("timesheet");
    /// program.envs(sandbox.variables());
    /// # Ok(())
    /// # }
    /// ```
    #[must_use]
    pub fn variables(&self) -> Vec<(String, String)> {
        let demo = self.demo();
        let user = demo.users.first().map(ToString::to_string);
        let customer = demo.customers.first().map(ToString::to_string);
        [
            ("BASE_URL", Some(self.base_url().to_owned())),
            ("ACCOUNTS_URL", Some(self.accounts_url().to_owned())),
            ("ORGANIZATION_ID", Some(demo.organization_id.to_string())),
            ("CLIENT_ID", Some(demo.client_id.clone())),
            ("CLIENT_SECRET", Some(demo.client_secret.clone())),
            ("REFRESH_TOKEN", Some(demo.refresh_token.clone())),
            ("ACCESS_TOKEN", Some(demo.access_token.clone())),
            ("USER_ID", user),
            ("CUSTOMER_ID", customer),
        ]
        .into_iter()
        .filter_map(|(name, value)| Some((format!("ZOHO_TIME_{name}"), value?)))
        .collect()
    }

    /// Its clock.
    #[must_use]
    pub fn clock(&self) -> &Clock {
        &self.shared.clock
    }

    /// The style of its responses.
    #[must_use]
    pub fn style(&self) -> WireStyle {
        self.shared.style
    }

    /// The rate limiter of its organizations.
    #[must_use]
    pub fn limiter(&self) -> &Limiter {
        &self.shared.limiter
    }

    /// The injected faults.
    #[must_use]
    pub fn faults(&self) -> &Faults {
        &self.shared.faults
    }

    /// The log of its last exchanges.
    #[must_use]
    pub fn log(&self) -> &Log {
        &self.shared.log
    }

    /// All routes that it serves, for tests that have to cover them.
    #[must_use]
    pub fn routes(&self) -> &[Route] {
        &self.routes
    }

    /// Stops it, and waits for pending requests. Its instances stop first.
    pub async fn stop(self) {
        let Self {
            instances,
            stopper,
            mut server,
            #[cfg(feature = "intercept")]
            interceptor,
            ..
        } = self;
        Box::pin(instances.stop_all()).await;
        drop(stopper);
        #[cfg(feature = "intercept")]
        if let Some(interceptor) = interceptor {
            interceptor.stop().await;
        }
        if tokio::time::timeout(PATIENCE, &mut server).await.is_err() {
            server.abort();
        }
    }

    pub(crate) fn shared(&self) -> &Shared {
        &self.shared
    }
}
