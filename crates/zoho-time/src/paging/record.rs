//! The identity of the records of a list.

use zoho_time_client::Operation;

/// A record of a list.
pub trait Record: Send + 'static {
    /// The operation that lists it.
    const LISTED_BY: &'static Operation;

    /// Its id, which is unique in the list.
    fn id(&self) -> &str;
}

/// Makes a list readable page by page: its query, its record with the field of its id, its operation, and a function
/// that checks the query if there is one. A list without pages has no query.
macro_rules! listed {
    ($query:ident => $record:ident { $id:ident }, $operation:ident $(, $check:path)?) => {
        $crate::paging::listed! { $record { $id }, $operation }
        $crate::paging::page_query!($query $(, $check)?);
    };
    ($record:ident { $id:ident }, $operation:ident) => {
        impl $crate::paging::Record for $record {
            const LISTED_BY: &'static zoho_time_client::Operation =
                &zoho_time_client::operations::$operation;

            fn id(&self) -> &str {
                self.$id.as_str()
            }
        }
    };
}
pub(crate) use listed;
