//! Code that the user has plugged in, when it panics, hangs or fails: token stores, clocks, rate budgets,
//! transports and `keep` of bulk logging.
//!
//! Whatever it does, a call ends with an error or at its deadline, the code is called at most twice, and
//! the next call works once the code does. Each test prints its figures.

mod blocking;
mod keep;
mod matrix;
mod plugged;
mod switch;
