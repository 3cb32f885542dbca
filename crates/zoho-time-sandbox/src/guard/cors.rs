//! Cross-origin resource sharing for the origins that the user allows.

use std::time::Duration;

use axum::http::{HeaderName, HeaderValue, Method, header};
use tower_http::cors::{AllowHeaders, AllowMethods, AllowOrigin, CorsLayer};

/// How long a browser may cache the response to a preflight request.
const REMEMBERED: Duration = Duration::from_secs(600);

/// The headers of responses that a browser app may read.
const EXPOSED: [HeaderName; 5] = [
    HeaderName::from_static("x-rate-limit-limit"),
    HeaderName::from_static("x-rate-limit-remaining"),
    HeaderName::from_static("x-rate-limit-reset"),
    header::RETRY_AFTER,
    header::LOCATION,
];

/// The layer that answers preflight requests and labels responses; nothing if no origin is allowed.
pub(crate) fn layer(origins: &[String]) -> Option<CorsLayer> {
    if origins.is_empty() {
        return None;
    }
    let origins = origins
        .iter()
        .filter_map(|origin| HeaderValue::from_str(origin).ok());
    let methods = [
        Method::GET,
        Method::HEAD,
        Method::POST,
        Method::PUT,
        Method::DELETE,
    ];
    Some(
        CorsLayer::new()
            .allow_origin(AllowOrigin::list(origins))
            .allow_methods(AllowMethods::list(methods))
            .allow_headers(AllowHeaders::mirror_request())
            .allow_private_network(true)
            .expose_headers(EXPOSED)
            .max_age(REMEMBERED),
    )
}
