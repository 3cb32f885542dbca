//! The API servers that an access token may be sent to. The accounts server names one, and so does a stored
//! token; either may be wrong, so the name is checked before a token is sent there.

use url::{Host, Url};

use crate::address::{PlainHttp, is_loopback};
use crate::config_error::ConfigError;
use crate::data_center::DataCenter;

/// What the caller allows beyond the hosts that belong to the accounts server.
#[derive(Clone, Debug, Default)]
pub(crate) struct ApiHosts {
    allowed: Vec<(Host<String>, Option<u16>)>,
    plain_http: PlainHttp,
}

impl ApiHosts {
    /// Allows no additional hosts.
    pub(crate) fn new(plain_http: PlainHttp) -> Self {
        Self {
            allowed: Vec::new(),
            plain_http,
        }
    }

    /// Allows a host, such as `api.example.com`, with any port unless one is given.
    pub(crate) fn allow(&mut self, host: &str) -> Result<(), ConfigError> {
        let invalid = || ConfigError::InvalidAddress {
            address: host.to_owned(),
            reason:
                "it must be the name of a host, such as api.example.com, without scheme and path"
                    .to_owned(),
        };
        if host.contains(['/', '\\', '@', '?', '#']) {
            return Err(invalid());
        }
        // The scheme has no default port that would be left out.
        let url = Url::parse(&format!("zoho-time://{host}")).map_err(|_| invalid())?;
        // Only the form that https has is the one that names are compared in.
        let name = url.host_str().ok_or_else(invalid)?;
        let name = Url::parse(&format!("https://{name}")).map_err(|_| invalid())?;
        let name = name.host().ok_or_else(invalid)?.to_owned();
        self.allowed.push((name, url.port()));
        Ok(())
    }

    /// Whether a token of this accounts server may be sent to this API server.
    pub(super) fn admit(&self, accounts: &Url, api: &Url) -> bool {
        let Some(host) = api.host().filter(|_| is_plain(api)) else {
            return false;
        };
        let is_allowed = self.allowed.iter().any(|(name, port)| {
            *name == host.to_owned() && (port.is_none() || *port == api.port_or_known_default())
        });
        let is_encrypted = api.scheme() == "https";
        let may_be_plain = api.scheme() == "http"
            && (is_loopback(api) || self.plain_http == PlainHttp::Anywhere)
            // A token that came encrypted does not leave unencrypted.
            && (accounts.scheme() == "http" || is_allowed);
        if !is_encrypted && !may_be_plain {
            return false;
        }
        is_allowed
            || match DataCenter::of_accounts(accounts) {
                Some(_) => DataCenter::of_api(api).is_some(),
                None => {
                    accounts.host() == api.host() || (is_localhost(accounts) && is_localhost(api))
                }
            }
    }
}

/// Whether an address has one of the names that a server on this machine usually goes by.
fn is_localhost(url: &Url) -> bool {
    matches!(url.host_str(), Some("localhost" | "127.0.0.1" | "[::1]"))
}

/// Whether an address is that of a server, with no credentials, query or fragment in it.
fn is_plain(url: &Url) -> bool {
    url.username().is_empty()
        && url.password().is_none()
        && url.query().is_none()
        && url.fragment().is_none()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn admits(hosts: &ApiHosts, accounts: &str, api: &str) -> bool {
        hosts.admit(&accounts.parse().unwrap(), &api.parse().unwrap())
    }

    #[test]
    fn an_accounts_server_leads_to_its_own_operator_only() {
        let hosts = ApiHosts::default();
        let zoho = "https://accounts.zoho.eu";
        let gateway = "https://gateway.example:8443/accounts";
        let sandbox = "http://127.0.0.1:8080";
        for (accounts, api, expected) in [
            (zoho, "https://www.zohoapis.eu", true),
            (zoho, "https://www.zohoapis.com.au/", true),
            (
                "https://accounts.zohocloud.ca",
                "https://www.zohoapis.ca",
                true,
            ),
            (zoho, "https://WWW.ZOHOAPIS.EU:443", true),
            (zoho, "http://www.zohoapis.eu", false),
            (zoho, "https://www.zohoapis.eu:444", false),
            (zoho, "https://www.zohoapis.eu.", false),
            (zoho, "https://www.zohoapis.eu.evil.example", false),
            (zoho, "https://www.zohoapis.evil.example", false),
            (zoho, "https://user@www.zohoapis.eu", false),
            (zoho, "https://www.zohoapis.eu/?a", false),
            (zoho, "https://www.zohoapis.eu/#a", false),
            (zoho, "https://accounts.zoho.eu", false),
            (zoho, "http://localhost", false),
            (zoho, "https://localhost", false),
            (zoho, "ftp://www.zohoapis.eu", false),
            (zoho, "mailto:a@b", false),
            // Not one of Zoho's, although its name is similar.
            (
                "https://accounts.zoho.eu:444",
                "https://www.zohoapis.eu",
                false,
            ),
            ("http://accounts.zoho.eu", "https://www.zohoapis.eu", false),
            (gateway, "https://gateway.example", true),
            (gateway, "https://gateway.example:9443/api", true),
            (gateway, "http://gateway.example", false),
            (gateway, "https://api.gateway.example", false),
            (gateway, "https://www.zohoapis.eu", false),
            (gateway, "http://127.0.0.1", false),
            (sandbox, "http://127.0.0.1:8080", true),
            (sandbox, "http://127.0.0.1:9090", true),
            (sandbox, "http://localhost:8080", true),
            (sandbox, "http://[::1]:8080", true),
            (sandbox, "http://127.0.0.2:8080", false),
            (sandbox, "https://127.0.0.1", true),
            (sandbox, "https://www.zohoapis.eu", false),
            (sandbox, "http://192.168.0.1:8080", false),
        ] {
            assert_eq!(admits(&hosts, accounts, api), expected, "{accounts} {api}");
        }
    }

    #[test]
    fn a_host_that_the_caller_allows_is_admitted() {
        let mut hosts = ApiHosts::new(PlainHttp::LoopbackOnly);
        for host in [
            "API.example.com",
            "other.example:8443",
            "localhost",
            "[::1]:8080",
        ] {
            hosts.allow(host).unwrap();
        }
        let zoho = "https://accounts.zoho.eu";
        for (api, expected) in [
            ("https://api.example.com", true),
            ("https://api.example.com:9000/zoho", true),
            ("http://api.example.com", false),
            ("https://x.api.example.com", false),
            ("https://other.example:8443", true),
            ("https://other.example", false),
            ("http://localhost:1", true),
            ("http://[::1]:8080", true),
            ("http://[::1]:8081", false),
            ("http://127.0.0.1", false),
            ("https://www.zohoapis.eu", true),
        ] {
            assert_eq!(admits(&hosts, zoho, api), expected, "{api}");
        }
        hosts.plain_http = PlainHttp::Anywhere;
        assert!(admits(&hosts, zoho, "http://api.example.com"));
        assert!(!admits(&hosts, zoho, "http://www.zohoapis.eu"));
        assert!(admits(&hosts, "http://sandbox:8080", "http://sandbox:8080"));
        for wrong in [
            "",
            "https://a.example",
            "a.example/x",
            "a@b",
            "a b",
            "a:port",
        ] {
            assert!(hosts.allow(wrong).is_err(), "{wrong}");
        }
    }
}
