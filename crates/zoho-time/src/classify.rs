//! Maps an unsuccessful response to an error. A pure function, tested as a table.

use http::header::CONTENT_TYPE;
use http::{HeaderMap, StatusCode};
use serde::Deserialize;
use zoho_time_client::Operation;

use crate::error::{
    ApiError, Error, ErrorCode, OrganizationError, PermissionError, RateLimitError,
};
use crate::limit_headers::retry_after;
use crate::product::Product;

/// The body of an error. The code is a number in the API itself, and a name such as `INVALID_TOKEN` in
/// gateways in front of it.
#[derive(Deserialize)]
struct ErrorBody {
    code: RawCode,
    #[serde(default)]
    message: Option<String>,
}

#[derive(Deserialize)]
#[serde(untagged)]
enum RawCode {
    Number(i64),
    Text(String),
}

impl ErrorBody {
    /// The code, if it is a number, and the message.
    fn read(self) -> (Option<i64>, String) {
        let message = self.message.unwrap_or_default();
        match self.code {
            RawCode::Number(code) => (Some(code), message),
            RawCode::Text(text) => match text.trim().parse() {
                Ok(code) => (Some(code), message),
                Err(_) => (None, format!("{text}: {message}")),
            },
        }
    }
}

/// The length of the excerpt of a body that is not an error in Zoho's format, in characters.
const EXCERPT: usize = 200;

/// Maps an unsuccessful response to an error. `redact` redacts and escapes text of the server.
pub(crate) fn classify(
    operation: &'static Operation,
    product: Product,
    status: StatusCode,
    headers: &HeaderMap,
    body: &[u8],
    redact: &dyn Fn(&str) -> String,
) -> Error {
    let (code, message) = match serde_json::from_slice::<ErrorBody>(body) {
        Ok(body) => {
            let (code, message) = body.read();
            (code, redact(&message))
        }
        Err(_) => (None, describe(headers, body, redact)),
    };
    let operation_id = operation.id;
    match code {
        // With any status: live servers send 400, the documents say 403.
        Some(OrganizationError::CODE) => wrong_organization(operation_id, status, message),
        code if is_about_the_token(status, code) => Error::Permission(Box::new(PermissionError {
            operation: operation_id,
            status,
            code,
            message,
            scope: operation.scope(product.name()),
            data_center: None,
        })),
        code if status == StatusCode::TOO_MANY_REQUESTS => {
            Error::RateLimited(Box::new(RateLimitError {
                operation: operation_id,
                status: Some(status),
                code,
                message,
                retry_after: retry_after(headers),
            }))
        }
        code => Error::Api(Box::new(ApiError {
            operation: operation_id,
            status,
            code,
            message,
            retry_after: retry_after(headers),
        })),
    }
}

fn wrong_organization(operation: &'static str, status: StatusCode, message: String) -> Error {
    Error::Organization(Box::new(OrganizationError {
        operation,
        status,
        message,
        data_center: None,
    }))
}

/// Whether the token is invalid or lacks a scope. HTTP 401 means that by itself (RFC 9110, section 15.5.2),
/// also when a gateway in front of the API answers in its own format.
fn is_about_the_token(status: StatusCode, code: Option<i64>) -> bool {
    let is_not_authorized = code.and_then(ErrorCode::from_number) == Some(ErrorCode::NotAuthorized);
    status == StatusCode::UNAUTHORIZED || (status == StatusCode::FORBIDDEN && is_not_authorized)
}

/// The error in a response with a success status, if there is one.
pub(crate) fn error_in_success(
    operation: &'static str,
    status: StatusCode,
    body: &[u8],
    redact: &dyn Fn(&str) -> String,
) -> Option<Error> {
    let (code, message) = serde_json::from_slice::<ErrorBody>(body).ok()?.read();
    // A code that is a name, such as `SUCCESS`, may not be an error.
    let code = code.filter(|code| *code != 0)?;
    Some(refused(operation, status, code, redact(&message)))
}

/// The error of a code other than 0 in a response with a success status.
pub(crate) fn refused(
    operation: &'static str,
    status: StatusCode,
    code: i64,
    message: String,
) -> Error {
    if code == OrganizationError::CODE {
        return wrong_organization(operation, status, message);
    }
    Error::Api(Box::new(ApiError {
        operation,
        status,
        code: Some(code),
        message,
        retry_after: None,
    }))
}

/// Describes a body that is not an error in Zoho's format.
fn describe(headers: &HeaderMap, body: &[u8], redact: &dyn Fn(&str) -> String) -> String {
    let kind = headers
        .get(CONTENT_TYPE)
        .and_then(|value| value.to_str().ok())
        .unwrap_or("no content type");
    let kind = redact(kind);
    let text = redact(String::from_utf8_lossy(body).trim());
    let excerpt: String = text.chars().take(EXCERPT).collect();
    if excerpt.is_empty() {
        format!("the response has no body ({kind})")
    } else {
        format!("the response is not an error in Zoho's format ({kind}): {excerpt}")
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use http::HeaderValue;
    use zoho_time_client::operations::{LIST_PROJECTS, UPDATE_PROJECT_BY_CUSTOM_FIELD};

    use super::*;
    use crate::data_center::DataCenter;

    fn redact(text: &str) -> String {
        crate::server_text::shown(text, &["hidden"])
    }

    #[test]
    fn messages_have_no_secrets_and_no_control_characters_and_are_short() {
        let long = format!(
            "{{\"code\":4,\"message\":\"a\\n\\u001b[2J hidden {}\"}}",
            "x".repeat(9000)
        );
        let page = format!("<p>\u{1b}[2J hid\u{202e}den hidden</p>{}", "x".repeat(9000));
        for body in [long, page] {
            for status in [400, 401, 429, 500] {
                let error = classified(status, &[("content-type", "text/html")], &body);
                for text in [error.to_string(), format!("{error:?}")] {
                    assert!(text.len() < 1000, "{} characters", text.len());
                    assert!(!text.contains(" hidden"), "{text}");
                    assert!(!text.contains(['\n', '\u{1b}', '\u{202e}']), "{text}");
                }
            }
        }
    }

    fn classified(status: u16, headers: &[(&'static str, &'static str)], body: &str) -> Error {
        let headers = headers
            .iter()
            .map(|(name, value)| (name.parse().unwrap(), HeaderValue::from_static(value)))
            .collect();
        let status = StatusCode::from_u16(status).unwrap();
        classify(
            &LIST_PROJECTS,
            Product::Billing,
            status,
            &headers,
            body.as_bytes(),
            &redact,
        )
    }

    #[test]
    fn responses_map_to_errors() {
        let cases = [
            (
                400,
                r#"{"code":4,"message":"Invalid value"}"#,
                "list_projects: HTTP 400, code 4: Invalid value",
            ),
            (
                404,
                r#"{"code":1002,"message":"Gone."}"#,
                "list_projects: HTTP 404, code 1002: Gone.",
            ),
            (
                401,
                r#"{"code":57,"message":"Not authorized"}"#,
                "list_projects: HTTP 401, code 57: Not authorized; the token must be valid for this \
                 organization and have the scope ZohoSubscriptions.projects.READ",
            ),
            (
                401,
                r#"{"code":9,"message":"Odd"}"#,
                "list_projects: HTTP 401, code 9: Odd; the token must be valid",
            ),
            (
                401,
                r#"{"code":"INVALID_TOKEN","message":"Dead","status":"error"}"#,
                "list_projects: HTTP 401: INVALID_TOKEN: Dead; the token must be valid",
            ),
            (
                401,
                r#"{"code":"14","message":null}"#,
                "list_projects: HTTP 401, code 14: ; check the access token: it may be mistyped, start with \"Bearer\", be a \
                 refresh token, or belong to another data center (this client uses eu)",
            ),
            (
                401,
                r#"{"error":"invalid_token"}"#,
                r#"list_projects: HTTP 401: the response is not an error in Zoho's format (no content type): {"error":"invalid_token"}; the token must be valid"#,
            ),
            (
                401,
                "",
                "list_projects: HTTP 401: the response has no body (no content type); the token must",
            ),
            (
                403,
                r#"{"code":57,"message":"No"}"#,
                "list_projects: HTTP 403, code 57: No; the token must be valid",
            ),
            (
                403,
                r#"{"code":6041,"message":"No"}"#,
                "list_projects: HTTP 403, code 6041: No; check the organization id, and that the token belongs to a \
                 user of that organization, in the same data center (this client uses eu)",
            ),
            (
                400,
                r#"{"code":57,"message":"No"}"#,
                "list_projects: HTTP 400, code 57: No",
            ),
            (
                429,
                r#"{"code":44,"message":"Slow down"}"#,
                "list_projects: HTTP 429, code 44: Slow down",
            ),
            (
                429,
                "",
                "list_projects: HTTP 429: the response has no body (no content type)",
            ),
            (
                500,
                r#"{"code":1000}"#,
                "list_projects: HTTP 500, code 1000: ",
            ),
        ];
        for (status, body, expected) in cases {
            let error = classified(status, &[], body);
            let error = error.with_data_center(|| Some(DataCenter::Europe));
            let text = error.to_string();
            match error {
                Error::Permission(_) => assert!(text.starts_with(expected), "{text}"),
                _ => assert_eq!(text, expected),
            }
        }
    }

    #[test]
    fn code_6041_is_an_organization_error_with_any_status() {
        let body = r#"{"code":6041,"message":"Not associated with 77."}"#;
        let mut errors: Vec<Error> = [400, 401, 403]
            .map(|status| classified(status, &[], body))
            .into();
        errors.extend(error_in_success(
            "list_projects",
            StatusCode::OK,
            body.as_bytes(),
            &redact,
        ));
        assert_eq!(errors.len(), 4);
        for error in errors {
            assert!(matches!(error, Error::Organization(_)), "{error:?}");
            assert_eq!(error.code(), Some(6041));
            assert_eq!(error.known_code(), Some(ErrorCode::WrongOrganization));
            let text = error.to_string();
            assert!(text.contains("77") && !text.contains("scope"), "{text}");
        }
    }

    #[test]
    fn an_html_page_is_an_error_with_its_status_and_an_excerpt() {
        let page = format!("<html>{}</html>", "x".repeat(1000));
        let error = classified(502, &[("content-type", "text/html")], &page);
        assert_eq!(error.status(), Some(StatusCode::BAD_GATEWAY));
        assert_eq!(error.code(), None);
        let text = error.to_string();
        assert!(text.contains("(text/html): <html>xxx"), "{text}");
        assert!(text.len() < 400, "{text}");
    }

    #[test]
    fn the_wait_of_a_block_is_returned() {
        let blocked = classified(
            429,
            &[("retry-after", "3600")],
            r#"{"code":43,"message":"Blocked"}"#,
        );
        assert_eq!(blocked.retry_after(), Some(Duration::from_secs(3600)));
        assert_eq!(blocked.known_code(), Some(ErrorCode::Blocked));
        let odd = classified(
            429,
            &[("retry-after", "soon")],
            r#"{"code":44,"message":""}"#,
        );
        assert_eq!(odd.retry_after(), None);
    }

    #[test]
    fn an_operation_that_the_product_lacks_has_no_scope() {
        let error = classify(
            &UPDATE_PROJECT_BY_CUSTOM_FIELD,
            Product::Invoice,
            StatusCode::UNAUTHORIZED,
            &HeaderMap::new(),
            br#"{"code":57,"message":"No"}"#,
            &redact,
        );
        assert!(matches!(error, Error::Permission(error) if error.scope.is_none()));
    }

    #[test]
    fn a_code_other_than_zero_in_a_successful_response_is_an_error() {
        let read =
            |body: &str| error_in_success("get_project", StatusCode::OK, body.as_bytes(), &redact);
        assert_eq!(
            read(r#"{"code":1002,"message":"Gone."}"#).and_then(|error| error.code()),
            Some(1002)
        );
        assert!(read(r#"{"code":0,"message":"success"}"#).is_none());
        assert!(read(r#"{"code":"SUCCESS"}"#).is_none());
        assert!(read("[]").is_none());
    }
}
