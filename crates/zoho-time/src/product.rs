//! The products that serve the API, and the differences between their requests.

use std::fmt;
use std::str::FromStr;

use zoho_time_client::{InvalidRequest, Request};
use zoho_time_types::OrganizationId;

use crate::config_error::ConfigError;

/// A Zoho product that serves projects, tasks and time entries.
///
/// The products share paths and bodies. They differ in the base path, in how a request names the organization, and
/// in the prefix of the scopes.
///
/// ```
/// use zoho_time::Product;
///
/// let product: Product = "invoice".parse()?;
/// assert_eq!(product, Product::Invoice);
/// assert_eq!(product.base_path(), "/invoice/v3");
/// # Ok::<(), zoho_time::ConfigError>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Product {
    /// Zoho Books.
    Books,
    /// Zoho Billing, formerly Zoho Subscriptions.
    Billing,
    /// Zoho Invoice.
    Invoice,
}

impl Product {
    /// All products, in the order of the spec's servers.
    pub const ALL: [Self; 3] = [Self::Books, Self::Billing, Self::Invoice];

    /// The short name, as in the spec's security schemes and in `ZOHO_TIME_PRODUCT`.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Books => "books",
            Self::Billing => "billing",
            Self::Invoice => "invoice",
        }
    }

    /// The prefix of the product's paths, such as `/books/v3`.
    #[must_use]
    pub const fn base_path(self) -> &'static str {
        match self {
            Self::Books => "/books/v3",
            Self::Billing => "/billing/v1",
            Self::Invoice => "/invoice/v3",
        }
    }

    /// Adds the organization to a request, in the form of this product.
    pub(crate) fn name_organization(
        self,
        request: Request,
        organization: &OrganizationId,
    ) -> Result<Request, InvalidRequest> {
        let header = match self {
            Self::Books => return Ok(request.query("organization_id", [organization])),
            Self::Billing => "x-com-zoho-subscriptions-organizationid",
            Self::Invoice => "x-com-zoho-invoice-organizationid",
        };
        request.header(header, Some(organization))
    }
}

impl fmt::Display for Product {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

impl FromStr for Product {
    type Err = ConfigError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Self::ALL
            .into_iter()
            .find(|product| product.name().eq_ignore_ascii_case(text.trim()))
            .ok_or_else(|| ConfigError::UnknownProduct(text.to_owned()))
    }
}
