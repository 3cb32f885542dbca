//! Builder for a sandbox.

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

/// Builder for a [`Sandbox`](crate::Sandbox).
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
    /// The style of the responses; documented by default.
    #[must_use]
    pub fn style(mut self, style: WireStyle) -> Self {
        self.style = style;
        self
    }

    /// Stores the data in a file, which is created if necessary. By default the data is in memory and lost at
    /// the end.
    #[must_use]
    pub fn database(mut self, file: impl Into<PathBuf>) -> Self {
        self.location = Location::File(file.into());
        self
    }

    /// Durability of commits to the file.
    #[must_use]
    pub fn durability(mut self, durability: Durability) -> Self {
        self.durability = durability;
        self
    }

    /// The port to listen on; a free one by default.
    #[must_use]
    pub fn port(mut self, port: u16) -> Self {
        self.port = port;
        self
    }

    /// The address to listen on; the loopback address by default. One to which other machines can connect must
    /// be allowed with [`expose`](Self::expose).
    #[must_use]
    pub fn bind(mut self, address: IpAddr) -> Self {
        self.address = address;
        self
    }

    /// Whether other machines may connect. Be careful: its secrets are public, and its controls require none.
    #[must_use]
    pub fn expose(mut self, expose: bool) -> Self {
        self.expose = expose;
        self
    }

    /// The clock to use; the system clock by default.
    #[must_use]
    pub fn clock(mut self, clock: Clock) -> Self {
        self.clock = clock;
        self
    }

    /// Whether a new sandbox starts with sample data; true by default. The organization, its users and the
    /// tokens exist in any case.
    #[must_use]
    pub fn demo(mut self, demo: bool) -> Self {
        self.origin.has_samples = demo;
        self
    }

    /// Starts with the data in a YAML or JSON file instead of the well-known organization, users and sample
    /// data; the README has an example. Its first user is the calling user. A database with data keeps that
    /// data.
    #[must_use]
    pub fn seed_file(mut self, file: impl Into<PathBuf>) -> Self {
        self.seed_file = Some(file.into());
        self
    }

    /// Derives ids and tokens from a number. The same calls then return the same ids and tokens, and sandboxes
    /// with different numbers return different ones. Without it, ids are those of number 0, and tokens are
    /// random. Initial data has the same ids in any case. A database with data keeps the number with which it
    /// was created.
    #[must_use]
    pub fn seed(mut self, seed: u64) -> Self {
        self.origin.seed = Some(seed);
        self
    }

    /// The plan of its organizations, which sets their rate limits; off by default.
    #[must_use]
    pub fn plan(self, plan: Plan) -> Self {
        self.limits(plan.limits())
    }

    /// Custom rate limits for each of its organizations.
    #[must_use]
    pub fn limits(mut self, limits: impl Into<Option<Limits>>) -> Self {
        self.limits = limits.into();
        self
    }

    /// Number of calls per day beyond the limit, with a negative `X-Rate-Limit-Remaining`, before they are
    /// refused; 0 by default. Without a plan or limits it has no effect.
    #[must_use]
    pub fn overdraft(mut self, calls: u32) -> Self {
        self.overdraft = Some(calls);
        self
    }

    /// Number of exchanges in the log, 1,000 by default; 0 for none.
    #[must_use]
    pub fn log_capacity(mut self, exchanges: usize) -> Self {
        self.log_capacity = exchanges;
        self
    }

    /// Whether to reject requests that violate the spec, and fail with code 1000 instead of sending such a
    /// response. By default violations are only logged. Without the feature `contract` this has no effect.
    #[must_use]
    pub fn strict(mut self, strict: bool) -> Self {
        self.strict = strict;
        self
    }

    /// Allows requests for a host name other than `localhost` and addresses, such as the name of a service in a
    /// network of containers, without scheme and port.
    #[must_use]
    pub fn allow_host(mut self, name: impl Into<String>) -> Self {
        self.allowances.hosts.push(name.into());
        self
    }

    /// Allows a browser app of another origin, such as `http://localhost:5173`, to access everything that the
    /// sandbox serves, with the response headers for cross-origin requests (CORS). By default only the
    /// sandbox's own page may. The consent page accepts a form only from itself in any case.
    #[must_use]
    pub fn allow_origin(mut self, origin: impl Into<String>) -> Self {
        self.allowances.origins.push(origin.into());
        self
    }

    /// Applies the allowed names and origins of another sandbox.
    pub(crate) fn policy(mut self, policy: Policy) -> Self {
        let (hosts, origins) = policy.into_parts();
        self.allowances = Allowances { hosts, origins };
        self
    }

    /// The party that consents when a program requests access; by default the user of the page.
    #[must_use]
    pub fn consent(mut self, consent: Consent) -> Self {
        self.accounts.consent = consent;
        self
    }

    /// Whether the accounts server has Zoho's limits: ten tokens in ten minutes and ten valid access tokens per
    /// refresh token, five new refresh tokens per minute and twenty valid ones per user and client. False by
    /// default, so only tests of the limits themselves are affected.
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

    /// Timeouts for the head of a request, and from there for its body; by default 10 and 30 seconds. A
    /// connection without requests ends after the first of them.
    #[must_use]
    pub fn request_timeouts(mut self, head: Duration, body: Duration) -> Self {
        self.server.timeouts = Timeouts { head, body };
        self
    }
}
