//! Rendering of bodies in the log.

use axum::http::header;
use serde_json::Value;

use super::exchange::Part;
use super::redact;
use crate::http::body;

/// A rendered body.
pub(super) enum LoggedBody {
    Nothing,
    Json(Value),
    Text(String),
}

impl From<LoggedBody> for Value {
    fn from(shown: LoggedBody) -> Self {
        match shown {
            LoggedBody::Nothing => Self::Null,
            LoggedBody::Json(value) => value,
            LoggedBody::Text(text) => text.into(),
        }
    }
}

/// The body of a request or response. A body of the accounts server that is neither JSON nor a form is
/// omitted, because it may contain a secret anywhere.
pub(super) fn render(part: &Part, path: &str) -> LoggedBody {
    if part.body.is_empty() {
        return LoggedBody::Nothing;
    }
    let text = String::from_utf8_lossy(&part.body);
    if media_type(part).eq_ignore_ascii_case("application/x-www-form-urlencoded") {
        return LoggedBody::Text(redact::form(&text));
    }
    if media_type(part).eq_ignore_ascii_case("multipart/form-data")
        && let Ok(fields) = body::multipart(&part.headers, &part.body)
    {
        let mut form = form_urlencoded::Serializer::new(String::new());
        form.extend_pairs(fields);
        return LoggedBody::Text(redact::form(&form.finish()));
    }
    if let Ok(mut value) = serde_json::from_str(&text) {
        redact::json(&mut value);
        return LoggedBody::Json(value);
    }
    if path.starts_with("/oauth/") || redact::may_hold_secret(&text) {
        return LoggedBody::Text(redact::REDACTED.to_owned());
    }
    LoggedBody::Text(text.into_owned())
}

/// The type of a body, without parameters.
pub(super) fn media_type(part: &Part) -> &str {
    let value = part.headers.get(header::CONTENT_TYPE);
    let text = value.and_then(|value| value.to_str().ok());
    text.and_then(|text| text.split(';').next())
        .map_or("", str::trim)
}
