//! Staying under the limits of the organisation: requests a minute, at once and a day.
//!
//! [`pacing`] is what the user wants, [`budget`] the account of what was sent, [`quota`] what the service
//! has told in its [`headers`], and [`pacer`] makes requests wait for their turn.

mod budget;
mod headers;
mod pacer;
mod pacing;
mod quota;

pub use budget::{LocalBudget, RateBudget, Wait};
pub(crate) use headers::retry_after;
pub(crate) use pacer::{NoPermit, Pacer, Permit, RateLimited};
pub use pacing::Pacing;
pub use quota::Quota;
