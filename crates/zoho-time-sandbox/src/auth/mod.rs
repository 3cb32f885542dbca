//! Who may do what: scopes, the check of access tokens, and the accounts server that issues them.

mod authorize;
mod bearer;
mod grants;
mod scope;
mod token;

pub(crate) use self::authorize::authorize;
pub(crate) use self::bearer::{Caller, admit};
pub(crate) use self::grants::{ACCESS_LIFETIME, mint_access_token, mint_code};
pub(crate) use self::scope::{Scope, all_scopes};
pub(crate) use self::token::{issue, revoke};
