//! The HTTP application: routes, middleware and operations of the API.

mod dispatch;
pub(crate) mod guard;
mod middleware;
pub(crate) mod routes;
