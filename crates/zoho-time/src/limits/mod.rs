//! Rate limits of an organization: requests per minute, at the same time and per day.
//!
//! [`Pacing`] is the configuration of a client, [`RateBudget`] the request counter, which several programs can
//! share, and [`Quota`] the state of the day as the service reports it.

mod budget;
mod pacer;
mod pacing;
mod quota;

pub use budget::{LocalBudget, RateBudget, Wait};
pub(crate) use pacer::{NoPermit, Pacer, Permit, RateLimited};
pub use pacing::Pacing;
pub use quota::Quota;
