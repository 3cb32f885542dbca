//! Logging, changing, timing and bulk logging of time, over real sockets.

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
