//! Starting and stopping a sandbox.

use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::path::PathBuf;
use std::sync::OnceLock;
use std::time::Duration;

use tokio::net::TcpListener;
use tokio::task::JoinHandle;

use crate::armed_faults::ArmedFaults;
use crate::auth::AccountsSettings;
use crate::clock::Clock;
use crate::demo::Demo;
use crate::faults::Faults;
use crate::guard;
use crate::instances::Instances;
use crate::limits::{Limiter, Limits, Plan};
use crate::log::Log;
use crate::origin::Origin;
use crate::product::{Product, WireStyle};
use crate::route_table::Route;
use crate::routes;
use crate::seed_file::{LoadError, SeedFileError};
use crate::server::{self, Stopper};
use crate::state::{Shared, State};
use crate::store::{Durability, Location, OpenError, Store};

/// How long [`Sandbox::stop`] waits for the server, which itself waits five seconds for the requests
/// that are being answered.
const PATIENCE: Duration = Duration::from_secs(6);

/// A running sandbox. It stops when it is dropped; [`stop`](Self::stop) also waits for the end.
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
    routes: Vec<Route>,
    address: SocketAddr,
    /// Dropping it ends the server.
    stopper: Stopper,
    server: JoinHandle<()>,
    #[cfg(feature = "stand-in")]
    pub(crate) stand_in: Option<crate::stand_in::StandIn>,
}

/// Why a sandbox did not start.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum StartError {
    /// Somebody else listens there.
    #[error("port {port} is taken; pick another one, or 0 for any that is free")]
    PortTaken {
        /// The port.
        port: u16,
    },
    /// The address is one that other machines can reach.
    #[error(
        "{0} can be reached from other machines, and anybody who reaches a sandbox can do anything with it; allow that explicitly if you mean it"
    )]
    Exposed(IpAddr),
    /// A name that is to be allowed is not a host name.
    #[error("`{0}` is not a host name; give it without scheme and port, such as `zoho-sandbox`")]
    HostName(String),
    /// An origin that is to be admitted is not one.
    #[error(
        "`{0}` is not the origin of a web page; an origin has a scheme, a host and no path, such as `http://localhost:5173`"
    )]
    WebOrigin(String),
    /// The sandbox cannot listen at the address.
    #[error("cannot listen at {address}: {source}")]
    Listen {
        /// The address.
        address: SocketAddr,
        /// What the system said.
        source: std::io::Error,
    },
    /// The database cannot be used.
    #[error(transparent)]
    Open(#[from] OpenError),
    /// The file that it is to begin with cannot be used.
    #[error(transparent)]
    SeedFile(#[from] SeedFileError),
    /// The first data could not be written.
    #[error("cannot prepare the data: {0}")]
    Prepare(#[source] Box<dyn std::error::Error + Send + Sync>),
    /// There is no stand-in for the real hosts.
    #[cfg(feature = "stand-in")]
    #[error(transparent)]
    StandIn(#[from] crate::stand_in::StartError),
}

impl Sandbox {
    /// Starts one with sample data in memory, on a free port of this machine.
    ///
    /// # Errors
    ///
    /// Fails if the system gives no port, thread or memory.
    pub async fn start() -> Result<Self, StartError> {
        Self::builder().start().await
    }

    /// Prepares to start one.
    #[must_use]
    pub fn builder() -> SandboxBuilder {
        SandboxBuilder::default()
    }

    /// Where it listens, such as `http://127.0.0.1:41234`. Token responses have as their `api_domain`
    /// the host that the client used, which can have another name.
    #[must_use]
    pub fn base_url(&self) -> &str {
        &self.shared.base_url
    }

    /// Where its accounts server is.
    #[must_use]
    pub fn accounts_url(&self) -> &str {
        &self.shared.base_url
    }

    /// Where the API of a product is, such as `http://127.0.0.1:41234/books/v3`.
    #[must_use]
    pub fn product_url(&self, product: Product) -> String {
        format!("{}{}", self.base_url(), product.base_path())
    }

    /// The address that it listens at.
    #[must_use]
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// The account and the sample data that it began with.
    #[must_use]
    pub fn demo(&self) -> &Demo {
        &self.shared.demo
    }

    /// Its clock.
    #[must_use]
    pub fn clock(&self) -> &Clock {
        &self.shared.clock
    }

    /// The style of its answers.
    #[must_use]
    pub fn style(&self) -> WireStyle {
        self.shared.style
    }

    /// What limits how much an organisation may ask for, and how much it has used.
    #[must_use]
    pub fn limiter(&self) -> &Limiter {
        &self.shared.limiter
    }

    /// What goes wrong on purpose.
    #[must_use]
    pub fn faults(&self) -> ArmedFaults<'_> {
        ArmedFaults::of(&self.shared)
    }

    /// The last exchanges.
    #[must_use]
    pub fn log(&self) -> &Log {
        &self.shared.log
    }

    /// Every route it serves, for tests that have to cover all of them.
    #[must_use]
    pub fn routes(&self) -> &[Route] {
        &self.routes
    }

    /// Ends it, and waits until what it had begun to answer is answered. What was started by way
    /// of it ends first.
    pub async fn stop(self) {
        let Self {
            shared,
            stopper,
            mut server,
            #[cfg(feature = "stand-in")]
            stand_in,
            ..
        } = self;
        Box::pin(shared.instances.stop_all()).await;
        drop(stopper);
        #[cfg(feature = "stand-in")]
        if let Some(stand_in) = stand_in {
            stand_in.stop().await;
        }
        if tokio::time::timeout(PATIENCE, &mut server).await.is_err() {
            server.abort();
        }
    }

    pub(crate) fn shared(&self) -> &Shared {
        &self.shared
    }
}

/// What a sandbox is to be like.
#[derive(Debug, Clone)]
pub struct SandboxBuilder {
    style: WireStyle,
    location: Location,
    durability: Durability,
    address: IpAddr,
    port: u16,
    expose: bool,
    clock: Clock,
    origin: Origin,
    seed_file: Option<PathBuf>,
    #[cfg(feature = "stand-in")]
    pub(crate) stand_in: crate::stand_in::Options,
    pub(crate) accounts: AccountsSettings,
    limits: Option<Limits>,
    overdraft: Option<u32>,
    log_capacity: usize,
    strict: bool,
    pub(crate) allowances: guard::Allowances,
    pub(crate) server: server::Options,
}

impl Default for SandboxBuilder {
    fn default() -> Self {
        Self {
            style: WireStyle::default(),
            location: Location::default(),
            durability: Durability::default(),
            address: IpAddr::V4(Ipv4Addr::LOCALHOST),
            port: 0,
            expose: false,
            clock: Clock::system(),
            origin: Origin::default(),
            seed_file: None,
            #[cfg(feature = "stand-in")]
            stand_in: crate::stand_in::Options::default(),
            accounts: AccountsSettings::default(),
            limits: None,
            overdraft: None,
            log_capacity: Log::CAPACITY,
            strict: false,
            allowances: guard::Allowances::default(),
            server: server::Options::default(),
        }
    }
}

impl SandboxBuilder {
    /// The style of the answers; documented by default.
    #[must_use]
    pub fn style(mut self, style: WireStyle) -> Self {
        self.style = style;
        self
    }

    /// Keeps the data in a file, which is made if it is not there. By default the data is in
    /// memory and gone in the end.
    #[must_use]
    pub fn database(mut self, file: impl Into<PathBuf>) -> Self {
        self.location = Location::File(file.into());
        self
    }

    /// How much a commit to the file outlives.
    #[must_use]
    pub fn durability(mut self, durability: Durability) -> Self {
        self.durability = durability;
        self
    }

    /// The port to listen at; by default any that is free.
    #[must_use]
    pub fn port(mut self, port: u16) -> Self {
        self.port = port;
        self
    }

    /// The address to listen at; by default the loopback address. One that other machines can
    /// reach must be allowed with [`expose`](Self::expose).
    #[must_use]
    pub fn bind(mut self, address: IpAddr) -> Self {
        self.address = address;
        self
    }

    /// Whether it may be reached from other machines. Think twice: its secrets are known, and its
    /// controls ask for none.
    #[must_use]
    pub fn expose(mut self, expose: bool) -> Self {
        self.expose = expose;
        self
    }

    /// The clock to go by; by default that of the system.
    #[must_use]
    pub fn clock(mut self, clock: Clock) -> Self {
        self.clock = clock;
        self
    }

    /// Whether a new sandbox begins with sample data, as it does by default. The organisation,
    /// its users and the tokens are there in any case.
    #[must_use]
    pub fn demo(mut self, demo: bool) -> Self {
        self.origin.has_samples = demo;
        self
    }

    /// Begins with what stands in a file of YAML or JSON, instead of the organisation, users and
    /// sample data of every sandbox; the README has an example. Its first user is the calling
    /// user. A database that has data in it keeps that data.
    #[must_use]
    pub fn seed_file(mut self, file: impl Into<PathBuf>) -> Self {
        self.seed_file = Some(file.into());
        self
    }

    /// Makes ids and tokens follow from a number. The same calls then give the same ids and
    /// tokens, and sandboxes with different numbers give different ones. Without it the ids are
    /// those of number 0, and tokens are random. What a sandbox begins with has the same ids in
    /// any case. A file that has data in it keeps the number that it was begun with.
    #[must_use]
    pub fn seed(mut self, seed: u64) -> Self {
        self.origin.seed = Some(seed);
        self
    }

    /// The plan of its organisations, which limits how much each may ask for; off by default.
    #[must_use]
    pub fn plan(self, plan: Plan) -> Self {
        self.limits(plan.limits())
    }

    /// Limits for each of its organisations that are not those of a plan.
    #[must_use]
    pub fn limits(mut self, limits: impl Into<Option<Limits>>) -> Self {
        self.limits = limits.into();
        self
    }

    /// How many calls a day may go beyond its limit, with a negative `X-Rate-Limit-Remaining`,
    /// before they are refused; none by default. Without a plan or limits it has no effect.
    #[must_use]
    pub fn overdraft(mut self, calls: u32) -> Self {
        self.overdraft = Some(calls);
        self
    }

    /// How many exchanges the log keeps, 1,000 by default; 0 for none.
    #[must_use]
    pub fn log_capacity(mut self, exchanges: usize) -> Self {
        self.log_capacity = exchanges;
        self
    }

    /// Whether it refuses requests that depart from the specification, and fails with code 1000
    /// rather than answer in a way that does. By default the log notes both and nothing more
    /// happens. Without the feature `contract` this does nothing.
    #[must_use]
    pub fn strict(mut self, strict: bool) -> Self {
        self.strict = strict;
        self
    }

    /// Starts it. It needs a running tokio runtime with time and network.
    ///
    /// # Errors
    ///
    /// Fails if the address is taken or not allowed, a host name or origin is malformed, or the
    /// database cannot be used.
    pub async fn start(mut self) -> Result<Sandbox, StartError> {
        if !self.address.is_loopback() && !self.expose {
            return Err(StartError::Exposed(self.address));
        }
        // Made here, so that whatever gets a copy of the options shares it.
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
        let shared = Shared::new(State {
            store,
            clock: self.clock,
            style: self.style,
            accounts: self.accounts,
            base_url: format!("http://{}", reachable(address)),
            origin,
            demo,
            instances: Instances::new(self.address, policy.clone(), self.server.clone()),
            policy,
            stand_in: OnceLock::new(),
            limiter: Limiter::new(self.limits.map(|limits| Limits {
                overdraft: self.overdraft.unwrap_or(limits.overdraft),
                ..limits
            })),
            faults: Faults::new(),
            log: Log::new(self.log_capacity),
            strict: self.strict,
        });

        let (app, routes) = routes::router(shared.clone());
        #[cfg(feature = "stand-in")]
        let stand_in = self.stand_in.start(app.clone(), &self.server).await?;
        #[cfg(feature = "stand-in")]
        if let Some(stand_in) = &stand_in {
            let told = (stand_in.url(), stand_in.folder().to_owned());
            // It is set once, as the sandbox starts once.
            let _ = shared.stand_in.set(told);
        }
        let app = guard::around(app, &shared);
        let (stopper, stop) = server::stop();
        let served = server::serve_router(listener, app, self.server, stop.clone());
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
            routes,
            address,
            stopper,
            server,
            #[cfg(feature = "stand-in")]
            stand_in,
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
