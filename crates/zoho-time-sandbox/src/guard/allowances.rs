//! The host names and origins that a sandbox is started with.

use super::names::{host_name, web_origin};
use super::policy::Policy;
use crate::sandbox::{SandboxBuilder, StartError};

/// Host names and origins as the user writes them.
#[derive(Debug, Clone, Default)]
pub(crate) struct Allowances {
    hosts: Vec<String>,
    origins: Vec<String>,
}

impl Allowances {
    /// The policy that allows them, unless one of them is malformed.
    pub(crate) fn policy(&self) -> Result<Policy, StartError> {
        let hosts = self
            .hosts
            .iter()
            .map(|name| host_name(name).ok_or_else(|| StartError::HostName(name.clone())));
        let origins = self
            .origins
            .iter()
            .map(|origin| web_origin(origin).ok_or_else(|| StartError::WebOrigin(origin.clone())));
        Ok(Policy::new(
            hosts.collect::<Result<_, _>>()?,
            origins.collect::<Result<_, _>>()?,
        ))
    }
}

impl SandboxBuilder {
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
}
