//! Forwarding of an intercepted request to the sandbox.

use axum::Router;
use axum::body::Body;
use axum::http::uri::{Authority as Target, PathAndQuery};
use axum::http::{Request, Response, Uri, header};
use tower::ServiceExt as _;
use tracing::debug;

use super::hosts::{Host, Via};
use super::rejection::Rejection;

/// Lets the sandbox answer a request to `host`.
pub(super) async fn forward(host: Host, router: &Router, request: Request<Body>) -> Response<Body> {
    match arrived(host, request) {
        Ok(request) => router
            .clone()
            .oneshot(request)
            .await
            .unwrap_or_else(|never| match never {}),
        Err(rejection) => {
            debug!(%rejection, "the interceptor refused a request");
            rejection.into()
        }
    }
}

/// The request as the sandbox knows it.
fn arrived(host: Host, mut request: Request<Body>) -> Result<Request<Body>, Rejection> {
    match asked(&request) {
        Some(asked) if !is(&asked, host) => {
            return Err(Rejection::Misdirected {
                opened: host,
                asked,
            });
        }
        _ => {}
    }
    *request.uri_mut() = local(host, request.uri()).ok_or(Rejection::NoSuchPath(host))?;
    request.extensions_mut().insert(Via::new(host));
    Ok(request)
}

/// The host that the request names.
fn asked(request: &Request<Body>) -> Option<String> {
    if let Some(target) = request.uri().authority() {
        return Some(target.to_string());
    }
    let named = request.headers().get(header::HOST)?;
    Some(String::from_utf8_lossy(named.as_bytes()).into_owned())
}

fn is(asked: &str, host: Host) -> bool {
    asked.parse::<Target>().is_ok_and(|target| {
        Host::named(target.host()) == Some(host) && target.port_u16().is_none_or(|port| port == 443)
    })
}

/// The sandbox's path for this address of the host.
fn local(host: Host, uri: &Uri) -> Option<Uri> {
    let path = host.route(uri.path())?;
    let target = match uri.query() {
        Some(query) => format!("{path}?{query}"),
        None => path,
    };
    PathAndQuery::try_from(target).ok().map(Uri::from)
}
