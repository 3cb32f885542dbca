//! The client's reaction to every fault with every method: the outcome, the requests, the waits.
//!
//! The server is a real socket in the paused time of the test's runtime.

mod cases;
mod fault;
mod server;
