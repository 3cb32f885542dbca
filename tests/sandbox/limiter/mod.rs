//! The rate limits of the sandbox: a whole day of calls over HTTP, and random schedules against a
//! model that shares nothing with them.

mod day;
mod model;
mod schedules;
