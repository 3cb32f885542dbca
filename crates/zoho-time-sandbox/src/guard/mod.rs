//! Browser policy: allowed host names and origins of requests.
//!
//! A browser gives every page that it shows access to this machine: a page can post a form to a local address,
//! or resolve its own host name to it and read the responses (DNS rebinding). The page and the controls of a
//! sandbox require no token, and the tokens of the API are public. Therefore every request is checked, except
//! those through the stand-in for Zoho's hosts, to which a web page cannot connect.
//!
//! Programs other than browsers send no `Origin`, and their `Host` is the address they connect to, so the
//! policy accepts them.

mod allowances;
mod cors;
mod names;
mod policy;

pub(crate) use self::allowances::{Allowances, Malformed};
pub(crate) use self::cors::layer as cors_layer;
pub(crate) use self::policy::{Policy, is_control};
