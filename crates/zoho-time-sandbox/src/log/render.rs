//! An exchange as JSON.

use axum::http::StatusCode;
use serde_json::{Map, Value, json};

use super::exchange::{Exchange, Part};
use super::{body as shown_body, redact};
use crate::contract;
use crate::http::body::{self, RequestBody};
use crate::http::parameters::Parameters;

/// The form that `/_sandbox/log` shows.
pub(super) fn json(exchange: &Exchange, warnings: Vec<String>) -> Value {
    let injected = exchange
        .injected()
        .map(|injection| format!("rule {}: {}", injection.rule(), injection.action().name()));
    let mut shown = json!({
        "seq": exchange.seq(),
        "time": exchange.time().to_rfc3339(),
        "method": exchange.method().as_str(),
        "path": exchange.path(),
        "query": redact::form(exchange.uri.query().unwrap_or_default()),
        "product": exchange.product().map(crate::model::product::Product::slug),
        "operation": exchange.operation(),
        "status": exchange.status(),
        "code": exchange.code(),
        "duration_us": u64::try_from(exchange.duration().as_micros()).unwrap_or(u64::MAX),
        "injected": injected,
        "request": part(&exchange.request, exchange.path()),
        "response": part(&exchange.response, exchange.path()),
        "validation": {
            "request": exchange.request_violations(),
            "response": exchange.response_violations(),
        },
        "unread": exchange.unread(),
        "warnings": warnings,
        "near_misses": exchange.near_misses(),
    });
    if let Some(length) = exchange.uri_cut_from() {
        shown["uri_cut_from"] = length.into();
    }
    shown
}

fn part(part: &Part, path: &str) -> Value {
    let mut headers = Map::new();
    for (name, value) in redact::headers(&part.headers) {
        match headers.get_mut(name) {
            Some(Value::String(values)) => {
                values.push_str(", ");
                values.push_str(&value);
            }
            _ => drop(headers.insert(name.to_owned(), value.into())),
        }
    }
    let mut shown =
        json!({ "headers": headers, "body": Value::from(shown_body::render(part, path)) });
    if part.is_cut() {
        shown["cut_from"] = part.length.into();
    }
    if part.headers_are_cut {
        shown["headers_cut"] = true.into();
    }
    shown
}

pub(super) fn request_violations(exchange: &Exchange, operation: &str) -> Vec<String> {
    let request = &exchange.request;
    let body = if body::is_read(&exchange.method) {
        body::parse(&exchange.uri, &request.headers, &request.body)
    } else {
        RequestBody::Nothing
    };
    let parameters = Parameters::of_request(&exchange.uri, &body);
    messages(contract::request(operation, &parameters, &body))
}

pub(super) fn response_violations(
    exchange: &Exchange,
    operation: &str,
    status: StatusCode,
) -> Vec<String> {
    messages(contract::response(
        operation,
        status,
        &exchange.response.body,
    ))
}

fn messages(violations: Vec<contract::Violation>) -> Vec<String> {
    violations.iter().map(ToString::to_string).collect()
}
