//! Redaction of secrets.

use std::borrow::Cow;

use axum::http::{HeaderMap, header};
use serde_json::Value;

use crate::http::body::JSON_FIELD;

/// Replacement for a secret.
pub(super) const REDACTED: &str = "[redacted]";

/// The names of fields and parameters whose values are secrets.
const SECRETS: [&str; 9] = [
    "access_token",
    "refresh_token",
    "id_token",
    "client_secret",
    "code",
    "code_verifier",
    "device_code",
    "token",
    "authtoken",
];

fn is_secret(name: &str) -> bool {
    SECRETS
        .iter()
        .any(|secret| name.eq_ignore_ascii_case(secret))
}

/// The values of headers as text, in order.
pub(super) fn headers(headers: &HeaderMap) -> impl Iterator<Item = (&str, Cow<'_, str>)> {
    headers.iter().map(|(name, value)| {
        let text = String::from_utf8_lossy(value.as_bytes());
        let shown = if [
            header::AUTHORIZATION,
            header::PROXY_AUTHORIZATION,
            header::COOKIE,
            header::SET_COOKIE,
        ]
        .contains(name)
        {
            REDACTED.into()
        } else if [header::LOCATION, header::REFERER].contains(name) {
            address(text)
        } else {
            text
        };
        (name.as_str(), shown)
    })
}

fn address(text: Cow<'_, str>) -> Cow<'_, str> {
    match text.split_once('?') {
        Some((before, query)) => format!("{before}?{}", form(query)).into(),
        None => text,
    }
}

/// A query, or a form.
pub(super) fn form(text: &str) -> String {
    let parts: Vec<String> = text.split('&').map(pair).collect();
    parts.join("&")
}

fn pair(part: &str) -> String {
    let Some((name, value)) = form_urlencoded::parse(part.as_bytes()).next() else {
        return part.to_owned();
    };
    let written = |value: &str| {
        let name = part.split('=').next().unwrap_or_default();
        format!("{name}={value}")
    };
    if is_secret(&name) {
        return written(REDACTED);
    }
    if name == JSON_FIELD {
        return match serde_json::from_str(&value) {
            Ok(mut object) => {
                json(&mut object);
                let object = object.to_string();
                let encoded: String = form_urlencoded::byte_serialize(object.as_bytes()).collect();
                written(&encoded)
            }
            Err(_) if may_hold_secret(&value) => written(REDACTED),
            Err(_) => part.to_owned(),
        };
    }
    part.to_owned()
}

/// Redacts the secrets in a JSON value. A numeric `code` is one of Zoho's, not a secret.
pub(super) fn json(value: &mut Value) {
    match value {
        Value::Object(fields) => {
            for (name, value) in fields {
                if is_secret(name) && !matches!(value, Value::Number(_) | Value::Null) {
                    *value = REDACTED.into();
                } else {
                    json(value);
                }
            }
        }
        Value::Array(items) => items.iter_mut().for_each(json),
        _ => {}
    }
}

/// Whether a text of unknown format mentions a secret.
pub(super) fn may_hold_secret(text: &str) -> bool {
    text.contains("_token") || text.contains("client_secret") || text.contains("code=")
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    #[test]
    fn forms_keep_all_but_the_secrets() {
        let form =
            "grant_type=refresh_token&client_id=1&client%5Fsecret=s&refresh_token=1000.x&Code=7";
        assert_eq!(
            super::form(form),
            "grant_type=refresh_token&client_id=1&client%5Fsecret=[redacted]&refresh_token=[redacted]&Code=[redacted]"
        );
        let inner =
            super::form("JSONString=%7B%22access_token%22%3A%22s%22%2C%22name%22%3A%22n%22%7D");
        assert!(!inner.contains("%22s%22"), "{inner}");
        assert!(inner.contains("name"), "{inner}");
        assert_eq!(super::form("a&&b=1"), "a&&b=1");
    }

    #[test]
    fn json_keeps_the_codes_of_zoho() {
        let mut value = json!({ "code": 0, "list": [{ "refresh_token": "s", "code": "s" }] });
        super::json(&mut value);
        assert_eq!(
            value,
            json!({ "code": 0, "list": [{ "refresh_token": "[redacted]", "code": "[redacted]" }] })
        );
    }

    #[test]
    fn addresses_keep_all_but_the_code() {
        let mut headers = axum::http::HeaderMap::new();
        headers.insert(
            "location",
            "http://app.example/?state=7&code=1000.x".parse().unwrap(),
        );
        headers.insert("authorization", "Zoho-oauthtoken 1000.x".parse().unwrap());
        let shown: Vec<_> = super::headers(&headers).collect();
        assert_eq!(shown[0].1, "http://app.example/?state=7&code=[redacted]");
        assert_eq!(shown[1].1, "[redacted]");
    }
}
