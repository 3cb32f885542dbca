//! Respecting the rate limits of an organization, with a sandbox that has them and a clock that the test
//! controls.

mod block;
mod burst;
mod day;
mod fixture;
mod hour;
