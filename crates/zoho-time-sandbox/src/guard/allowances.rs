//! Allowed host names and origins, as configured.

use super::names::{host_name, web_origin};
use super::policy::Policy;

/// Host names and origins as the user writes them.
#[derive(Debug, Clone, Default)]
pub(crate) struct Allowances {
    pub(crate) hosts: Vec<String>,
    pub(crate) origins: Vec<String>,
}

/// An allowance that is malformed, as the user wrote it.
#[derive(Debug)]
pub(crate) enum Malformed {
    HostName(String),
    WebOrigin(String),
}

impl Allowances {
    /// The policy that allows them, unless one of them is malformed.
    pub(crate) fn policy(&self) -> Result<Policy, Malformed> {
        let hosts = self
            .hosts
            .iter()
            .map(|name| host_name(name).ok_or_else(|| Malformed::HostName(name.clone())));
        let origins = self
            .origins
            .iter()
            .map(|origin| web_origin(origin).ok_or_else(|| Malformed::WebOrigin(origin.clone())));
        Ok(Policy::new(
            hosts.collect::<Result<_, _>>()?,
            origins.collect::<Result<_, _>>()?,
        ))
    }
}
