//! Runs the sandbox as a separate process, and connects to it as other programs do.
//!
//! For tests and measurements that need a process: that data survives a kill, the start-up time, the speed.
//! Deliberately does not depend on the sandbox's library.

pub mod http;
pub mod program;
pub mod run;

pub use crate::http::{Connection, Request, Response};
pub use crate::program::{Program, Running, StartFailure};
