//! Access tokens: granting, and the check that every request of the API passes.

mod bearer;
mod grants;
mod settings;

pub(crate) use self::bearer::{Caller, Credentials, admit};
pub(crate) use self::grants::{
    ACCESS_LIFETIME, NewCode, mint_access_token, mint_code, mint_refresh_token, secret,
};
pub(crate) use self::settings::AccountsSettings;
pub use self::settings::Consent;
