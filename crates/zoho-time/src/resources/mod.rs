//! A handle for each resource, with a method for each operation.

mod comments;
mod invoices;
mod projects;
mod tasks;
mod time_entries;
mod timer;
mod users;

pub use comments::Comments;
pub use invoices::Invoices;
pub use projects::Projects;
pub use tasks::Tasks;
pub use time_entries::TimeEntries;
pub use timer::Timer;
pub use users::Users;
