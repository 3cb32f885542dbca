//! Where access tokens come from.

mod accounts;
mod error;
mod source;

pub use error::AuthError;

pub(crate) use accounts::{AccountsServer, OAuthClient};
pub(crate) use source::{AccessToken, TokenSource};
