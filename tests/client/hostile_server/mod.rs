//! Servers that mislead, flood or confuse a client: redirects, endless responses, misleading token
//! responses, expired tokens in unexpected forms, and addresses that lead to the wrong place.
//!
//! Each test prints its figures.

mod addresses;
mod calls;
mod expired_tokens;
mod proxies;
mod redirects;
mod server;
mod sizes;
mod stored_hosts;
mod token_responses;
mod transports;
mod waits;
