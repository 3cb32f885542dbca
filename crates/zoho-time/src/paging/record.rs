//! The identity of the records of a list.

use zoho_time_client::Operation;
use zoho_time_client::operations as op;
use zoho_time_client::types::{Comment, Invoice, Project, Task, TimeEntry, User};

/// A record of a list.
pub trait Record: Send + 'static {
    /// The operation that lists it.
    const LISTED_BY: &'static Operation;

    /// Its id, which is unique in the list.
    fn id(&self) -> &str;
}

macro_rules! records {
    ($($record:ty, $id:ident, $operation:ident;)+) => {$(
        impl Record for $record {
            const LISTED_BY: &'static Operation = &op::$operation;

            fn id(&self) -> &str {
                self.$id.as_str()
            }
        }
    )+};
}

records! {
    Project, project_id, LIST_PROJECTS;
    Task, task_id, LIST_TASKS;
    Comment, comment_id, LIST_COMMENTS;
    Invoice, invoice_id, LIST_INVOICES;
    TimeEntry, time_entry_id, LIST_TIME_ENTRIES;
    User, user_id, LIST_USERS;
}
