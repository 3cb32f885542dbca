//! The accounts server, which issues and revokes tokens.

mod addresses;
mod authorize;
mod authorize_request;
mod error;
mod exchange;
mod page;
mod pkce;
mod token;
mod token_limits;

pub(crate) use self::addresses::server_info;
pub(crate) use self::authorize::{PATH as AUTHORIZE, answer, ask, foreign as foreign_page};
pub(crate) use self::token::{issue, revoke};
