//! Who may do what: scopes, the check of access tokens, and the accounts server that issues them.

mod addresses;
mod asked;
mod authorize;
mod bearer;
mod exchange;
mod fault;
mod grants;
mod limits;
mod page;
mod pkce;
mod scope;
mod settings;
mod token;

pub(crate) use self::addresses::server_info;
pub(crate) use self::authorize::{PATH as AUTHORIZE, answer, ask, foreign as foreign_page};
pub(crate) use self::bearer::{Caller, admit};
pub(crate) use self::grants::{ACCESS_LIFETIME, NewCode, mint_access_token, mint_code, secret};
pub(crate) use self::scope::{Scope, all_scopes};
pub(crate) use self::settings::AccountsSettings;
pub use self::settings::Consent;
pub(crate) use self::token::{issue, revoke};
