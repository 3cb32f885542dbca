//! The outermost layer of the HTTP server: checks the host and the origin of every request.

use axum::Router;
use axum::extract::{Request, State};
use axum::middleware::{self, Next};
use axum::response::Response;

use crate::accounts;
use crate::guard::cors_layer;
use crate::http::respond;
use crate::state::Shared;
use crate::state::base_url::BaseUrl;

/// Wraps everything that a router serves in the guard, and allows the origins of
/// [`allow_origin`](crate::SandboxBuilder::allow_origin).
pub(crate) fn around(router: Router, shared: &Shared) -> Router {
    let router = match cors_layer(shared.policy.origins()) {
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
            if path == accounts::AUTHORIZE {
                accounts::foreign_page()
            } else {
                respond::at_the_edge(denial.status(), &denial.to_string())
            }
        }
    }
}
