//! Static files of the page.

use axum::body::Body;
use axum::extract::Path;
use axum::http::{HeaderName, HeaderValue, header};
use axum::response::{IntoResponse, Response};

use crate::http::refusal::Refusal;
use crate::http::respond;

/// A file of the page.
struct Asset {
    /// Its path below `/_sandbox/page`.
    path: &'static str,
    content_type: &'static str,
    content: &'static str,
}

const HTML: &str = "text/html; charset=utf-8";
const CSS: &str = "text/css; charset=utf-8";
const SCRIPT: &str = "text/javascript; charset=utf-8";
const SVG: &str = "image/svg+xml";

macro_rules! assets {
    ($($path:literal => $content_type:ident,)+) => {
        &[$(Asset {
            path: $path,
            content_type: $content_type,
            content: include_str!(concat!("assets/", $path)),
        },)+]
    };
}

const INDEX: Asset = Asset {
    path: "",
    content_type: HTML,
    content: include_str!("assets/index.html"),
};

static ASSETS: &[Asset] = assets! {
    "icon.svg" => SVG,
    "style/theme.css" => CSS,
    "style/layout.css" => CSS,
    "style/parts.css" => CSS,
    "style/panels.css" => CSS,
    "theme.js" => SCRIPT,
    "app.js" => SCRIPT,
    "api.js" => SCRIPT,
    "dom.js" => SCRIPT,
    "json.js" => SCRIPT,
    "tabs.js" => SCRIPT,
    "poll.js" => SCRIPT,
    "data.js" => SCRIPT,
    "log.js" => SCRIPT,
    "log-entry.js" => SCRIPT,
    "log-feed.js" => SCRIPT,
    "clock.js" => SCRIPT,
    "faults.js" => SCRIPT,
    "fault-form.js" => SCRIPT,
    "quota.js" => SCRIPT,
    "reference.js" => SCRIPT,
    "reference-operation.js" => SCRIPT,
    "reference-schema.js" => SCRIPT,
    "curl.js" => SCRIPT,
    "ids.js" => SCRIPT,
    "spec.js" => SCRIPT,
};

/// Allows only the page's own files, and forbids framing.
const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; \
                      connect-src 'self'; base-uri 'none'; form-action 'none'; \
                      frame-ancestors 'none'";

/// The page itself.
pub(super) async fn index() -> Response {
    INDEX.response()
}

/// Another file of the page.
pub(super) async fn asset(Path(path): Path<String>) -> Response {
    match ASSETS.iter().find(|asset| asset.path == path) {
        Some(asset) => asset.response(),
        None => respond::refusal(&Refusal::UnknownPath),
    }
}

impl Asset {
    fn response(&self) -> Response {
        let headers: [(HeaderName, HeaderValue); 5] = [
            (
                header::CONTENT_TYPE,
                HeaderValue::from_static(self.content_type),
            ),
            (
                header::CONTENT_SECURITY_POLICY,
                HeaderValue::from_static(POLICY),
            ),
            (
                header::X_CONTENT_TYPE_OPTIONS,
                HeaderValue::from_static("nosniff"),
            ),
            (
                header::REFERRER_POLICY,
                HeaderValue::from_static("no-referrer"),
            ),
            // Do not cache: another version of the sandbox may use the same address later.
            (header::CACHE_CONTROL, HeaderValue::from_static("no-cache")),
        ];
        (headers, Body::from(self.content)).into_response()
    }
}
