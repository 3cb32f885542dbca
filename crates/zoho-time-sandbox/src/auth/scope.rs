//! OAuth scopes.

use crate::product::Product;

/// What an operation does with projects, which is what its scope is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Scope {
    /// `projects.CREATE`
    Create,
    /// `projects.READ`
    Read,
    /// `projects.UPDATE`
    Update,
    /// `projects.DELETE`
    Delete,
}

impl Scope {
    const fn name(self) -> &'static str {
        match self {
            Self::Create => "CREATE",
            Self::Read => "READ",
            Self::Update => "UPDATE",
            Self::Delete => "DELETE",
        }
    }

    /// Whether scopes, separated by commas or blanks, allow this in a product. Full access to the
    /// projects, or to the whole product, allows it too.
    pub(crate) fn is_in(self, scopes: &str, product: Product) -> bool {
        each(scopes).any(|scope| {
            let rest = scope
                .strip_prefix(product.scope_prefix())
                .and_then(|rest| rest.strip_prefix('.'));
            match rest.and_then(|rest| rest.split_once('.')) {
                Some(("projects", what)) => what == self.name() || what == "ALL",
                Some(("fullaccess", what)) => what.eq_ignore_ascii_case("all"),
                _ => false,
            }
        })
    }
}

/// The single scopes in a list with commas or blanks between them.
fn each(scopes: &str) -> impl Iterator<Item = &str> {
    let parts = scopes.split([',', ' ']);
    parts.map(str::trim).filter(|scope| !scope.is_empty())
}

/// Everything in all three products.
pub(crate) fn all_scopes() -> String {
    let scopes = Product::ALL.map(|product| format!("{}.projects.ALL", product.scope_prefix()));
    scopes.join(",")
}

#[cfg(test)]
mod tests {
    use super::{Scope, all_scopes};
    use crate::product::Product;

    #[test]
    fn a_scope_holds_for_one_product_and_one_deed() {
        let scopes = "ZohoBooks.projects.READ, ZohoInvoice.projects.CREATE";
        assert!(Scope::Read.is_in(scopes, Product::Books));
        assert!(!Scope::Create.is_in(scopes, Product::Books));
        assert!(!Scope::Read.is_in(scopes, Product::Invoice));
        assert!(Scope::Create.is_in(scopes, Product::Invoice));
        assert!(!Scope::Read.is_in(scopes, Product::Billing));
    }

    #[test]
    fn full_access_includes_every_deed() {
        for scopes in ["ZohoBooks.fullaccess.all", "ZohoBooks.projects.ALL"] {
            assert!(Scope::Delete.is_in(scopes, Product::Books), "{scopes}");
            assert!(!Scope::Delete.is_in(scopes, Product::Billing), "{scopes}");
        }
        for product in Product::ALL {
            assert!(Scope::Update.is_in(&all_scopes(), product));
        }
    }

    #[test]
    fn what_only_looks_like_a_scope_allows_nothing() {
        for scopes in [
            "",
            "projects.READ",
            "ZohoBooks.READ",
            "ZohoBooksX.projects.READ",
            "ZohoBooks.timesheets.READ",
            "zohobooks.projects.read",
        ] {
            assert!(!Scope::Read.is_in(scopes, Product::Books), "{scopes}");
        }
    }
}
