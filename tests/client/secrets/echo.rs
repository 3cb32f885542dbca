//! A server that echoes requests in responses of every kind, as some servers and proxies do on error pages.

use axum::Router;
use axum::body::to_bytes;
use axum::extract::Request;
use axum::response::{IntoResponse, Response};
use http::{StatusCode, header};
use serde_json::json;
use zoho_time_tests::local::serve;

/// The kinds of answers, each with a path of its own.
pub(crate) const KINDS: [&str; 11] = [
    "html", "error", "no-scope", "limit", "day", "field", "id", "code", "text", "name", "empty",
];

/// The address of the server.
pub(crate) async fn start() -> String {
    serve(Router::new().fallback(answer)).await.0
}

async fn answer(request: Request) -> Response {
    let (parts, body) = request.into_parts();
    let body = to_bytes(body, usize::MAX).await.unwrap();
    let header = parts.headers.get(header::AUTHORIZATION);
    let header = header.map_or("", |value| value.to_str().unwrap());
    let form: Vec<_> = url::form_urlencoded::parse(&body).into_owned().collect();
    // As it came, and read.
    let echo = format!("{header} {} {form:?}", String::from_utf8_lossy(&body));
    let kind = parts.headers.get("x-kind");
    let kind = kind.map_or("html", |value| value.to_str().unwrap());
    let api = |status: u16, code: i64| {
        let body = json!({ "code": code, "message": echo, "error": echo }).to_string();
        let status = StatusCode::from_u16(status).unwrap();
        (status, [(header::CONTENT_TYPE, "application/json")], body).into_response()
    };
    let list = |record: serde_json::Value| {
        let body = json!({ "code": 0, "message": echo, "projects": [record] }).to_string();
        ([(header::CONTENT_TYPE, "application/json")], body).into_response()
    };
    match kind {
        "error" => api(400, 4),
        "no-scope" => api(401, 57),
        "limit" => api(429, 43),
        "day" => api(429, 45),
        "code" => api(200, 1002),
        "field" => list(json!({ "project_id": "1", "total_hours": echo })),
        "id" => list(json!({ "project_id": echo })),
        "name" => list(json!([echo])),
        "text" => (StatusCode::INTERNAL_SERVER_ERROR, echo).into_response(),
        "empty" => StatusCode::BAD_GATEWAY.into_response(),
        _ => {
            let page = format!("<html><pre>{echo}</pre></html>");
            let html = [(header::CONTENT_TYPE, "text/html")];
            (StatusCode::BAD_GATEWAY, html, page).into_response()
        }
    }
}
