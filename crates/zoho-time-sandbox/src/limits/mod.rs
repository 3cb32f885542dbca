//! Rate limits like Zoho's.
//!
//! Four limits guard an organisation, and a call over any of them is refused with HTTP 429:
//!
//! | code | refused because | until |
//! |---|---|---|
//! | 43 | the client hammered on: more than [`Limits::block_after`] calls in a rolling minute | an hour has passed; `Retry-After` counts down |
//! | 44 | [`Limits::per_minute`] calls were admitted in the last minute | the oldest of them is a minute old |
//! | 45 | [`Limits::per_day`] calls and [`Limits::overdraft`] more were admitted today | midnight in the organization's time zone |
//! | 1070 | [`Limits::at_once`] calls are being served | one of them is answered |
//!
//! A call over several limits is refused by the first of them in the order of the table. The
//! minute is exact: the last sixty seconds, not a minute of the clock on the wall.
//!
//! Zoho does not say whether a call that is refused counts. Here only an admitted call uses up the
//! minute and the day, and every call counts as hammering, admitted or not, until the block
//! begins. A block ends when it said it would: what is sent while it lasts does not lengthen it.
//!
//! Time comes in with each call. Calls that race may bring theirs in the wrong order, so a moment
//! up to a minute before the latest one counts as the latest one. A step further back means that
//! the clock was set: the minute and the block are forgotten, and the day goes on if it is still
//! the same one.
//!
//! The [`Limiter`] keeps, for each organisation, a moment for each call admitted in the last minute
//! and for each call sent in it: about 14 kB at most with the limits of any plan.

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
