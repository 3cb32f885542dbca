//! The sandbox over real sockets, with its clock standing still unless a test moves it.

mod access;
mod accounts;
mod authorize;
mod comments;
mod contract;
mod database;
mod extremes;
mod faults;
mod limits;
mod lists;
mod log;
mod program;
mod projects;
mod protocol;
mod refusals;
mod requests;
mod styles;
mod tasks;
mod time_entries;
mod time_zones;
mod timers;
mod totals;
mod users;
mod warnings;
