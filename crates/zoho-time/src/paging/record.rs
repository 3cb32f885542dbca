//! What tells one record of a list from another.

use zoho_time_client::Operation;

/// A record that lists consist of.
pub trait Record: Send + 'static {
    /// The operation that lists it.
    const LISTED_BY: &'static Operation;

    /// Its id, which no other record of the list has.
    fn id(&self) -> &str;
}

/// Makes a list readable page by page: its query, its record with the field of its id, and its operation.
macro_rules! listed {
    ($query:ident => $record:ident { $id:ident }, $operation:ident) => {
        impl $crate::paging::Record for $record {
            const LISTED_BY: &'static zoho_time_client::Operation =
                &zoho_time_client::operations::$operation;

            fn id(&self) -> &str {
                self.$id.as_str()
            }
        }

        $crate::paging::page_query!($query);
    };
}
pub(crate) use listed;
