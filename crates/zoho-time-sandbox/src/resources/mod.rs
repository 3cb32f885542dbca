//! The rules of the API, one file for each kind of thing: what is checked, what is changed, and
//! what is answered.

pub(crate) mod comments;
pub(crate) mod invoices;
mod project_detail;
mod project_input;
pub(crate) mod projects;
pub(crate) mod tasks;
pub(crate) mod time_entries;
mod time_entry_filter;
mod time_entry_input;
pub(crate) mod timers;
pub(crate) mod users;

pub(crate) use self::invoices::{Bill, bill};
