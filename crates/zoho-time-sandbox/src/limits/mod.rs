//! Rate limits like Zoho's.
//!
//! Four limits apply to an organization; a call that exceeds any of them is refused with HTTP 429:
//!
//! | code | refused because | until |
//! |---|---|---|
//! | 43 | the client hammered on: more than [`Limits::block_after`] calls in a rolling minute | an hour has passed; `Retry-After` counts down |
//! | 44 | [`Limits::per_minute`] calls were admitted in the last minute | the oldest of them is a minute old |
//! | 45 | [`Limits::per_day`] calls and [`Limits::overdraft`] more were admitted today | midnight in the organization's time zone |
//! | 1070 | [`Limits::at_once`] calls are being served | one of them is answered |
//!
//! If a call exceeds several limits, the first one in the order of the table applies. The minute is exact: the
//! last sixty seconds, not a calendar minute.
//!
//! Zoho does not document whether a refused call counts. Here, only accepted calls count for the minute and the
//! day, and every call counts for the block, accepted or not, until the block starts. A block ends at the
//! announced time: calls during the block do not extend it.
//!
//! The caller passes the time of each call. Concurrent calls may pass theirs in the wrong order, so a time up
//! to a minute before the latest one counts as the latest one. A larger step back means that the clock was set:
//! the minute and the block are reset, and the day continues if it is still the same one.
//!
//! Per organization, the [`Limiter`] stores the time of each call accepted in the last minute and of each call
//! sent in it: up to about 14 kB with the limits of any plan.

mod exceeded;
mod limiter;
mod plan;
mod quota;
mod tally;
mod window;

pub use self::exceeded::{Code, LimitExceeded, Message, UnknownCode};
pub use self::limiter::{Decision, Limiter, Permit};
pub use self::plan::{Limits, Plan, UnknownPlan};
pub use self::quota::{Headers, Quota};
