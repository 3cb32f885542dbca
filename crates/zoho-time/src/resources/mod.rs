//! The handles of a client, with a method for each operation.
//!
//! | handle | returned by |
//! |---|---|
//! | [`Projects`] | [`Client::projects`] |
//! | [`ProjectHandle`] | [`Client::project`] |
//! | [`Tasks`], [`Users`], [`Comments`], [`Invoices`], [`ProjectTimeEntries`] | the methods of [`ProjectHandle`] |
//! | [`TimeEntries`] | [`Client::time_entries`] |
//! | [`Timer`] | [`Client::timer`] |
//!
//! Besides the errors that a method names, it can fail with those of every call, such as
//! [`Error::Transport`](crate::Error::Transport) and [`Error::RateLimited`](crate::Error::RateLimited). Zoho's
//! code 1002 means that a record does not exist: see [`Error::is_not_found`](crate::Error::is_not_found).
//!
//! Every method that lists records returns a [`List`](crate::List), which fetches pages while it is read.

mod comments;
mod invoices;
mod project;
mod projects;
mod tasks;
mod time_entries;
mod timer;
mod users;

pub use comments::Comments;
pub use invoices::Invoices;
pub use project::{ProjectHandle, ProjectTimeEntries};
pub use projects::Projects;
pub use tasks::Tasks;
pub use time_entries::TimeEntries;
pub use timer::Timer;
pub use users::Users;

use zoho_time_types::ProjectId;

use crate::client::Client;

impl Client {
    /// Projects.
    #[must_use]
    pub fn projects(&self) -> Projects {
        Projects::new(self.clone())
    }

    /// The tasks, users, comments, invoices and time entries of one project. Nothing is sent.
    #[must_use]
    pub fn project(&self, project: impl Into<ProjectId>) -> ProjectHandle {
        ProjectHandle::new(self.clone(), project.into())
    }

    /// Time entries.
    #[must_use]
    pub fn time_entries(&self) -> TimeEntries {
        TimeEntries::new(self.clone())
    }

    /// The timer of the user to whom the token belongs.
    #[must_use]
    pub fn timer(&self) -> Timer {
        Timer::new(self.clone())
    }
}
