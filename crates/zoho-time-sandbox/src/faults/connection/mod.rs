//! Connections that a request handler can reset.
//!
//! A server that listens with a [`ResettableListener`] gives each request the [`ResetHandle`] of
//! its connection:
//!
//! ```no_run
//! use axum::Router;
//! use axum::response::Response;
//! use axum::routing::get;
//! use tokio::net::TcpListener;
//! use zoho_time_sandbox::faults::connection::{ResetHandle, ResettableListener};
//!
//! async fn never_answered(connection: ResetHandle) -> Response {
//!     connection.reset();
//!     Response::default()
//! }
//!
//! # async fn serve() -> std::io::Result<()> {
//! let listener = ResettableListener::new(TcpListener::bind("127.0.0.1:0").await?);
//! let router = Router::new().route("/", get(never_answered));
//! let service = router.into_make_service_with_connect_info::<ResetHandle>();
//! axum::serve(listener, service).await
//! # }
//! ```
//!
//! A server that has another transport over TCP, such as TLS, wraps each connection in a
//! [`ResettableStream`] itself and puts its handle among the extensions of the requests.

mod handle;
mod listener;
mod stream;

pub use self::handle::{NoConnection, ResetHandle};
pub use self::listener::ResettableListener;
pub use self::stream::ResettableStream;
