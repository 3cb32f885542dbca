//! Browser policy: allowed host names and origins of requests.
//!
//! A browser lends its reach to every page it shows: a page can post a form to an address of this
//! machine, or point a host name of its own at it and read the responses (DNS rebinding). The
//! page and the controls of a sandbox ask for no token, and the tokens of the API are public. So
//! every request is checked, whatever it is for, except those that came through the interceptor
//! for Zoho's hosts, which a web page cannot address.
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
