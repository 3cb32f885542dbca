//! Data centers. A token of one of them is unknown to all others.

use axum::http::{HeaderMap, header};

use crate::model::{Choice, choices};

choices! {
    /// A data center, named by the suffix of its hosts.
    DataCenter {
        UnitedStates = "com",
        Europe = "eu",
        India = "in",
        Australia = "com.au",
        Japan = "jp",
        Canada = "ca",
        China = "com.cn",
        SaudiArabia = "sa",
        UnitedKingdom = "uk",
        UnitedArabEmirates = "ae",
    }
}

impl DataCenter {
    /// The data center whose host a request used, if any.
    pub(crate) fn of(headers: &HeaderMap) -> Option<Self> {
        Self::of_host(headers.get(header::HOST)?.to_str().ok()?)
    }

    /// The data center of one of Zoho's hosts, with or without a port.
    pub(crate) fn of_host(host: &str) -> Option<Self> {
        let name = host.split_once(':').map_or(host, |(name, _)| name);
        let (_, zone) = name.split_once('.')?;
        let zone = zone.to_ascii_lowercase();
        Self::ALL.iter().copied().find(|center| {
            let domain = center.text();
            [format!("zohoapis.{domain}"), format!("zoho.{domain}")].contains(&zone)
                || zone == center.accounts_zone()
        })
    }

    /// The data center of this name, ignoring case: the suffix of its hosts, such as `com.au`, or Zoho's name
    /// for it in the `location` of a redirect, such as `au`.
    pub(crate) fn named(text: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|center| {
            [center.text(), center.location()]
                .iter()
                .any(|name| name.eq_ignore_ascii_case(text))
        })
    }

    /// Its name in the redirect after consent and in the list of data centers.
    pub(crate) const fn location(self) -> &'static str {
        match self {
            Self::UnitedStates => "us",
            Self::Europe => "eu",
            Self::India => "in",
            Self::Australia => "au",
            Self::Japan => "jp",
            Self::Canada => "ca",
            Self::China => "cn",
            Self::SaudiArabia => "sa",
            Self::UnitedKingdom => "uk",
            Self::UnitedArabEmirates => "ae",
        }
    }

    /// The address of its API.
    pub(crate) fn api_url(self) -> String {
        format!("https://www.zohoapis.{}", self.text())
    }

    /// The address of its accounts server.
    pub(crate) fn accounts_url(self) -> String {
        format!("https://accounts.{}", self.accounts_zone())
    }

    fn accounts_zone(self) -> String {
        match self {
            Self::Canada => "zohocloud.ca".to_owned(),
            other => format!("zoho.{}", other.text()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::DataCenter;
    use crate::model::Choice;

    #[test]
    fn every_host_of_a_data_center_is_known() {
        for center in DataCenter::ALL.iter().copied() {
            for url in [center.api_url(), center.accounts_url()] {
                let host = url.strip_prefix("https://").unwrap();
                assert_eq!(DataCenter::of_host(host), Some(center), "{host}");
            }
            let books = format!("Books.Zoho.{}:443", center.text());
            assert_eq!(DataCenter::of_host(&books), Some(center), "{books}");
        }
    }

    #[test]
    fn every_data_center_has_two_names_in_any_case() {
        for center in DataCenter::ALL.iter().copied() {
            for name in [center.text(), center.location()] {
                assert_eq!(DataCenter::named(name), Some(center), "{name}");
                let upper = name.to_ascii_uppercase();
                assert_eq!(DataCenter::named(&upper), Some(center), "{upper}");
            }
        }
        assert_eq!(DataCenter::named("CN"), Some(DataCenter::China));
        for name in ["", "de", ".com", "com.", "zoho.eu", "gb"] {
            assert_eq!(DataCenter::named(name), None, "{name}");
        }
    }

    #[test]
    fn other_hosts_are_of_no_data_center() {
        for host in [
            "127.0.0.1:8080",
            "localhost",
            "[::1]:80",
            "zoho.com",
            "www.notzoho.eu",
            "www.zohoapis.eu.example",
        ] {
            assert_eq!(DataCenter::of_host(host), None, "{host}");
        }
    }
}
