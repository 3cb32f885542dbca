//! An accounts server that fails for a time: how many token requests are made, what the errors say, and how
//! soon the calls are served after it has recovered.
//!
//! Time is the paused time of the runtime, which the client's clock follows. Clients with a token store of
//! their own on the same file stand for processes. Each test prints its figures.

mod back_off;
mod kinds;
mod server;
