//! Crash tests: kills the sandbox while it writes, and checks its data afterwards.
//!
//! Writers change time entries through the API, each for its own user, and record what was acknowledged
//! ([`account`]). Then the program is killed and restarted on the same file, and an [`audit`] compares the
//! record with the API and the file. A [`Trial`] combines all of that.
//!
//! The clock of the sandbox is frozen within a round and advances by a minute between rounds, so that the
//! time that a timer adds is known exactly.

pub mod account;
pub mod audit;
pub mod trial;
pub mod writer;

pub use self::account::{Account, Deed, Entry};
pub use self::audit::{Finding, Report};
pub use self::trial::{Site, Trial};
pub use self::writer::{Outcome, Writer};
