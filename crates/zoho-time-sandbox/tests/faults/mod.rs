//! Faults, through what the crate makes public and over real sockets.

mod answers;
mod arming;
mod connection;
mod counting;
mod server;
mod timing;

use zoho_time_sandbox::faults::{Action, Incoming, Rule};

/// Parses a rule.
fn rule(json: &str) -> Rule {
    serde_json::from_str(json).unwrap()
}

fn action(json: &str) -> Action {
    serde_json::from_str(json).unwrap()
}

/// A request to list the projects of Zoho Books.
const LISTING: Incoming<'static> = Incoming {
    operation: Some("list_projects"),
    product: Some("books"),
    method: &axum::http::Method::GET,
    path: "/books/v3/projects",
};
