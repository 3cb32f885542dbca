//! OAuth scopes.

use std::collections::BTreeSet;
use std::fmt;

use zoho_time_client::Operation;
use zoho_time_client::operations::OPERATIONS;

use crate::product::Product;

/// The scopes that a program requests from a user. Request only those that the program uses: the user sees them.
///
/// The spec lists the scope that an operation requires in each product.
///
/// ```
/// use zoho_time::Product;
/// use zoho_time::auth::Scopes;
///
/// # fn main() -> Result<(), Box<dyn std::error::Error>> {
/// let scopes = Scopes::for_operations(Product::Books, &["list_projects", "log_time_entry"])?;
/// assert_eq!(scopes.to_string(), "ZohoBooks.projects.CREATE,ZohoBooks.projects.READ");
///
/// // All operations of this crate in a product, and another scope.
/// let scopes = Scopes::all(Product::Invoice).and("ZohoInvoice.settings.READ");
/// assert_eq!(scopes.iter().count(), 5);
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Scopes(BTreeSet<String>);

/// The product has no operation with this id.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error(
    "{product} has no operation {id:?}: use an operation id of the spec, such as list_projects"
)]
pub struct UnknownOperation {
    id: String,
    product: Product,
}

impl Scopes {
    /// No scopes.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// The scopes of all operations of a product.
    #[must_use]
    pub fn all(product: Product) -> Self {
        let scopes = OPERATIONS
            .iter()
            .filter_map(|operation| operation.scope(product.name()));
        Self(scopes.map(str::to_owned).collect())
    }

    /// The scopes of these operations of a product, by their ids in the spec, such as `list_projects`.
    ///
    /// # Errors
    ///
    /// Fails if the product has no operation with one of the ids.
    pub fn for_operations(product: Product, ids: &[&str]) -> Result<Self, UnknownOperation> {
        let scope = |id: &&str| {
            let scope = Operation::by_id(id).and_then(|operation| operation.scope(product.name()));
            scope.map(str::to_owned).ok_or_else(|| UnknownOperation {
                id: (*id).to_owned(),
                product,
            })
        };
        ids.iter().map(scope).collect::<Result<_, _>>().map(Self)
    }

    /// Adds a scope.
    #[must_use]
    pub fn and(mut self, scope: &str) -> Self {
        self.0.insert(scope.to_owned());
        self
    }

    /// Adds the scopes of another set.
    #[must_use]
    pub fn and_all(mut self, others: Self) -> Self {
        self.0.extend(others.0);
        self
    }

    /// The scopes in alphabetical order.
    pub fn iter(&self) -> impl Iterator<Item = &str> {
        self.0.iter().map(String::as_str)
    }
}

/// Separated by commas, as the accounts server expects them.
impl fmt::Display for Scopes {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, scope) in self.iter().enumerate() {
            if index > 0 {
                f.write_str(",")?;
            }
            f.write_str(scope)?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_scopes_of_a_product_are_those_of_its_operations() {
        assert_eq!(
            Scopes::all(Product::Billing).to_string(),
            "ZohoSubscriptions.projects.CREATE,ZohoSubscriptions.projects.DELETE,\
             ZohoSubscriptions.projects.READ,ZohoSubscriptions.projects.UPDATE"
        );
        assert_eq!(Scopes::new().to_string(), "");
    }

    #[test]
    fn an_operation_that_the_product_lacks_is_an_error() {
        for id in ["list_everything", "update_project_by_custom_field"] {
            let error = Scopes::for_operations(Product::Invoice, &["list_projects", id]);
            let error = error.unwrap_err().to_string();
            assert!(
                error.contains(id) && error.starts_with("invoice"),
                "{error}"
            );
        }
    }
}
