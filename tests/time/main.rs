//! Logging, changing, timing and bulk logging of time, over real sockets.
#![allow(
    missing_docs,
    clippy::panic,
    clippy::print_stdout,
    clippy::unwrap_used,
    reason = "tests"
)]

mod altering;
mod bulk;
mod entries;
mod lost_timers;
mod timers;

const LOG: &str = "log_time_entry";
const LIST: &str = "list_time_entries";
const STOP: &str = "stop_timer";
const START: &str = "start_timer";
const RUNNING: &str = "get_running_timer";
