//! The outermost layer of the HTTP server, which keeps foreign web pages out.
//!
//! A browser lends its reach to every page it shows: a page can post a form to an address of this
//! machine, or point a host name of its own at it and read the responses (DNS rebinding). The
//! page and the controls of a sandbox ask for no token, and the tokens of the API are public. So
//! every request is checked here, whatever it is for, except those that came through the stand-in
//! for Zoho's hosts, which a web page cannot address.
//!
//! Programs other than browsers send no `Origin`, and their `Host` is the address they connect
//! to, so they pass.

mod allowances;
mod cors;
mod names;
mod policy;

use axum::Router;
use axum::extract::{FromRequestParts, Request, State};
use axum::http::request::Parts;
use axum::middleware::{self, Next};
use axum::response::Response;

pub(crate) use self::allowances::Allowances;
pub(crate) use self::policy::Policy;
use crate::state::Shared;
use crate::{auth, respond};

/// Puts the guard around everything a router serves, and admits the origins that
/// [`allow_origin`](crate::SandboxBuilder::allow_origin) has named.
pub(crate) fn around(router: Router, shared: &Shared) -> Router {
    let router = match cors::layer(shared.policy.origins()) {
        Some(layer) => router.layer(layer),
        None => router,
    };
    router.layer(middleware::from_fn_with_state(shared.clone(), check))
}

async fn check(State(shared): State<Shared>, mut request: Request, next: Next) -> Response {
    let path = request.uri().path();
    match shared
        .policy
        .admit(request.method(), request.uri(), request.headers())
    {
        Ok(host) => {
            let base_url = format!("http://{host}");
            request.extensions_mut().insert(BaseUrl(base_url));
            next.run(request).await
        }
        Err(denial) => {
            tracing::warn!(path, %denial, "refused");
            if path == auth::AUTHORIZE {
                auth::foreign_page()
            } else {
                respond::at_the_edge(denial.status(), &denial.to_string())
            }
        }
    }
}

/// The address of the sandbox as the client of a request knows it, such as
/// `http://zoho-sandbox:8080`. It is derived from the `Host` of the request, which the guard has
/// checked.
#[derive(Debug, Clone)]
pub(crate) struct BaseUrl(pub(crate) String);

impl BaseUrl {
    /// The address for a request with these extensions. A request that did not pass the guard gets
    /// the address that the sandbox listens on.
    pub(crate) fn of(shared: &Shared, extensions: &axum::http::Extensions) -> Self {
        let known = extensions.get::<Self>().cloned();
        known.unwrap_or_else(|| Self(shared.base_url.clone()))
    }

    /// The same host with another port.
    pub(crate) fn with_port(&self, port: u16) -> String {
        let host = self.0.strip_prefix("http://").unwrap_or(&self.0);
        let name = match host.rsplit_once(':') {
            // The last colon of an IPv6 address without a port is inside the brackets.
            Some((name, digits)) if !digits.ends_with(']') => name,
            _ => host,
        };
        format!("http://{name}:{port}")
    }
}

impl FromRequestParts<Shared> for BaseUrl {
    type Rejection = std::convert::Infallible;

    async fn from_request_parts(
        parts: &mut Parts,
        shared: &Shared,
    ) -> Result<Self, Self::Rejection> {
        Ok(Self::of(shared, &parts.extensions))
    }
}

#[cfg(test)]
mod tests {
    use super::BaseUrl;

    #[test]
    fn another_port_replaces_the_port() {
        for (known, expected) in [
            ("http://127.0.0.1:8080", "http://127.0.0.1:9"),
            ("http://zoho-sandbox", "http://zoho-sandbox:9"),
            ("http://[::1]:8080", "http://[::1]:9"),
            ("http://[::1]", "http://[::1]:9"),
        ] {
            assert_eq!(BaseUrl(known.to_owned()).with_port(9), expected);
        }
    }
}
