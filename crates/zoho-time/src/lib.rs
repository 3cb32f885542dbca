#![doc = include_str!("../README.md")]

mod address;
mod answer;
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
pub mod error;
mod error_code;
mod failure;
mod http_clients;
mod lenient;
mod limit_headers;
pub mod limits;
mod observe;
mod options;
mod paging;
mod prepared;
mod product;
mod redirect;
mod resources;
mod retry;
mod sender;
mod server_text;
mod servers;
pub mod tracking;
mod transport;

pub use builder::ClientBuilder;
pub use client::Client;
pub use clock::Clock;
pub use data_center::DataCenter;
pub use error::{
    ApiError, AuthError, ConfigError, DecodeError, Error, ErrorCode, OrganizationError,
    PermissionError, RateLimitError, Result,
};
pub use lenient::{Collector, DroppedField, ExtraField};
pub use limits::{LocalBudget, Pacing, Quota, RateBudget, Wait};
pub use options::CallOptions;
pub use paging::{Checkpoint, List, ListError, ListProblem, Page, Progress};
pub use prepared::PreparedRequest;
pub use product::Product;
pub use resources::{Comments, Invoices, Projects, Tasks, TimeEntries, Timer, Users};
pub use retry::RetryPolicy;
pub use transport::{AnsweredBy, HttpTransport, ResponseLimit, TransportError, TransportErrorKind};

/// What the API sends and takes: records, requests, queries and enumerations.
///
/// All of it is generated from the specification. A request has its required fields in `new` and a
/// method for each other field; enumerations keep values that they do not know.
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
}

pub use zoho_time_types::{
    Amount, CommentId, Count, CurrencyId, CustomerId, DisplayDate, Hours, IdList, InvoiceId,
    OrganizationId, ProjectId, TaskId, TimeEntryId, TimeEntryIds, TimeOfDay, Timestamp, UserId,
};

pub use chrono;
