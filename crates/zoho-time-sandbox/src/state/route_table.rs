//! A router that can list its routes.

use axum::Router;
use axum::handler::Handler;
use axum::http::Method;
use axum::routing::{MethodFilter, on};

use crate::state::Shared;

/// A method and a path that a sandbox serves; see [`Sandbox::routes`](crate::Sandbox::routes).
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub struct Route {
    /// The HTTP method. Every route for GET answers HEAD as well.
    pub method: Method,
    /// The path, with a name in braces for each variable segment, such as
    /// `/books/v3/projects/{project_id}`. A name after `*` matches the rest of the path.
    pub path: String,
}

/// Routes and their handlers. All routes are added here, so the list is complete.
#[derive(Debug, Default)]
pub(crate) struct RouteTable {
    router: Router<Shared>,
    routes: Vec<Route>,
}

impl RouteTable {
    pub(crate) fn get<H, T>(self, path: &str, handler: H) -> Self
    where
        H: Handler<T, Shared>,
        T: 'static,
    {
        self.on(Method::GET, path, handler)
    }

    pub(crate) fn post<H, T>(self, path: &str, handler: H) -> Self
    where
        H: Handler<T, Shared>,
        T: 'static,
    {
        self.on(Method::POST, path, handler)
    }

    pub(crate) fn put<H, T>(self, path: &str, handler: H) -> Self
    where
        H: Handler<T, Shared>,
        T: 'static,
    {
        self.on(Method::PUT, path, handler)
    }

    pub(crate) fn delete<H, T>(self, path: &str, handler: H) -> Self
    where
        H: Handler<T, Shared>,
        T: 'static,
    {
        self.on(Method::DELETE, path, handler)
    }

    /// Adds a route for one method, which may be any but CONNECT.
    pub(crate) fn on<H, T>(mut self, method: Method, path: &str, handler: H) -> Self
    where
        H: Handler<T, Shared>,
        T: 'static,
    {
        let Ok(filter) = MethodFilter::try_from(method.clone()) else {
            return self;
        };
        self.router = self.router.route(path, on(filter, handler));
        self.routes.push(Route {
            method,
            path: path.to_owned(),
        });
        self
    }

    pub(crate) fn merge(mut self, other: Self) -> Self {
        self.router = self.router.merge(other.router);
        self.routes.extend(other.routes);
        self
    }

    /// The router, and the list of its routes.
    pub(crate) fn into_parts(self) -> (Router<Shared>, Vec<Route>) {
        (self.router, self.routes)
    }
}
