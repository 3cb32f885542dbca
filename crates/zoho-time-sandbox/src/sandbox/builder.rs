//! The options of a sandbox.

use std::net::{IpAddr, Ipv4Addr};
use std::path::PathBuf;
use std::time::Duration;

#[cfg(feature = "intercept")]
use super::intercept;
use crate::auth::{AccountsSettings, Consent};
use crate::guard::{Allowances, Policy};
use crate::limits::{Limits, Plan};
use crate::log::Log;
use crate::model::clock::Clock;
use crate::model::product::WireStyle;
use crate::net::{self, Timeouts};
use crate::seed::initial_data::InitialData;
use crate::store::{Durability, Location};

/// What a sandbox is to be like.
#[derive(Debug, Clone)]
pub struct SandboxBuilder {
    pub(super) style: WireStyle,
    pub(super) location: Location,
    pub(super) durability: Durability,
    pub(super) address: IpAddr,
    pub(super) port: u16,
    pub(super) expose: bool,
    pub(super) clock: Clock,
    pub(super) origin: InitialData,
    pub(super) seed_file: Option<PathBuf>,
    #[cfg(feature = "intercept")]
    pub(super) interceptor: intercept::Options,
    pub(super) accounts: AccountsSettings,
    pub(super) limits: Option<Limits>,
    pub(super) overdraft: Option<u32>,
    pub(super) log_capacity: usize,
    pub(super) strict: bool,
    pub(super) allowances: Allowances,
    pub(super) server: net::Options,
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
            origin: InitialData::default(),
            seed_file: None,
            #[cfg(feature = "intercept")]
            interceptor: intercept::Options::default(),
            accounts: AccountsSettings::default(),
            limits: None,
            overdraft: None,
            log_capacity: Log::CAPACITY,
            strict: false,
            allowances: Allowances::default(),
            server: net::Options::default(),
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

    /// Allows requests for a host name beside `localhost` and addresses, such as the name of a
    /// service in a network of containers. It has neither scheme nor port.
    #[must_use]
    pub fn allow_host(mut self, name: impl Into<String>) -> Self {
        self.allowances.hosts.push(name.into());
        self
    }

    /// Admits a browser app of another origin, such as `http://localhost:5173`, to everything the
    /// sandbox serves, with the response headers for cross-origin requests (CORS). By default only
    /// the sandbox's own page is admitted. The page that asks a user for consent accepts an answer
    /// only from itself in any case.
    #[must_use]
    pub fn allow_origin(mut self, origin: impl Into<String>) -> Self {
        self.allowances.origins.push(origin.into());
        self
    }

    /// Allows what another sandbox allows.
    pub(crate) fn policy(mut self, policy: Policy) -> Self {
        let (hosts, origins) = policy.into_parts();
        self.allowances = Allowances { hosts, origins };
        self
    }

    /// Who consents when a program asks for access; by default whoever looks at the page.
    #[must_use]
    pub fn consent(mut self, consent: Consent) -> Self {
        self.accounts.consent = consent;
        self
    }

    /// Whether the accounts server has Zoho's limits: ten tokens in ten minutes and ten living
    /// access tokens for a refresh token, five new refresh tokens a minute and twenty living ones
    /// for a user of a client. By default it has none, so that nothing but a test of just that
    /// meets them.
    #[must_use]
    pub fn token_limits(mut self, limits: bool) -> Self {
        self.accounts.limits = limits;
        self
    }

    /// The number of connections that can be open at once; by default half as many as the process
    /// can have files open, and up to 4,096. The interceptor and the instances of a sandbox share its
    /// number. A new connection above it replaces the one that has been idle for the longest time.
    #[must_use]
    pub fn max_connections(mut self, connections: usize) -> Self {
        self.server.max_connections = Some(connections);
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
