//! The operations of the API, as the spec has them.

use axum::http::{Method, StatusCode};

use super::product::Product;
use super::scope::Scope;

/// An operation of the API.
#[derive(Debug)]
pub(crate) struct Operation {
    /// Its name in the spec.
    pub(crate) id: &'static str,
    pub(crate) method: Method,
    /// Its path below the base path of a product.
    pub(crate) path: &'static str,
    /// The scope that a token needs.
    pub(crate) scope: Scope,
    /// The HTTP status of a success.
    success: u16,
    /// The products that have it.
    products: &'static [Product],
}

const fn operation(
    id: &'static str,
    method: Method,
    path: &'static str,
    scope: Scope,
    success: u16,
    products: &'static [Product],
) -> Operation {
    Operation {
        id,
        method,
        path,
        scope,
        success,
        products,
    }
}

// All operations. A literal path segment takes precedence over a parameter, so `/projects/timeentries` is not the
// project of that name.
include!("../contract/operations.rs");

impl Operation {
    /// The HTTP status of a success.
    pub(crate) fn success(&self) -> StatusCode {
        StatusCode::from_u16(self.success).unwrap_or_default()
    }

    /// Whether a product has it.
    fn is_in(&self, product: Product) -> bool {
        self.products.contains(&product)
    }
}

/// An operation of one product.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Target {
    pub(crate) product: Product,
    pub(crate) operation: &'static Operation,
}

/// All operations, those that only some products have included.
pub(crate) fn all() -> impl Iterator<Item = &'static Operation> {
    OPERATIONS.iter()
}

/// The operations that a product has.
pub(crate) fn operations(product: Product) -> impl Iterator<Item = &'static Operation> {
    all().filter(move |operation| operation.is_in(product))
}

/// The methods that a product has for a path, in the order in which live servers name them.
pub(crate) fn methods(product: Product, path: &str) -> Vec<Method> {
    const ORDER: [Method; 5] = [
        Method::POST,
        Method::GET,
        Method::PUT,
        Method::DELETE,
        Method::PATCH,
    ];
    let has = |method: &Method| {
        operations(product).any(|operation| operation.path == path && operation.method == *method)
    };
    ORDER.into_iter().filter(has).collect()
}
