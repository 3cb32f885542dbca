//! Time tracking: checked entries, timers, the calendar, totals and bulk logging.
//!
//! | to | use |
//! |---|---|
//! | log time, by duration or by start and end | [`NewTimeEntry`], [`Work`], [`TimeEntries::log`](crate::resources::TimeEntries::log) |
//! | change a field of an entry | [`TimeEntryEdit`], [`TimeEntries::edit`](crate::resources::TimeEntries::edit) |
//! | start, stop, switch and resume the timer | [`NewTimer`] and the methods of [`Timer`](crate::resources::Timer) |
//! | get the current day of the organization | [`Calendar`], [`Days`] |
//! | compute totals | [`Totals`], [`Tally`] |
//! | log many entries without duplicates | [`bulk`] |

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
