//! Signing in, and access tokens that are there when they are needed.

mod accounts;
mod app;
mod error;
mod file;
mod limit;
mod login;
mod memory;
mod pkce;
mod record;
mod refresher;
mod renewal;
mod scopes;
mod sign_in;
mod source;
mod store;
mod store_error;
mod token;

pub use app::OAuthApp;
pub use error::AuthError;
pub use file::FileTokenStore;
pub use login::{Login, LoginError};
pub use memory::MemoryTokenStore;
pub use record::TokenRecord;
pub use scopes::{Scopes, UnknownOperation};
pub use secrecy::{ExposeSecret, SecretString};
pub use sign_in::SignIn;
pub use store::{LockedTokens, TokenKey, TokenStore};
pub use store_error::TokenStoreError;

pub(crate) use accounts::{AccountsServer, OAuthClient};
pub(crate) use renewal::{RefreshToken, Renewal};
pub(crate) use source::TokenSource;
pub(crate) use token::AccessToken;
