#![doc = include_str!("../README.md")]

mod address;
mod api_error;
pub mod auth;
mod bounded;
mod builder;
mod call;
mod callback;
mod classify;
mod client;
mod clock;
mod config_error;
mod data_center;
mod decode;
pub mod error;
mod error_code;
mod http_clients;
pub mod lenient;
mod limit_headers;
pub mod limits;
mod list_error;
mod observe;
mod options;
mod paging;
mod prepared;
mod product;
mod redirect;
pub mod resources;
mod retry;
mod retry_cause;
mod sender;
mod server_text;
mod servers;
pub mod tracking;
pub mod transport;

pub use auth::Credentials;
pub use builder::ClientBuilder;
pub use client::Client;
pub use clock::Clock;
pub use data_center::DataCenter;
pub use error::{ConfigError, Error, Result};
pub use limits::{Pacing, Quota};
pub use options::CallOptions;
pub use paging::{Checkpoint, List, ListProgress, ListStream, Page};
pub use prepared::PreparedRequest;
pub use product::Product;
pub use retry::RetryPolicy;

/// The API's records, requests, queries, enumerations and value types.
///
/// Generated from the spec, except for the value types. A request takes its required fields in `new` and has
/// a method for each optional field. An enumeration keeps values that it does not know.
///
/// ```
/// use zoho_time::Amount;
/// use zoho_time::models::{BillingType, CreateProjectRequest, ListTasksQuery, ProjectTaskInput};
///
/// let request = CreateProjectRequest::new("Lighthouse lamp", 17, BillingType::BasedOnTaskHours)
///     .tasks([ProjectTaskInput::new("Survey").rate("80.00".parse::<Amount>()?)]);
/// assert_eq!(request.tasks.unwrap().len(), 1);
///
/// let query = ListTasksQuery::new().per_page(50);
/// assert_eq!(query.parameters(), [("per_page", "50".to_owned())]);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub mod models {
    pub use zoho_time_client::enums::*;
    #[allow(
        unused_imports,
        unreachable_pub,
        reason = "empty until the spec has an id that zoho-time-types does not"
    )]
    pub use zoho_time_client::ids::*;
    pub use zoho_time_client::queries::*;
    pub use zoho_time_client::types::*;
    pub use zoho_time_types::{Count, CurrencyId, DisplayDate, IdList, Timestamp};
}

pub use zoho_time_types::{
    Amount, CommentId, CustomerId, Hours, InvoiceId, OrganizationId, ProjectId, TaskId,
    TimeEntryId, TimeEntryIds, TimeOfDay, UserId,
};

pub use chrono;
