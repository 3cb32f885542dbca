//! What an answer that is no success means. A pure function, tested as a table.

use http::header::CONTENT_TYPE;
use http::{HeaderMap, StatusCode};
use serde::Deserialize;
use zoho_time_client::Operation;

use crate::error::{ApiError, Error, Meaning, PermissionError, RateLimitError};
use crate::limits::retry_after;
use crate::product::Product;

/// The body of an error.
#[derive(Deserialize)]
struct Body {
    code: i64,
    #[serde(default)]
    message: String,
}

/// How much of a body that is not Zoho's form of an error goes into the message.
const EXCERPT: usize = 200;

/// Turns an answer into the error it stands for.
pub(crate) fn classify(
    operation: &'static Operation,
    product: Product,
    status: StatusCode,
    headers: &HeaderMap,
    body: &[u8],
) -> Error {
    let (code, message) = match serde_json::from_slice::<Body>(body) {
        Ok(Body { code, message }) => (Some(code), message),
        Err(_) => (None, describe(headers, body)),
    };
    let operation_id = operation.id;
    match code {
        Some(code) if status == StatusCode::UNAUTHORIZED && is_about_the_token(code) => {
            Error::Permission(Box::new(PermissionError {
                operation: operation_id,
                status,
                code,
                message,
                scope: operation.scope(product.name()),
            }))
        }
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

fn is_about_the_token(code: i64) -> bool {
    matches!(
        Meaning::of(code),
        Some(Meaning::NoToken | Meaning::NotAuthorized)
    )
}

/// The error in a body that came with a status of success, if there is one.
pub(crate) fn error_in_success(
    operation: &'static str,
    status: StatusCode,
    body: &[u8],
) -> Option<Error> {
    let Body { code, message } = serde_json::from_slice(body).ok()?;
    (code != 0).then(|| {
        Error::Api(Box::new(ApiError {
            operation,
            status,
            code: Some(code),
            message,
            retry_after: None,
        }))
    })
}

/// Says what came in the place of Zoho's form of an error.
fn describe(headers: &HeaderMap, body: &[u8]) -> String {
    let kind = headers
        .get(CONTENT_TYPE)
        .and_then(|value| value.to_str().ok())
        .unwrap_or("no content type");
    let text = String::from_utf8_lossy(body);
    let excerpt: String = text.trim().chars().take(EXCERPT).collect();
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
                "list_projects: HTTP 401, code 9: Odd",
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
            assert_eq!(classified(status, &[], body).to_string(), expected);
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
        assert_eq!(blocked.meaning(), Some(Meaning::Blocked));
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
        );
        assert!(matches!(error, Error::Permission(error) if error.scope.is_none()));
    }

    #[test]
    fn a_code_other_than_zero_in_a_success_is_an_error() {
        let read = |body: &str| error_in_success("get_project", StatusCode::OK, body.as_bytes());
        assert_eq!(
            read(r#"{"code":1002,"message":"Gone."}"#).and_then(|error| error.code()),
            Some(1002)
        );
        assert!(read(r#"{"code":0,"message":"success"}"#).is_none());
        assert!(read("[]").is_none());
    }
}
