//! What an answer that is no success means. A pure function, tested as a table.

use http::header::CONTENT_TYPE;
use http::{HeaderMap, StatusCode};
use serde::Deserialize;
use zoho_time_client::Operation;

use crate::error::{
    ApiError, Error, ErrorCode, OrganizationError, PermissionError, RateLimitError,
};
use crate::limits::retry_after;
use crate::product::Product;

/// The body of an error. The code is a number in the API itself, and a name such as `INVALID_TOKEN` in
/// services before it.
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

/// How much of a body that is not Zoho's form of an error goes into the message.
const EXCERPT: usize = 200;

/// Turns an answer into the error it stands for. `shown` makes text of the server fit to be shown.
pub(crate) fn classify(
    operation: &'static Operation,
    product: Product,
    status: StatusCode,
    headers: &HeaderMap,
    body: &[u8],
    shown: &dyn Fn(&str) -> String,
) -> Error {
    let (code, message) = match serde_json::from_slice::<ErrorBody>(body) {
        Ok(body) => {
            let (code, message) = body.read();
            (code, shown(&message))
        }
        Err(_) => (None, describe(headers, body, shown)),
    };
    let operation_id = operation.id;
    match code {
        // Whatever the status: 400 was seen on a live server, and the documents have 403.
        Some(OrganizationError::CODE) => wrong_organization(operation_id, status, message),
        code if is_about_the_token(status, code) => Error::Permission(Box::new(PermissionError {
            operation: operation_id,
            status,
            code,
            message,
            scope: operation.scope(product.name()),
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
    }))
}

/// Whether a refusal is for want of a valid token or of a scope. HTTP 401 says so by itself (RFC 9110,
/// section 15.5.2), also when a service before the API answers in a form of its own.
fn is_about_the_token(status: StatusCode, code: Option<i64>) -> bool {
    let is_not_authorized = code.and_then(ErrorCode::from_number) == Some(ErrorCode::NotAuthorized);
    status == StatusCode::UNAUTHORIZED || (status == StatusCode::FORBIDDEN && is_not_authorized)
}

/// The error in a body that came with a status of success, if there is one.
pub(crate) fn error_in_success(
    operation: &'static str,
    status: StatusCode,
    body: &[u8],
    shown: &dyn Fn(&str) -> String,
) -> Option<Error> {
    let (code, message) = serde_json::from_slice::<ErrorBody>(body).ok()?.read();
    // Whether a name is that of an error is not known.
    let code = code.filter(|code| *code != 0)?;
    Some(refused(operation, status, code, shown(&message)))
}

/// The error that a code stands for in a body that came with a status of success.
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

/// Says what came in the place of Zoho's form of an error.
fn describe(headers: &HeaderMap, body: &[u8], shown: &dyn Fn(&str) -> String) -> String {
    let kind = headers
        .get(CONTENT_TYPE)
        .and_then(|value| value.to_str().ok())
        .unwrap_or("no content type");
    let kind = shown(kind);
    let text = shown(String::from_utf8_lossy(body).trim());
    let excerpt: String = text.chars().take(EXCERPT).collect();
    if excerpt.is_empty() {
        format!("the answer has no body ({kind})")
    } else {
        format!("the answer is not Zoho's form of an error ({kind}): {excerpt}")
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use http::HeaderValue;
    use zoho_time_client::operations::{LIST_PROJECTS, UPDATE_PROJECT_BY_CUSTOM_FIELD};

    use super::*;

    fn shown(text: &str) -> String {
        crate::server_text::shown(text, &["hidden"])
    }

    #[test]
    fn messages_are_without_secrets_and_control_characters_and_short() {
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
            &shown,
        )
    }

    #[test]
    fn each_answer_becomes_the_error_it_stands_for() {
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
                 organisation and have the scope ZohoSubscriptions.projects.READ",
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
                "list_projects: HTTP 401, code 14: ; the token must be valid",
            ),
            (
                401,
                r#"{"error":"invalid_token"}"#,
                r#"list_projects: HTTP 401: the answer is not Zoho's form of an error (no content type): {"error":"invalid_token"}; the token must be valid"#,
            ),
            (
                401,
                "",
                "list_projects: HTTP 401: the answer has no body (no content type); the token must",
            ),
            (
                403,
                r#"{"code":57,"message":"No"}"#,
                "list_projects: HTTP 403, code 57: No; the token must be valid",
            ),
            (
                403,
                r#"{"code":6041,"message":"No"}"#,
                "list_projects: HTTP 403, code 6041: No; check the id of the organization, and that the token \
                 belongs to a user of it, in the same data center",
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
                "list_projects: HTTP 429: the answer has no body (no content type)",
            ),
            (
                500,
                r#"{"code":1000}"#,
                "list_projects: HTTP 500, code 1000: ",
            ),
        ];
        for (status, body, expected) in cases {
            let error = classified(status, &[], body);
            let text = error.to_string();
            match error {
                Error::Permission(_) => assert!(text.starts_with(expected), "{text}"),
                _ => assert_eq!(text, expected),
            }
        }
    }

    #[test]
    fn a_wrong_organization_is_an_error_of_its_own_whatever_the_status() {
        let body = r#"{"code":6041,"message":"Not associated with 77."}"#;
        let mut errors: Vec<Error> = [400, 401, 403]
            .map(|status| classified(status, &[], body))
            .into();
        errors.extend(error_in_success(
            "list_projects",
            StatusCode::OK,
            body.as_bytes(),
            &shown,
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
    fn a_page_of_html_is_an_error_with_its_status_and_the_beginning_of_the_page() {
        let page = format!("<html>{}</html>", "x".repeat(1000));
        let error = classified(502, &[("content-type", "text/html")], &page);
        assert_eq!(error.status(), Some(StatusCode::BAD_GATEWAY));
        assert_eq!(error.code(), None);
        let text = error.to_string();
        assert!(text.contains("(text/html): <html>xxx"), "{text}");
        assert!(text.len() < 400, "{text}");
    }

    #[test]
    fn the_wait_of_a_block_is_told() {
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
    fn an_operation_that_the_product_lacks_has_no_scope_to_name() {
        let error = classify(
            &UPDATE_PROJECT_BY_CUSTOM_FIELD,
            Product::Invoice,
            StatusCode::UNAUTHORIZED,
            &HeaderMap::new(),
            br#"{"code":57,"message":"No"}"#,
            &shown,
        );
        assert!(matches!(error, Error::Permission(error) if error.scope.is_none()));
    }

    #[test]
    fn a_code_other_than_zero_in_a_success_is_an_error() {
        let read =
            |body: &str| error_in_success("get_project", StatusCode::OK, body.as_bytes(), &shown);
        assert_eq!(
            read(r#"{"code":1002,"message":"Gone."}"#).and_then(|error| error.code()),
            Some(1002)
        );
        assert!(read(r#"{"code":0,"message":"success"}"#).is_none());
        assert!(read(r#"{"code":"SUCCESS"}"#).is_none());
        assert!(read("[]").is_none());
    }
}
