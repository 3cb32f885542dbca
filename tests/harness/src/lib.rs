//! Runs the sandbox as the program that people run, and talks to it as other programs do.
//!
//! What a test can do inside its own process needs none of this. This is for what has to be seen from
//! outside: that data outlives the killing of the process, how long it takes to start, how fast it is.
//! There is no dependency on the sandbox's library on purpose.

pub mod http;
pub mod program;
pub mod run;

pub use crate::http::{Connection, Request, Response};
pub use crate::program::{Program, Running, StartFailure};
