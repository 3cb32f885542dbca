use crate::operations::OPERATIONS;

/// An operation of the spec, for code that treats all operations alike.
///
/// [`operations`](crate::operations) has a static of each.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Operation {
    /// The id, which is also the name of the client's method.
    pub id: &'static str,
    /// The HTTP method, in capitals.
    pub method: &'static str,
    /// The path template, such as `/projects/{project_id}`.
    pub path: &'static str,
    /// A summary in a few words.
    pub summary: &'static str,
    /// Whether sending it twice has the same effect as sending it once.
    pub idempotent: bool,
    /// Whether the response is a page of a list.
    pub paged: bool,
    /// The OAuth scope that each product requires: `("books", "ZohoBooks.projects.READ")`. A product
    /// that is missing here does not have the operation.
    pub scopes: &'static [(&'static str, &'static str)],
    /// The HTTP status of a success: 204 for an operation without a response body.
    pub success: u16,
}

impl Operation {
    /// The operation with this id.
    ///
    /// ```
    /// use zoho_time_client::Operation;
    ///
    /// let operation = Operation::by_id("get_project").expect("it exists");
    /// assert_eq!(operation.path, "/projects/{project_id}");
    /// assert_eq!(operation.scope("books"), Some("ZohoBooks.projects.READ"));
    /// assert_eq!(operation.action(), "READ");
    /// ```
    #[must_use]
    pub fn by_id(id: &str) -> Option<&'static Self> {
        let index = OPERATIONS.binary_search_by(|operation| operation.id.cmp(id));
        index.ok().and_then(|index| OPERATIONS.get(index)).copied()
    }

    /// The scope that the product requires, if it has the operation: `books`, `billing` or `invoice`.
    #[must_use]
    pub fn scope(&self, product: &str) -> Option<&'static str> {
        self.scopes
            .iter()
            .find_map(|(name, scope)| (*name == product).then_some(*scope))
    }

    /// The last part of the scope, which all products share: `CREATE`, `READ`, `UPDATE` or `DELETE`.
    #[must_use]
    pub fn action(&self) -> &'static str {
        let scope = self.scopes.first().map_or("", |(_, scope)| *scope);
        scope.rsplit_once('.').map_or(scope, |(_, action)| action)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_is_sorted_so_that_every_operation_is_found() {
        assert!(OPERATIONS.is_sorted_by(|a, b| a.id < b.id));
        for operation in OPERATIONS {
            assert_eq!(Operation::by_id(operation.id), Some(*operation));
        }
        assert_eq!(Operation::by_id("make_coffee"), None);
    }
}
