//! Killing the sandbox while it writes, and checking what is there afterwards.
//!
//! Writers change time entries through the API, each those of a user of its own, and keep account of
//! what was acknowledged ([`account`]). Then the program is killed and started again on the same file,
//! and an [`audit`] compares the account with what the API and the file show. A [`Trial`] is
//! all of that together.
//!
//! The clock of the sandbox stands still within a round and moves on by a minute between
//! rounds, so that what a timer adds is known exactly.

pub mod account;
pub mod audit;
pub mod trial;
pub mod writer;

pub use self::account::{Account, Deed, Entry};
pub use self::audit::{Finding, Report};
pub use self::trial::{Site, Trial};
pub use self::writer::{Outcome, Writer};
