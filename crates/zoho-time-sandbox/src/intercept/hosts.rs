//! The hosts the interceptor answers for, and what their paths mean.

use std::fmt;

use crate::model::product::Product;

/// A data center, by the domains of its hosts.
#[derive(Debug, PartialEq, Eq, Hash)]
struct Center {
    /// The domain of `www`, the API of all products.
    apis: &'static str,
    /// The domain of the accounts server and the older hosts of the products.
    zoho: &'static str,
}

/// Canada's second domain differs from the others: `zoho.ca` does not belong to Zoho.
const CENTERS: [Center; 10] = [
    center("zohoapis.com", "zoho.com"),
    center("zohoapis.eu", "zoho.eu"),
    center("zohoapis.in", "zoho.in"),
    center("zohoapis.com.au", "zoho.com.au"),
    center("zohoapis.jp", "zoho.jp"),
    center("zohoapis.ca", "zohocloud.ca"),
    center("zohoapis.com.cn", "zoho.com.cn"),
    center("zohoapis.sa", "zoho.sa"),
    center("zohoapis.uk", "zoho.uk"),
    center("zohoapis.ae", "zoho.ae"),
];

const fn center(apis: &'static str, zoho: &'static str) -> Center {
    Center { apis, zoho }
}

/// The service of a host.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
enum Service {
    Api,
    Accounts,
    Books,
    Invoice,
    Subscriptions,
    Billing,
}

impl Service {
    const ALL: [Self; 6] = [
        Self::Api,
        Self::Accounts,
        Self::Books,
        Self::Invoice,
        Self::Subscriptions,
        Self::Billing,
    ];

    /// The first label of its hosts.
    const fn label(self) -> &'static str {
        match self {
            Self::Api => "www",
            Self::Accounts => "accounts",
            Self::Books => "books",
            Self::Invoice => "invoice",
            Self::Subscriptions => "subscriptions",
            Self::Billing => "billing",
        }
    }

    const fn zone(self, center: &Center) -> &'static str {
        match self {
            Self::Api => center.apis,
            _ => center.zoho,
        }
    }
}

/// A host of Zoho that the interceptor answers for, such as `accounts.zoho.eu`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Host {
    service: Service,
    center: &'static Center,
}

impl Host {
    /// Every host the interceptor answers for.
    pub fn all() -> impl Iterator<Item = Self> {
        CENTERS
            .iter()
            .flat_map(|center| Service::ALL.map(|service| Self { service, center }))
    }

    /// The host of this name, in any case; nothing for a host the interceptor refuses.
    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        let (label, zone) = name.split_once('.')?;
        Self::all().find(|host| {
            host.service.label().eq_ignore_ascii_case(label)
                && host.service.zone(host.center).eq_ignore_ascii_case(zone)
        })
    }

    /// Its name, such as `accounts.zoho.eu`.
    #[must_use]
    pub fn name(self) -> String {
        self.to_string()
    }

    /// The address of the API in the host's data center, such as `https://www.zohoapis.eu`.
    #[must_use]
    pub fn api_domain(self) -> String {
        let service = Service::Api;
        let api = Self { service, ..self };
        format!("https://{api}")
    }

    /// The address of the accounts server of the host's data center, such as
    /// `https://accounts.zoho.eu`.
    #[must_use]
    pub fn accounts_server(self) -> String {
        let service = Service::Accounts;
        let accounts = Self { service, ..self };
        format!("https://{accounts}")
    }

    /// The sandbox's path for a `path` of the host.
    ///
    /// `None` for every path outside the service of the host: only the accounts server issues tokens, and no
    /// host has the controls of the sandbox.
    pub(super) fn route(self, path: &str) -> Option<String> {
        let moved = |from, product: Product| {
            below(from, path).map(|rest| format!("{}{rest}", product.base_path()))
        };
        match self.service {
            Service::Api => Product::ALL
                .iter()
                .any(|product| below(product.base_path(), path).is_some())
                .then(|| path.to_owned()),
            Service::Accounts => below("/oauth", path).map(|_| path.to_owned()),
            Service::Books => moved("/api/v3", Product::Books),
            Service::Invoice => moved("/api/v3", Product::Invoice),
            Service::Subscriptions | Service::Billing => moved("/api/v1", Product::Billing),
        }
    }
}

/// The remainder of a path below `base`.
fn below<'p>(base: &str, path: &'p str) -> Option<&'p str> {
    let rest = path.strip_prefix(base)?;
    (rest.is_empty() || rest.starts_with('/')).then_some(rest)
}

impl fmt::Display for Host {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (label, zone) = (self.service.label(), self.service.zone(self.center));
        write!(f, "{label}.{zone}")
    }
}

/// In the extensions of every request the interceptor hands on: which of Zoho's hosts was asked.
///
/// The program used an `https://` address of this host.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Via {
    host: Host,
}

impl Via {
    pub(super) const fn new(host: Host) -> Self {
        Self { host }
    }

    /// The host to which the program believes it is connected.
    #[must_use]
    pub const fn host(self) -> Host {
        self.host
    }

    /// The `api_domain` in a token response of this host, such as `https://www.zohoapis.eu`.
    #[must_use]
    pub fn api_domain(self) -> String {
        self.host.api_domain()
    }

    /// The accounts server of a program that used this host, such as
    /// `https://accounts.zoho.eu`.
    #[must_use]
    pub fn accounts_server(self) -> String {
        self.host.accounts_server()
    }

    /// The address the program used, such as `https://accounts.zoho.eu`.
    #[must_use]
    pub fn origin(self) -> String {
        format!("https://{}", self.host)
    }
}
