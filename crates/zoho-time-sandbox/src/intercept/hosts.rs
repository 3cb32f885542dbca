//! The hosts the interceptor answers for, and what their paths mean.

use std::fmt;

use crate::model::product::Product;

/// A data centre, by the zones its hosts are in.
#[derive(Debug, PartialEq, Eq, Hash)]
struct Center {
    /// Holds `www`, the API of all products.
    apis: &'static str,
    /// Holds the accounts server and the older hosts of the products.
    zoho: &'static str,
}

/// Canada's second zone has another name than the others: `zoho.ca` is not one of Zoho's.
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

/// What a host serves.
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

    /// The address of the API in the host's data centre, such as `https://www.zohoapis.eu`.
    #[must_use]
    pub fn api_domain(self) -> String {
        let service = Service::Api;
        let api = Self { service, ..self };
        format!("https://{api}")
    }

    /// The address of the accounts server of the host's data centre, such as
    /// `https://accounts.zoho.eu`.
    #[must_use]
    pub fn accounts_server(self) -> String {
        let service = Service::Accounts;
        let accounts = Self { service, ..self };
        format!("https://{accounts}")
    }

    /// Where the sandbox serves what the host serves under `path`.
    ///
    /// Nothing for every path that is not part of what the host is for: tokens are had from the
    /// accounts server only, and the controls of the sandbox from no host at all.
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

/// What follows `base` in a path below it.
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
/// The address the program used is always `https://` and this host.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Via {
    host: Host,
}

impl Via {
    pub(super) const fn new(host: Host) -> Self {
        Self { host }
    }

    /// The host the program believes it is talking to.
    #[must_use]
    pub const fn host(self) -> Host {
        self.host
    }

    /// What a token answer of this host has as its `api_domain`, such as `https://www.zohoapis.eu`.
    #[must_use]
    pub fn api_domain(self) -> String {
        self.host.api_domain()
    }

    /// The accounts server a program that used this host belongs to, such as
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
