//! Web pages of other sites are kept out of everything a sandbox serves, while its own page, allowed
//! browser apps and programs that are not browsers get in.
//!
//! The requests are generated from the list of routes that the sandbox itself serves from, so a new route
//! is covered as soon as it exists.

mod admitted;
mod refused;
mod targets;
mod wire;
