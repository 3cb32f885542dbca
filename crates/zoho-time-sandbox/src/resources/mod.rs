//! The handlers of the API's operations, one file for each kind of record: they validate a request, apply it and
//! return the output.

mod call;
mod comments;
mod invoices;
mod project_detail;
mod project_input;
mod projects;
mod tasks;
mod time_entries;
mod time_entry_filter;
mod time_entry_input;
mod timers;
mod users;

pub(crate) use self::call::{Call, RequestParts};
pub(crate) use self::invoices::{Bill, bill};
use crate::http::refusal::Refusal;
use crate::wire::Output;

/// Handles an operation.
pub(crate) type Handler = fn(&Call<'_>) -> Result<Output, Refusal>;

/// The handlers of every file.
const HANDLERS: [&[(&str, Handler)]; 7] = [
    comments::HANDLERS,
    invoices::HANDLERS,
    projects::HANDLERS,
    tasks::HANDLERS,
    time_entries::HANDLERS,
    timers::HANDLERS,
    users::HANDLERS,
];

/// The handler of an operation.
pub(crate) fn handler(operation: &str) -> Option<Handler> {
    let mut all = HANDLERS.into_iter().flatten();
    let (_, handler) = all.find(|(id, _)| *id == operation)?;
    Some(*handler)
}

#[cfg(test)]
mod tests {
    use super::{HANDLERS, handler};
    use crate::model::operation;

    #[test]
    fn every_operation_has_one_handler() {
        for operation in operation::all() {
            let id = operation.id;
            assert!(
                handler(id).is_some(),
                "the operation {id} has no handler: write one in crates/zoho-time-sandbox/src/resources and add \
                 it to the HANDLERS of its file"
            );
        }
        let all = HANDLERS.into_iter().flatten();
        assert_eq!(all.count(), operation::all().count());
    }
}
