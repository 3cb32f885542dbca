//! Access tokens that expire, in one process and in many, and how users sign in and out.
//!
//! Each test prints its figures. The test controls the clock; only data for other processes uses the system
//! clock.

mod data_centers;
mod expiry;
mod fixture;
mod limits;
mod login;
mod loopback;
mod processes;
mod refusals;
mod store_file;
