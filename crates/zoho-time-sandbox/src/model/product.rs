//! The three products and their differences.

/// A product whose API the sandbox serves.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Product {
    /// Zoho Books.
    Books,
    /// Zoho Billing, formerly Zoho Subscriptions.
    Billing,
    /// Zoho Invoice.
    Invoice,
}

impl Product {
    /// All products.
    pub const ALL: [Self; 3] = [Self::Books, Self::Billing, Self::Invoice];

    /// The base path of the product's API.
    #[must_use]
    pub const fn base_path(self) -> &'static str {
        match self {
            Self::Books => "/books/v3",
            Self::Billing => "/billing/v1",
            Self::Invoice => "/invoice/v3",
        }
    }

    /// The prefix of the product's OAuth scopes.
    #[must_use]
    pub const fn scope_prefix(self) -> &'static str {
        match self {
            Self::Books => "ZohoBooks",
            Self::Billing => "ZohoSubscriptions",
            Self::Invoice => "ZohoInvoice",
        }
    }

    /// The name of the product, for people.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Books => "Zoho Books",
            Self::Billing => "Zoho Billing",
            Self::Invoice => "Zoho Invoice",
        }
    }

    /// The name of the product in rules, logs and settings.
    #[must_use]
    pub const fn slug(self) -> &'static str {
        match self {
            Self::Books => "books",
            Self::Billing => "billing",
            Self::Invoice => "invoice",
        }
    }

    /// The header that names the organization, for products that have one.
    pub(crate) const fn organization_header(self) -> Option<&'static str> {
        match self {
            Self::Books => None,
            Self::Billing => Some("x-com-zoho-subscriptions-organizationid"),
            Self::Invoice => Some("x-com-zoho-invoice-organizationid"),
        }
    }

    /// Whether `organization_id` in the query names the organization.
    pub(crate) const fn organization_in_query(self) -> bool {
        matches!(self, Self::Books | Self::Invoice)
    }

    /// Where a request must name the organization, for an error message.
    pub(crate) const fn organization_place(self) -> &'static str {
        match self {
            Self::Books => "the query parameter organization_id",
            Self::Billing => "the header X-com-zoho-subscriptions-organizationid",
            Self::Invoice => "the header X-com-zoho-invoice-organizationid",
        }
    }
}

/// Wire style of the responses.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash)]
pub enum WireStyle {
    /// Fields, JSON types and messages as Zoho documents them.
    #[default]
    Documented,
    /// Fields, JSON types and messages as live servers have been seen to send them: amounts as numbers and as
    /// text, empty text for absent values, lists of tasks under `task`, many more fields, and time entries of
    /// the current month only by default.
    Observed,
}
