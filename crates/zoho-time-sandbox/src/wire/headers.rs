//! Headers of successful responses that only live servers send.

use axum::http::{HeaderMap, HeaderValue, Method, StatusCode, header};

use super::{Output, RenderContext};
use crate::model::operation::{Operation, methods};
use crate::model::product::{Product, WireStyle};

/// `Allow` with the methods of the path, and `Location` with the address of what was created.
pub(crate) fn headers(
    operation: &Operation,
    output: &Output,
    context: &RenderContext,
) -> HeaderMap {
    let mut headers = HeaderMap::new();
    if context.style == WireStyle::Documented {
        return headers;
    }
    let mut allow = Method::OPTIONS.to_string();
    for method in methods(context.product, operation.path) {
        allow.push_str(", ");
        allow.push_str(method.as_str());
    }
    let mut insert = |name, value: String| {
        if let Ok(value) = HeaderValue::try_from(value) {
            headers.insert(name, value);
        }
    };
    insert(header::ALLOW, allow);
    if operation.success() == StatusCode::CREATED
        && let Some(path) = created(output)
    {
        insert(header::LOCATION, format!("{}{path}", root(context.product)));
    }
    headers
}

/// The base path of a product on the older hosts, which `Location` uses on all hosts.
const fn root(product: Product) -> &'static str {
    match product {
        Product::Books | Product::Invoice => "/api/v3",
        Product::Billing => "/api/v1",
    }
}

/// The path of what was created, if it is one thing.
fn created(output: &Output) -> Option<String> {
    match output {
        Output::Project(_, detail) => Some(format!("/projects/{}", detail.project.id)),
        Output::ChangedTask(_, project, task) => {
            Some(format!("/projects/{}/tasks/{}", project.id, task.id))
        }
        Output::ChangedUser(_, member) => Some(format!(
            "/projects/{}/users/{}",
            member.project, member.user.id
        )),
        Output::PostedComment(comment) => Some(format!(
            "/projects/{}/comments/{}",
            comment.project, comment.id
        )),
        Output::TimeEntry(_, entry) => Some(format!("/projects/timeentries/{}", entry.id)),
        _ => None,
    }
}
