//! Artificial responses.

use std::io;

use axum::body::Body;
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse as _, Response};
use serde_json::json;

use crate::limits::{Code, Plan};

const JSON: HeaderValue = HeaderValue::from_static("application/json;charset=UTF-8");
pub(super) const HTML: HeaderValue = HeaderValue::from_static("text/html;charset=UTF-8");

/// A Zoho error response.
pub(super) fn zoho(status: u16, code: i64, message: &str) -> Response {
    let body = json!({ "code": code, "message": message }).to_string();
    (at(status), [(header::CONTENT_TYPE, JSON)], body).into_response()
}

/// An error page as sent by proxies.
pub(super) fn html(status: u16) -> Response {
    let title = at(status).to_string();
    let page = format!(
        "<html>\r\n<head><title>{title}</title></head>\r\n<body>\r\n<center><h1>{title}</h1>\
         </center>\r\n</body>\r\n</html>\r\n"
    );
    (at(status), [(header::CONTENT_TYPE, HTML)], page).into_response()
}

/// A rate-limit error, as for an organization on the free plan.
pub(super) fn rate_limited(code: Code, retry_after: Option<u32>) -> Response {
    let per_day = Plan::Free.limits().map_or(0, |limits| limits.per_day);
    let message = code.message(per_day).to_string();
    let mut headers = HeaderMap::new();
    if let Some(seconds) = retry_after {
        headers.insert(header::RETRY_AFTER, HeaderValue::from(seconds));
    }
    let status = StatusCode::TOO_MANY_REQUESTS.as_u16();
    (headers, zoho(status, i64::from(code.number()), &message)).into_response()
}

/// No response: makes the server close the connection before it has sent anything.
pub(super) fn none() -> Response {
    let broken = futures::stream::iter([Err::<Vec<u8>, _>(cut())]);
    Response::new(Body::from_stream(broken))
}

/// Makes the server close the connection.
pub(super) fn cut() -> io::Error {
    io::Error::new(
        io::ErrorKind::ConnectionAborted,
        "the connection is cut deliberately",
    )
}

fn at(status: u16) -> StatusCode {
    // The status was checked when the rule was armed.
    StatusCode::from_u16(status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR)
}
