//! What all requests to one sandbox share.

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

/// What all requests to one sandbox share.
#[derive(Debug, Clone)]
pub(crate) struct Shared(Arc<State>);

/// The parts of a sandbox.
#[derive(Debug)]
pub(crate) struct State {
    pub(crate) store: Store,
    pub(crate) clock: Clock,
    pub(crate) style: WireStyle,
    pub(crate) accounts: AccountsSettings,
    /// Where the sandbox listens, without a path.
    pub(crate) base_url: String,
    pub(crate) origin: InitialData,
    /// The account it began with.
    pub(crate) demo: Demo,
    /// The host names and origins that requests may come from.
    pub(crate) policy: Policy,
    /// The interceptor for Zoho's hosts, once it has started: its address and the folder of its authority.
    pub(crate) interceptor: OnceLock<(String, PathBuf)>,
    /// What limits how much an organisation may ask for.
    pub(crate) limiter: Limiter,
    /// What goes wrong on purpose.
    pub(crate) faults: Faults,
    /// What was asked and answered.
    pub(crate) log: Log,
    /// Whether what departs from the specification is refused.
    pub(crate) strict: bool,
}

impl Shared {
    pub(crate) fn new(state: State) -> Self {
        Self(Arc::new(state))
    }

    /// Whether a request that names no organization is for the user's default one, as it most
    /// likely is on the live servers.
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
