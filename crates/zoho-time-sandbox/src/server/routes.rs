//! The routes of a sandbox.

use axum::Router;
use axum::extract::rejection::RawPathParamsRejection;
use axum::extract::{MatchedPath, RawPathParams, Request};
use axum::http::{Method, Uri};
use axum::middleware;
use axum::response::Response;

use super::dispatch;
use crate::http::refusal::Refusal;
use crate::http::respond;
use crate::model::operation::{Target, operations};
use crate::model::product::Product;
use crate::state::Shared;
use crate::state::route_table::{Route, RouteTable};
use crate::{accounts, controls, page, resources};

/// The parameters in a path, unless they are not valid text.
type PathParams = Result<RawPathParams, RawPathParamsRejection>;

/// The operation of a request, if one has its path and method.
pub(crate) fn target(request: &Request) -> Option<Target> {
    let pattern = request.extensions().get::<MatchedPath>()?.as_str();
    // A handler for GET also serves HEAD.
    let method = match request.method() {
        &Method::HEAD => &Method::GET,
        method => method,
    };
    Product::ALL.into_iter().find_map(|product| {
        let path = pattern.strip_prefix(product.base_path())?;
        let path = path.strip_suffix('/').unwrap_or(path);
        let mut found = operations(product);
        let operation = found.find(|found| found.path == path && found.method == *method)?;
        Some(Target { product, operation })
    })
}

/// The routes of the API, the accounts server, the controls and the page, and `more`; and their list.
pub(crate) fn router(shared: Shared, more: RouteTable) -> (Router, Vec<Route>) {
    let mut table = RouteTable::default();
    for product in Product::ALL {
        for operation in operations(product) {
            let Some(handler) = resources::handler(operation.id) else {
                tracing::error!(operation = operation.id, "the operation has no handler");
                continue;
            };
            let path = format!("{}{}", product.base_path(), operation.path);
            let state = shared.clone();
            let serve = async move |params: PathParams, request: Request| match params {
                Ok(params) if params.iter().all(|(_, value)| !value.is_empty()) => {
                    dispatch::serve(state, product, operation, handler, params, request).await
                }
                // An id that is missing, or not valid text.
                Ok(_) | Err(_) => respond::refusal(&Refusal::UnknownPath),
            };
            // As on live servers, a trailing slash makes no difference.
            table = table
                .on(operation.method.clone(), &format!("{path}/"), serve.clone())
                .on(operation.method.clone(), &path, serve);
        }
    }
    let (router, routes) = table
        .get(accounts::AUTHORIZE, accounts::ask)
        .post(accounts::AUTHORIZE, accounts::answer)
        .get("/oauth/serverinfo", accounts::server_info)
        .post("/oauth/v2/token", accounts::issue)
        .post("/oauth/v2/token/revoke", accounts::revoke)
        .merge(controls::routes())
        .merge(page::routes())
        .merge(more)
        .into_parts();
    let router = router
        .fallback(unknown_path)
        .method_not_allowed_fallback(method_not_allowed)
        .layer(middleware::from_fn_with_state(
            shared.clone(),
            super::middleware::handle,
        ))
        .with_state(shared);
    (router, routes)
}

async fn unknown_path(uri: Uri) -> Response {
    tracing::info!(path = uri.path(), "no operation has this path");
    respond::refusal(&Refusal::UnknownPath)
}

async fn method_not_allowed(method: Method) -> Response {
    respond::refusal(&Refusal::MethodNotAllowed(method.to_string()))
}
