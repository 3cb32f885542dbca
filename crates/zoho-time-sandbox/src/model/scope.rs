//! OAuth scopes.

use crate::model::product::Product;

/// The kind of access to projects that an operation requires.
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

    /// Whether scopes, separated by commas or blanks, allow this in a product. Full access to the projects or
    /// to the whole product includes it.
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

/// The single scopes in a list, separated by commas or blanks.
pub(crate) fn each(scopes: &str) -> impl Iterator<Item = &str> {
    let parts = scopes.split([',', ' ']);
    parts.map(str::trim).filter(|scope| !scope.is_empty())
}

/// Other areas of a product for which programs request access. The sandbox has no operations for them.
const OTHER_AREAS: [&str; 5] = ["contacts", "customers", "expenses", "invoices", "settings"];

/// The parts of a known scope: product, area and access.
fn parts(scope: &str) -> Option<(Product, &str, &str)> {
    let (prefix, rest) = scope.split_once('.')?;
    let (area, what) = rest.split_once('.')?;
    let product = Product::ALL
        .into_iter()
        .find(|product| product.scope_prefix() == prefix)?;
    let exists = match area {
        "fullaccess" => what.eq_ignore_ascii_case("all"),
        _ => {
            (area == "projects" || OTHER_AREAS.contains(&area))
                && ["CREATE", "READ", "UPDATE", "DELETE", "ALL"].contains(&what)
        }
    };
    exists.then_some((product, area, what))
}

/// Whether the scope is known.
pub(crate) fn exists(scope: &str) -> bool {
    parts(scope).is_some()
}

/// Description of a scope for people.
pub(crate) fn describe(scope: &str) -> String {
    let Some((product, area, what)) = parts(scope) else {
        return "Nothing known to this sandbox".into();
    };
    let area = match area {
        "fullaccess" => "everything",
        "projects" => "projects, tasks, time entries and timers",
        area => area,
    };
    let deed = match what {
        "CREATE" => "Add",
        "READ" => "See",
        "UPDATE" => "Change",
        "DELETE" => "Delete",
        _ => "See, add, change and delete",
    };
    format!("{deed} {area} in {}", product.name())
}

/// Everything in all three products.
pub(crate) fn all_scopes() -> String {
    let scopes = Product::ALL.map(|product| format!("{}.projects.ALL", product.scope_prefix()));
    scopes.join(",")
}

#[cfg(test)]
mod tests {
    use super::{Scope, all_scopes, describe, exists};
    use crate::model::product::Product;

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

    #[test]
    fn only_scopes_of_the_products_exist() {
        for scope in [
            "ZohoBooks.projects.READ",
            "ZohoSubscriptions.projects.ALL",
            "ZohoInvoice.fullaccess.all",
            "ZohoBooks.settings.READ",
        ] {
            assert!(exists(scope), "{scope}");
        }
        for scope in [
            "ZohoBooks.timesheets.READ",
            "ZohoBooks.projects.read",
            "ZohoBilling.projects.READ",
            "ZohoBooks.projects",
            "ZohoBooks",
        ] {
            assert!(!exists(scope), "{scope}");
        }
        assert_eq!(
            describe("ZohoSubscriptions.projects.DELETE"),
            "Delete projects, tasks, time entries and timers in Zoho Billing"
        );
    }
}
