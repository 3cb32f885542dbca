//! Warnings about client behavior that works with the sandbox, but fails or loses data with live servers, as
//! far as a single request shows it.

use axum::http::Method;

use super::exchange::Exchange;
use crate::http::body;
use crate::http::parameters::Parameters;

/// Secret parameters of the accounts server.
const SECRETS: [&str; 4] = ["client_secret", "refresh_token", "code", "token"];

/// Warnings about a request.
pub(super) fn warnings(exchange: &Exchange) -> Vec<String> {
    let mut warnings = Vec::new();
    let query = Parameters::of(&exchange.uri);
    if exchange.path().starts_with("/oauth/v2/token") {
        let secrets: Vec<&str> = SECRETS
            .into_iter()
            .filter(|name| query.text(name).is_some())
            .collect();
        if !secrets.is_empty() {
            warnings.push(format!(
                "{} in the query: addresses end up in the logs of servers and proxies, so send a \
                 form in the body",
                secrets.join(", ")
            ));
        }
    }
    let Some(operation) = exchange.operation() else {
        return warnings;
    };
    if exchange.request.length > 0 && !body::is_read(&exchange.method) {
        warnings.push(format!(
            "the body of a {} is ignored; filters and ids belong in the query",
            exchange.method
        ));
    }
    let lacks = |names: &[&str]| names.iter().all(|name| query.text(name).is_none());
    if operation == "list_time_entries" && lacks(&["filter_by", "from_date", "to_date"]) {
        warnings.push(
            "no dates: the live server lists the current month only; send filter_by=Date.All, or \
             from_date and to_date"
                .to_owned(),
        );
    }
    if operation == "delete_time_entries" && lacks(&["time_entry_ids"]) {
        warnings.push(
            "no time_entry_ids: what the live server deletes in this case is not known".to_owned(),
        );
    }
    let is_json_in_form = exchange.method != Method::GET
        && body::media_type(&exchange.request.headers) == body::MediaType::Form
        && exchange.request.body.starts_with(b"{");
    if is_json_in_form {
        warnings.push(
            "the body is JSON, but its content type is that of a form: send \
             Content-Type: application/json, or the field JSONString"
                .to_owned(),
        );
    }
    warnings
}
