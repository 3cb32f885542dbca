//! The sandbox as a separate process, and scratch projects, for tests and measurements.
//!
//! Tests use this for behaviour that can only be observed from outside: data that outlives a killed process,
//! the time a start takes, speed. It deliberately does not depend on the sandbox's library.

pub mod http;
pub mod program;
pub mod run;
pub mod scratch;

pub use crate::http::{Connection, Request, Response};
pub use crate::program::{Program, Running, StartFailure};
pub use crate::scratch::Scratch;
