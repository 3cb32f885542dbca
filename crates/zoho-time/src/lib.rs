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
/// assert_eq!(request.tasks.len(), 1);
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

/// The example in the README of the repository, compiled as a doc test.
#[cfg(doctest)]
#[doc = include_str!("../../../README.md")]
mod repository_readme {}

#[cfg(test)]
mod root_items {
    use std::fs;
    use std::path::Path;

    /// The most items that the root of the crate may have; the others belong in modules.
    const LIMIT: usize = 45;

    /// The names that the root exports: re-exported items and public modules.
    fn names() -> Vec<String> {
        let mut names = Vec::new();
        // Only items of the root itself start a line.
        for item in include_str!("lib.rs").split("\npub ").skip(1) {
            let item = item.split(';').next().unwrap_or_default();
            if let Some(module) = item.strip_prefix("mod ") {
                names.extend(module.split_whitespace().next().map(str::to_owned));
            } else if let Some(path) = item.strip_prefix("use ") {
                let last = path.rsplit("::").next().unwrap_or_default();
                let last = last
                    .trim_start_matches("use ")
                    .trim_matches(['{', '}', '\n']);
                let items = last.split(',').map(str::trim);
                names.extend(items.filter(|name| !name.is_empty()).map(str::to_owned));
            }
        }
        names
    }

    /// The documentation of each public type in a folder, by its name.
    fn docs(folder: &Path, found: &mut Vec<(String, String)>) {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                docs(&path, found);
                continue;
            }
            let mut text = String::new();
            for line in fs::read_to_string(&path).unwrap().lines() {
                let line = line.trim();
                if let Some(doc) = line.strip_prefix("///") {
                    text.push_str(doc);
                } else if !line.starts_with('#') {
                    for kind in ["pub struct ", "pub enum ", "pub type "] {
                        if let Some(rest) = line.strip_prefix(kind) {
                            let end = rest
                                .find(|c: char| !c.is_alphanumeric())
                                .unwrap_or(rest.len());
                            found.push((rest[..end].to_owned(), text.clone()));
                        }
                    }
                    text.clear();
                }
            }
        }
    }

    #[test]
    fn the_root_is_small_and_each_type_has_an_example() {
        let names = names();
        println!("{} items at the root: {names:?}", names.len());
        assert!(names.contains(&"Client".to_owned()) && names.contains(&"models".to_owned()));
        assert!(
            names.len() <= LIMIT,
            "the root has {} items, and {LIMIT} are allowed: move details into a module",
            names.len()
        );
        let own = Path::new(env!("CARGO_MANIFEST_DIR"));
        let mut found = Vec::new();
        docs(&own.join("src"), &mut found);
        docs(&own.join("../zoho-time-types/src"), &mut found);
        let without: Vec<_> = names
            .iter()
            .filter(|name| {
                let mut docs = found.iter().filter(|(item, _)| item == *name).peekable();
                docs.peek().is_some()
                    && !docs
                        .any(|(_, text)| text.contains("```") || text.contains("has an example"))
            })
            .collect();
        assert!(
            without.is_empty(),
            "add an example, or a link to one (\"… has an example\"), to the documentation of {without:?}"
        );
    }
}
