//! Access tokens that expire, in one process and in many, and how users sign in and out.
//!
//! Each test prints its figures. Time is that of a clock that the test holds; only what is told to other
//! processes goes by the clock of the system.

mod data_centers;
mod expiry;
mod fixture;
mod limits;
mod login;
mod loopback;
mod processes;
mod refusals;
mod store_file;
