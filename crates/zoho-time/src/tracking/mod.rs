//! Tracking time: what is easier said than done with the bare operations.
//!
//! | to … | there is |
//! |---|---|
//! | log time, by duration or by begin and end | [`NewTimeEntry`], [`Work`], [`TimeEntries::add`](crate::resources::TimeEntries::add) |
//! | change one thing of an entry | [`TimeEntryEdit`], [`TimeEntries::edit`](crate::resources::TimeEntries::edit) |
//! | start, stop, switch and resume the timer | [`NewTimer`] and the methods of [`Timer`](crate::resources::Timer) |
//! | know which day it is where the organisation is | [`Calendar`], [`Days`] |
//! | sum up | [`Totals`], [`Tally`] |
//! | log many entries, none of them twice | [`bulk`] |

pub mod bulk;
mod calendar;
mod days;
mod edit;
mod invalid;
mod new_entry;
mod new_timer;
mod resume;
mod timers;
mod totals;
mod work;

pub use calendar::Calendar;
pub use days::Days;
pub use edit::TimeEntryEdit;
pub use invalid::InvalidEntry;
pub use new_entry::NewTimeEntry;
pub use new_timer::NewTimer;
pub use timers::{SwitchError, Switched};
pub use totals::{Sum, Tally, Totals};
pub use work::Work;
