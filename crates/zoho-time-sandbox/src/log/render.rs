//! An exchange as JSON.

use axum::http::StatusCode;
use serde_json::{Map, Value, json};

use super::exchange::{Exchange, Part};
use super::{body, redact};
use crate::contract;
use crate::query::Parameters;

/// The form that `/_sandbox/log` shows.
pub(super) fn json(exchange: &Exchange) -> Value {
    let injected = exchange
        .injected()
        .map(|injection| format!("rule {}: {}", injection.rule(), injection.action().name()));
    let mut shown = json!({
        "seq": exchange.seq(),
        "time": exchange.time().to_rfc3339(),
        "method": exchange.method().as_str(),
        "path": exchange.path(),
        "query": redact::form(exchange.uri.query().unwrap_or_default()),
        "product": exchange.product().map(crate::product::Product::slug),
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
    let mut shown = json!({ "headers": headers, "body": Value::from(body::shown(part, path)) });
    if part.is_cut() {
        shown["cut_from"] = part.length.into();
    }
    if part.headers_are_cut {
        shown["headers_cut"] = true.into();
    }
    shown
}

pub(super) fn request_violations(exchange: &Exchange, operation: &str) -> Vec<String> {
    // What is no JSON at all is refused by every operation that has a body.
    let body = serde_json::from_slice(&exchange.request.body).ok();
    let query = Parameters::of(&exchange.uri);
    said(contract::request(operation, &query, body.as_ref()))
}

pub(super) fn response_violations(
    exchange: &Exchange,
    operation: &str,
    status: StatusCode,
) -> Vec<String> {
    said(contract::response(
        operation,
        status,
        &exchange.response.body,
    ))
}

fn said(violations: Vec<contract::Violation>) -> Vec<String> {
    violations.iter().map(ToString::to_string).collect()
}
