//! Errors in the configuration of a client.

use std::error::Error as StdError;
use std::fmt;

use zoho_time_types::ParseIdError;

/// Why a client cannot be built.
///
/// No variant contains a token or a secret.
///
/// ```
/// use zoho_time::{Client, ConfigError};
///
/// let error = Client::builder().build().unwrap_err();
/// assert!(matches!(error, ConfigError::NoOrganization));
/// assert_eq!(
///     error.to_string(),
///     "no organization: call `organization(id)`, or set ZOHO_TIME_ORGANIZATION_ID"
/// );
/// ```
#[derive(Debug)]
#[non_exhaustive]
pub enum ConfigError {
    /// No organization was given.
    NoOrganization,
    /// Neither a token nor refresh credentials were given, or the token is blank.
    NoCredentials,
    /// The name is not that of a product.
    UnknownProduct(String),
    /// The name is not that of a data center.
    UnknownDataCenter(String),
    /// The organization id does not consist of digits.
    InvalidOrganization(ParseIdError),
    /// The address of a server is malformed or not allowed.
    InvalidAddress {
        /// The address, without user name, password, query and fragment.
        address: String,
        /// What is wrong with it.
        reason: String,
    },
    /// The API is neither on this machine nor one of Zoho's, and no accounts server was given.
    NoAccountsServer {
        /// The address of the API.
        base_url: String,
    },
    /// `ZOHO_TIME_ALLOW_HTTP` is neither 1 nor 0.
    InvalidAllowHttp(String),
    /// The HTTP client could not be created.
    HttpClient(Box<dyn StdError + Send + Sync>),
}

impl ConfigError {
    pub(crate) fn http_client(error: impl Into<Box<dyn StdError + Send + Sync>>) -> Self {
        Self::HttpClient(error.into())
    }
}

impl From<ParseIdError> for ConfigError {
    fn from(error: ParseIdError) -> Self {
        Self::InvalidOrganization(error)
    }
}

impl fmt::Display for ConfigError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NoOrganization => f.write_str(
                "no organization: call `organization(id)`, or set ZOHO_TIME_ORGANIZATION_ID",
            ),
            Self::NoCredentials => f.write_str(
                "no credentials: call `access_token(…)` or `refresh_token(…)`, or set \
                 ZOHO_TIME_ACCESS_TOKEN, or ZOHO_TIME_CLIENT_ID, ZOHO_TIME_CLIENT_SECRET and \
                 ZOHO_TIME_REFRESH_TOKEN",
            ),
            Self::UnknownProduct(name) => {
                write!(f, "unknown product {name:?}: use books, billing or invoice")
            }
            Self::UnknownDataCenter(name) => write!(
                f,
                "unknown data center {name:?}: use the end of its host names, such as com, eu, in or \
                 com.au, or its location, such as us or au"
            ),
            Self::InvalidOrganization(error) => {
                write!(f, "invalid organization id: {error}")
            }
            Self::InvalidAddress { address, reason } => {
                write!(f, "the address {address:?} cannot be used: {reason}")
            }
            Self::NoAccountsServer { base_url } => write!(
                f,
                "the accounts server of {base_url} is not known, and the client secret would be sent \
                 there: call `accounts_url(…)`, or set ZOHO_TIME_ACCOUNTS_URL"
            ),
            Self::InvalidAllowHttp(value) => {
                write!(f, "ZOHO_TIME_ALLOW_HTTP is {value:?}: set it to 1 or 0")
            }
            Self::HttpClient(error) => write!(f, "cannot create the HTTP client: {error}"),
        }
    }
}

impl StdError for ConfigError {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        match self {
            Self::HttpClient(error) => error.source(),
            _ => None,
        }
    }
}
