//! Export as an HTTP Archive, version 1.2, which browsers and proxies read.

use std::sync::Arc;

use axum::http::{StatusCode, Version};
use serde_json::{Value, json};

use super::body::{self, LoggedBody};
use super::exchange::{Exchange, Part};
use super::redact;

/// An archive of exchanges with a server at this address.
pub(crate) fn archive(exchanges: &[Arc<Exchange>], base_url: &str) -> Value {
    let entries: Vec<Value> = exchanges
        .iter()
        .map(|exchange| entry(exchange, base_url))
        .collect();
    json!({ "log": {
        "version": "1.2",
        "creator": { "name": env!("CARGO_PKG_NAME"), "version": env!("CARGO_PKG_VERSION") },
        "entries": entries,
    }})
}

fn entry(exchange: &Exchange, base_url: &str) -> Value {
    let milliseconds = exchange.duration().as_secs_f64() * 1_000.0;
    let query = redact::form(exchange.uri.query().unwrap_or_default());
    let mut url = format!("{base_url}{}", exchange.path());
    if !query.is_empty() {
        url.push('?');
        url.push_str(&query);
    }
    let pairs = form_urlencoded::parse(query.as_bytes());
    let mut request = json!({
        "method": exchange.method().as_str(),
        "url": url,
        "httpVersion": version(),
        "cookies": [],
        "headers": headers(&exchange.request),
        "queryString": pairs
            .map(|(name, value)| json!({ "name": name, "value": value }))
            .collect::<Vec<_>>(),
        "headersSize": -1,
        "bodySize": exchange.request.length,
    });
    if let Some(text) = text(&exchange.request, exchange.path()) {
        let kind = body::media_type(&exchange.request);
        request["postData"] = json!({ "mimeType": kind, "params": [], "text": text });
    }
    // In an archive, 0 means that there was no response.
    let status = exchange.status().unwrap_or_default();
    let reason = StatusCode::from_u16(status).ok();
    let moved = redact::headers(&exchange.response.headers)
        .find_map(|(name, value)| (name == "location").then(|| value.into_owned()));
    json!({
        "startedDateTime": exchange.time().to_rfc3339(),
        "time": milliseconds,
        "request": request,
        "response": {
            "status": status,
            "statusText": reason.and_then(|status| status.canonical_reason()).unwrap_or_default(),
            "httpVersion": version(),
            "cookies": [],
            "headers": headers(&exchange.response),
            "content": {
                "size": exchange.response.length,
                "mimeType": body::media_type(&exchange.response),
                "text": text(&exchange.response, exchange.path()).unwrap_or_default(),
            },
            "redirectURL": moved.unwrap_or_default(),
            "headersSize": -1,
            "bodySize": exchange.response.length,
        },
        "cache": {},
        "timings": { "send": 0, "wait": milliseconds, "receive": 0 },
    })
}

fn headers(part: &Part) -> Vec<Value> {
    redact::headers(&part.headers)
        .map(|(name, value)| json!({ "name": name, "value": value }))
        .collect()
}

fn text(part: &Part, path: &str) -> Option<String> {
    match body::render(part, path) {
        LoggedBody::Nothing => None,
        LoggedBody::Json(value) => Some(value.to_string()),
        LoggedBody::Text(text) => Some(text),
    }
}

fn version() -> String {
    format!("{:?}", Version::HTTP_11)
}
