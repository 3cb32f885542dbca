//! Staying under the limits of an organisation, against a sandbox that has them, on a clock that the test
//! holds.

mod block;
mod burst;
mod day;
mod fixture;
mod hour;
