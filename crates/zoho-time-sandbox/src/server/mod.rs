//! The HTTP application: the routes, what every request passes through, and the operations of the API.

mod dispatch;
pub(crate) mod guard;
mod middleware;
pub(crate) mod routes;
