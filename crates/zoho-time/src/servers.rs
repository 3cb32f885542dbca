//! The choice of the API and of the accounts server that a client talks to. Secrets go only where the
//! caller's settings lead; a pure function, tested as a table.

use url::Url;

use crate::address::{PlainHttp, is_loopback, parse};
use crate::config_error::ConfigError;
use crate::data_center::DataCenter;

/// The settings of the caller.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Configured<'a> {
    pub(crate) data_center: DataCenter,
    pub(crate) base_url: Option<&'a str>,
    pub(crate) accounts_url: Option<&'a str>,
    pub(crate) plain_http: PlainHttp,
}

/// The servers of a client.
#[derive(Debug)]
pub(crate) struct Servers {
    /// The API, without the product's path.
    pub(crate) api: Url,
    /// The accounts server; absent if the settings do not say where it is.
    pub(crate) accounts: Option<Url>,
    /// Whether the API is where the accounts server says, rather than at a fixed address.
    pub(crate) follow_api_domain: bool,
}

impl Configured<'_> {
    /// Chooses the servers. A setting that is missing follows from the other one, so that the two never
    /// belong to different operators: a sandbox serves both, and each data centre has its own. The accounts
    /// server of any other API cannot be known.
    pub(crate) fn servers(self) -> Result<Servers, ConfigError> {
        let read = |text: &str| parse(text, self.plain_http);
        let base = self.base_url.map(read).transpose()?;
        let accounts = self.accounts_url.map(read).transpose()?;
        let follow_api_domain = base.is_none();
        let (api, accounts) = match (base, accounts) {
            (Some(base), Some(accounts)) => (base, Some(accounts)),
            (Some(base), None) => {
                let accounts = match DataCenter::of_api(&base) {
                    Some(center) => Some(read(&center.accounts_url())?),
                    None => Some(base.clone()).filter(is_loopback),
                };
                (base, accounts)
            }
            (None, Some(accounts)) => {
                let api = match DataCenter::of_accounts(&accounts) {
                    Some(center) => read(&center.api_url())?,
                    None => {
                        let mut origin = accounts.clone();
                        origin.set_path("");
                        origin
                    }
                };
                (api, Some(accounts))
            }
            (None, None) => (
                read(&self.data_center.api_url())?,
                Some(read(&self.data_center.accounts_url())?),
            ),
        };
        Ok(Servers {
            api,
            accounts,
            follow_api_domain,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_missing_address_follows_from_the_other_one() {
        // The base URL, the accounts URL, and the servers that follow.
        let cases = [
            (
                None,
                None,
                "https://www.zohoapis.in/",
                Some("https://accounts.zoho.in/"),
            ),
            (
                Some("http://127.0.0.1:8080"),
                None,
                "http://127.0.0.1:8080/",
                Some("http://127.0.0.1:8080/"),
            ),
            (
                Some("http://localhost:8080/zoho/"),
                None,
                "http://localhost:8080/zoho",
                Some("http://localhost:8080/zoho"),
            ),
            (
                Some("https://www.zohoapis.com.au"),
                None,
                "https://www.zohoapis.com.au/",
                Some("https://accounts.zoho.com.au/"),
            ),
            // A gateway could be anyone's.
            (
                Some("https://gateway.example/zoho"),
                None,
                "https://gateway.example/zoho",
                None,
            ),
            (
                Some("https://www.zohoapis.com.evil.example"),
                None,
                "https://www.zohoapis.com.evil.example/",
                None,
            ),
            (
                Some("https://gateway.example/zoho"),
                Some("https://accounts.zoho.eu"),
                "https://gateway.example/zoho",
                Some("https://accounts.zoho.eu/"),
            ),
            (
                None,
                Some("https://accounts.zohocloud.ca"),
                "https://www.zohoapis.ca/",
                Some("https://accounts.zohocloud.ca/"),
            ),
            (
                None,
                Some("http://[::1]:8080"),
                "http://[::1]:8080/",
                Some("http://[::1]:8080/"),
            ),
            (
                None,
                Some("https://gateway.example/accounts"),
                "https://gateway.example/",
                Some("https://gateway.example/accounts"),
            ),
        ];
        for (base_url, accounts_url, api, accounts) in cases {
            let configured = Configured {
                data_center: DataCenter::India,
                base_url,
                accounts_url,
                plain_http: PlainHttp::LoopbackOnly,
            };
            let servers = configured.servers().unwrap();
            assert_eq!(servers.api.as_str(), api, "{configured:?}");
            let found = servers.accounts.as_ref().map(Url::as_str);
            assert_eq!(found, accounts, "{configured:?}");
            assert_eq!(servers.follow_api_domain, base_url.is_none());
        }
    }
}
