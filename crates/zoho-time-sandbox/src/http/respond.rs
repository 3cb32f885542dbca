//! Building HTTP responses.

use axum::body::Body;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde_json::{Value, json};

use crate::http::refusal::Refusal;
use crate::limits;

/// The content type of every response, spelled as Zoho spells it.
const JSON: HeaderValue = HeaderValue::from_static("application/json;charset=UTF-8");

/// A response with a JSON body.
pub(crate) fn bytes(status: StatusCode, body: Vec<u8>) -> Response {
    (status, [(header::CONTENT_TYPE, JSON)], Body::from(body)).into_response()
}

/// The response to a request that the HTTP server rejects before it is handled. Zoho has no code for this, so
/// it uses that of an invalid value.
pub(crate) fn at_the_edge(status: StatusCode, message: &str) -> Response {
    let body = json!({ "code": 4, "message": message });
    bytes(status, body.to_string().into_bytes())
}

/// HTTP 200 with this body.
pub(crate) fn json(body: &Value) -> Response {
    bytes(StatusCode::OK, body.to_string().into_bytes())
}

/// The answer to a request over a limit.
pub(crate) fn limited(refusal: &limits::LimitExceeded) -> Response {
    let body = json!({ "code": refusal.code().number(), "message": refusal.to_string() });
    let mut response = bytes(limits::LimitExceeded::STATUS, body.to_string().into_bytes());
    refusal.headers().write_to(response.headers_mut());
    if let Some(seconds) = refusal.retry_after() {
        let seconds = HeaderValue::from(seconds);
        response.headers_mut().insert(header::RETRY_AFTER, seconds);
    }
    response
}

/// The answer to a request that was refused.
pub(crate) fn refusal(refusal: &Refusal) -> Response {
    match refusal {
        Refusal::Store(error) => tracing::error!(%error, "the store failed"),
        Refusal::Unwritable(error) => tracing::error!(%error, "an answer could not be written"),
        _ => {}
    }
    let body = json!({ "code": refusal.code(), "message": refusal.to_string() });
    bytes(refusal.status(), body.to_string().into_bytes())
}
