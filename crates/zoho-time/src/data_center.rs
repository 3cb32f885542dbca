//! Zoho's data centers and their hosts.

use std::fmt;
use std::str::FromStr;

use url::Url;

use crate::config_error::ConfigError;

/// A Zoho data center. An organization belongs to exactly one; a token of one is unknown to the others.
///
/// The hosts are those of Zoho's documentation, except for Canada's accounts server, which has another name than the
/// documented pattern suggests. If a token response names another of these API hosts as its `api_domain`, that one
/// is used.
///
/// ```
/// use zoho_time::DataCenter;
///
/// let data_center: DataCenter = "com.au".parse()?;
/// assert_eq!(data_center, DataCenter::Australia);
/// assert_eq!(data_center.accounts_url(), "https://accounts.zoho.com.au");
/// # Ok::<(), zoho_time::ConfigError>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum DataCenter {
    /// United States, `.com`.
    UnitedStates,
    /// Europe, `.eu`.
    Europe,
    /// India, `.in`.
    India,
    /// Australia, `.com.au`.
    Australia,
    /// Japan, `.jp`.
    Japan,
    /// Canada, `.ca`; its accounts server is `accounts.zohocloud.ca`.
    Canada,
    /// China, `.com.cn`.
    China,
    /// Saudi Arabia, `.sa`.
    SaudiArabia,
    /// United Kingdom, `.uk`. In Zoho's list of data centers, but not in that of Zoho Books.
    UnitedKingdom,
    /// United Arab Emirates, `.ae`. Known only from the documentation of other Zoho products.
    UnitedArabEmirates,
}

impl DataCenter {
    /// All data centers.
    pub const ALL: [Self; 10] = [
        Self::UnitedStates,
        Self::Europe,
        Self::India,
        Self::Australia,
        Self::Japan,
        Self::Canada,
        Self::China,
        Self::SaudiArabia,
        Self::UnitedKingdom,
        Self::UnitedArabEmirates,
    ];

    /// The end of its host names, such as `com.au`; also its name in `ZOHO_TIME_DATA_CENTER`.
    #[must_use]
    pub const fn domain(self) -> &'static str {
        match self {
            Self::UnitedStates => "com",
            Self::Europe => "eu",
            Self::India => "in",
            Self::Australia => "com.au",
            Self::Japan => "jp",
            Self::Canada => "ca",
            Self::China => "com.cn",
            Self::SaudiArabia => "sa",
            Self::UnitedKingdom => "uk",
            Self::UnitedArabEmirates => "ae",
        }
    }

    /// Its name in the `location` parameter of Zoho's redirects, such as `au`.
    #[must_use]
    pub const fn location(self) -> &'static str {
        match self {
            Self::UnitedStates => "us",
            Self::Australia => "au",
            Self::China => "cn",
            other => other.domain(),
        }
    }

    /// The address of the API, such as `https://www.zohoapis.eu`.
    #[must_use]
    pub fn api_url(self) -> String {
        format!("https://www.zohoapis.{}", self.domain())
    }

    /// The address of the accounts server, such as `https://accounts.zoho.eu`.
    #[must_use]
    pub fn accounts_url(self) -> String {
        match self {
            Self::Canada => "https://accounts.zohocloud.ca".to_owned(),
            other => format!("https://accounts.zoho.{}", other.domain()),
        }
    }

    /// The data center whose API has this address, whatever the path.
    pub(crate) fn of_api(address: &Url) -> Option<Self> {
        Self::of(address, Self::api_url)
    }

    /// The data center whose accounts server has this address, whatever the path.
    pub(crate) fn of_accounts(address: &Url) -> Option<Self> {
        Self::of(address, Self::accounts_url)
    }

    fn of(address: &Url, url: impl Fn(Self) -> String) -> Option<Self> {
        let mut centers = Self::ALL.into_iter();
        let has_credentials = !address.username().is_empty() || address.password().is_some();
        let found = centers.find(|center| {
            Url::parse(&url(*center)).is_ok_and(|known| known.origin() == address.origin())
        });
        found.filter(|_| !has_credentials)
    }
}

impl fmt::Display for DataCenter {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.domain())
    }
}

/// Reads the end of its host names or its [location](DataCenter::location), in any case.
impl FromStr for DataCenter {
    type Err = ConfigError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let wanted = text.trim().trim_start_matches('.');
        Self::ALL
            .into_iter()
            .find(|center| {
                [center.domain(), center.location()]
                    .iter()
                    .any(|name| name.eq_ignore_ascii_case(wanted))
            })
            .ok_or_else(|| ConfigError::UnknownDataCenter(text.to_owned()))
    }
}

#[cfg(test)]
mod tests {
    use super::DataCenter;

    #[test]
    fn a_data_center_is_known_by_its_domain_and_its_location_in_any_case() {
        for center in DataCenter::ALL {
            for name in [center.domain(), center.location()] {
                for name in [name.to_owned(), name.to_uppercase(), format!(" .{name}\n")] {
                    assert_eq!(name.parse::<DataCenter>().ok(), Some(center), "{name:?}");
                }
            }
        }
        for (location, domain) in [
            ("us", "com"),
            ("eu", "eu"),
            ("in", "in"),
            ("au", "com.au"),
            ("AU", "com.au"),
            ("jp", "jp"),
            ("ca", "ca"),
            ("cn", "com.cn"),
            ("CN", "com.cn"),
            ("sa", "sa"),
            ("uk", "uk"),
            ("ae", "ae"),
        ] {
            let center: DataCenter = location.parse().unwrap();
            assert_eq!(center.domain(), domain);
        }
        for unknown in ["", "sg", "com.eu", "zoho", "au.com", "cn."] {
            assert!(unknown.parse::<DataCenter>().is_err(), "{unknown}");
        }
    }
}
