//! The addresses by which the sender of a request knows the sandbox.

use std::convert::Infallible;

use axum::extract::FromRequestParts;
use axum::http::request::Parts;

#[cfg(feature = "stand-in")]
use crate::stand_in::Via;
use crate::state::Shared;

/// The addresses by which the sender of a request knows the sandbox: its own, or those of the data
/// centre whose host was asked through the stand-in.
#[derive(Debug, Clone)]
pub(crate) struct Addresses {
    /// Where the API is, without a path.
    pub(crate) api: String,
    /// Where the accounts server is.
    pub(crate) accounts: String,
}

impl FromRequestParts<Shared> for Addresses {
    type Rejection = Infallible;

    #[cfg_attr(not(feature = "stand-in"), expect(unused_variables))]
    async fn from_request_parts(parts: &mut Parts, shared: &Shared) -> Result<Self, Infallible> {
        #[cfg(feature = "stand-in")]
        if let Some(via) = parts.extensions.get::<Via>() {
            return Ok(Self {
                api: via.api_domain(),
                accounts: via.accounts_server(),
            });
        }
        Ok(Self {
            api: shared.base_url.clone(),
            accounts: shared.base_url.clone(),
        })
    }
}
