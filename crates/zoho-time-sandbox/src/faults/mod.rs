//! Fault injection: failures that clients meet in production, on demand.
//!
//! A [`Rule`] selects which requests fail and how; [`Faults`] holds the armed rules. For each request, the
//! server calls [`Faults::next`] first. If a rule fires, the request goes through [`Injection::around`] instead
//! of directly to its handler:
//!
//! ```
//! use axum::extract::Request;
//! use axum::response::Response;
//! use zoho_time_sandbox::faults::connection::ResetHandle;
//! use zoho_time_sandbox::faults::{Faults, Incoming};
//!
//! async fn serve(faults: &Faults, connection: &ResetHandle, request: Request) -> Response {
//!     let injection = faults.next(Incoming {
//!         operation: Some("log_time_entry"),
//!         product: Some("books"),
//!         method: request.method(),
//!         path: request.uri().path(),
//!     });
//!     match injection {
//!         Some(injection) => injection.around(request, connection, handler).await,
//!         None => handler(request).await,
//!     }
//! }
//! # async fn handler(_: Request) -> Response { Response::default() }
//! ```
//!
//! A rule in JSON that skips two time entries, and then twice logs one and resets the connection before the
//! client has read a byte of the response:
//!
//! ```
//! # use zoho_time_sandbox::faults::{Action, Rule};
//! let rule: Rule = serde_json::from_str(
//!     r#"{"operation": "log_time_entry", "after": 2, "times": 2, "action": {"type": "commit_then_reset"}}"#,
//! )?;
//! assert_eq!(rule.action, Action::CommitThenReset);
//! # Ok::<(), serde_json::Error>(())
//! ```
//!
//! Faults below HTTP, such as a reset or stalled connection, require a server that listens with
//! [`connection::ResettableListener`].

mod action;
mod answers;
mod chance;
mod check;
pub mod connection;
mod injection;
mod registry;
mod rule;
mod script;
mod spoil;

pub use self::action::{Action, Phase};
pub use self::check::ArmError;
pub use self::injection::Injection;
pub use self::registry::{Armed, Faults, RuleId};
pub use self::rule::{Incoming, Rule, Verb};
