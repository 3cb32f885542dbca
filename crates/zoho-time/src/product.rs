//! The three products that serve this API, and how each wants a request.

use std::fmt;
use std::str::FromStr;

use http::{HeaderName, HeaderValue};
use zoho_time_types::OrganizationId;

use crate::config_error::ConfigError;

/// A Zoho product that serves projects, tasks and time entries.
///
/// The products share paths and bodies. They differ in the base path, in how a request names the
/// organisation, and in the prefix of the scopes.
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
    /// All products, in the order of the specification's servers.
    pub const ALL: [Self; 3] = [Self::Books, Self::Billing, Self::Invoice];

    /// The short name, as the specification's security schemes and `ZOHO_TIME_PRODUCT` have it.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Books => "books",
            Self::Billing => "billing",
            Self::Invoice => "invoice",
        }
    }

    /// The path that all of the product's paths begin with, such as `/books/v3`.
    #[must_use]
    pub const fn base_path(self) -> &'static str {
        match self {
            Self::Books => "/books/v3",
            Self::Billing => "/billing/v1",
            Self::Invoice => "/invoice/v3",
        }
    }

    /// Names the organisation in a request, in the way of this product.
    pub(crate) fn name_organization(
        self,
        request: &mut reqwest::Request,
        organization: &OrganizationId,
    ) {
        let header = match self {
            Self::Books => {
                request
                    .url_mut()
                    .query_pairs_mut()
                    .append_pair("organization_id", organization.as_str());
                return;
            }
            Self::Billing => HeaderName::from_static("x-com-zoho-subscriptions-organizationid"),
            Self::Invoice => HeaderName::from_static("x-com-zoho-invoice-organizationid"),
        };
        // An organisation id is digits only, which every header value may hold.
        if let Ok(value) = HeaderValue::from_str(organization.as_str()) {
            request.headers_mut().insert(header, value);
        }
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
