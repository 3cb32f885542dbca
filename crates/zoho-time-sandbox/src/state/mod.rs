//! State shared by all requests to a sandbox.

pub(crate) mod base_url;
pub(crate) mod route_table;

use std::ops::Deref;
use std::path::PathBuf;
use std::sync::{Arc, OnceLock};

use crate::auth::AccountsSettings;
use crate::faults::Faults;
use crate::guard::Policy;
use crate::limits::Limiter;
use crate::log::Log;
use crate::model::clock::Clock;
use crate::model::product::WireStyle;
use crate::seed::demo::Demo;
use crate::seed::initial_data::InitialData;
use crate::store::Store;

/// State shared by all requests to a sandbox.
#[derive(Debug, Clone)]
pub(crate) struct Shared(Arc<State>);

/// The components of a sandbox.
#[derive(Debug)]
pub(crate) struct State {
    pub(crate) store: Store,
    pub(crate) clock: Clock,
    pub(crate) style: WireStyle,
    pub(crate) accounts: AccountsSettings,
    /// The address of the sandbox, without a path.
    pub(crate) base_url: String,
    pub(crate) origin: InitialData,
    /// The initial account.
    pub(crate) demo: Demo,
    /// The allowed host names and origins.
    pub(crate) policy: Policy,
    /// The interceptor for Zoho's hosts, once it has started: its address and the folder of its authority.
    pub(crate) interceptor: OnceLock<(String, PathBuf)>,
    /// The rate limiter of the organizations.
    pub(crate) limiter: Limiter,
    /// The armed faults.
    pub(crate) faults: Faults,
    /// The log of requests and responses.
    pub(crate) log: Log,
    /// Whether violations of the spec are rejected.
    pub(crate) strict: bool,
}

impl Shared {
    pub(crate) fn new(state: State) -> Self {
        Self(Arc::new(state))
    }

    /// Whether a request without an organization uses the user's default one, as is most likely on live
    /// servers.
    pub(crate) fn has_default_organization(&self) -> bool {
        self.style == WireStyle::Observed && !self.strict
    }
}

impl Deref for Shared {
    type Target = State;

    fn deref(&self) -> &State {
        &self.0
    }
}
