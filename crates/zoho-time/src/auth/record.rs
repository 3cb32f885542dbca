//! What is kept for a sign-in.

use std::fmt;

use chrono::{DateTime, Utc};
use secrecy::{ExposeSecret, SecretString};
use serde::{Deserialize, Serialize};
use url::Url;

use super::TokenStoreError;

/// What is kept for a sign-in: its tokens, and when tokens were asked for of late.
///
/// A store takes it as a whole; [`to_json`](Self::to_json) is a form to keep it in.
#[derive(Clone, Default)]
pub struct TokenRecord {
    /// Kept only for sign-ins that have a name.
    pub(super) refresh_token: Option<SecretString>,
    pub(super) access: Option<StoredAccess>,
    /// When tokens were asked for in the last ten minutes, oldest first.
    pub(super) requests: Vec<DateTime<Utc>>,
    /// Until when the accounts server wants to be left alone.
    pub(super) blocked_until: Option<DateTime<Utc>>,
}

/// An access token as it is kept.
#[derive(Clone)]
pub(super) struct StoredAccess {
    pub(super) secret: SecretString,
    pub(super) issued_at: DateTime<Utc>,
    pub(super) expires_at: DateTime<Utc>,
    pub(super) api_domain: Option<Url>,
}

/// The form in which a record is written.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Written {
    #[serde(skip_serializing_if = "Option::is_none")]
    refresh_token: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    access: Option<WrittenAccess>,
    requests: Vec<DateTime<Utc>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    blocked_until: Option<DateTime<Utc>>,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct WrittenAccess {
    token: String,
    issued_at: DateTime<Utc>,
    expires_at: DateTime<Utc>,
    #[serde(skip_serializing_if = "Option::is_none")]
    api_domain: Option<String>,
}

impl TokenRecord {
    /// When the access token expires, if there is one.
    #[must_use]
    pub fn expires_at(&self) -> Option<DateTime<Utc>> {
        Some(self.access.as_ref()?.expires_at)
    }

    /// Where the API is for the access token, as the accounts server said.
    #[must_use]
    pub fn api_domain(&self) -> Option<&str> {
        Some(self.access.as_ref()?.api_domain.as_ref()?.as_str())
    }

    /// When tokens were asked for in the last ten minutes, oldest first.
    #[must_use]
    pub fn requests(&self) -> &[DateTime<Utc>] {
        &self.requests
    }

    /// As JSON, with the tokens in it. Keep it as secret as they are.
    #[must_use]
    pub fn to_json(&self) -> SecretString {
        // Nothing in it can fail to be written.
        serde_json::to_string(&Written::from(self))
            .unwrap_or_default()
            .into()
    }

    /// Reads what [`to_json`](Self::to_json) wrote.
    ///
    /// # Errors
    ///
    /// Fails when the text is something else. The error says where, and shows nothing of the text.
    pub fn from_json(text: &str) -> Result<Self, TokenStoreError> {
        let written: Written =
            serde_json::from_str(text).map_err(|error| TokenStoreError::UnknownRecord {
                line: error.line(),
                column: error.column(),
            })?;
        Ok(written.into())
    }
}

impl From<&TokenRecord> for Written {
    fn from(record: &TokenRecord) -> Self {
        let expose = |secret: &SecretString| secret.expose_secret().to_owned();
        Self {
            refresh_token: record.refresh_token.as_ref().map(expose),
            access: record.access.as_ref().map(|access| WrittenAccess {
                token: expose(&access.secret),
                issued_at: access.issued_at,
                expires_at: access.expires_at,
                api_domain: access.api_domain.as_ref().map(Url::to_string),
            }),
            requests: record.requests.clone(),
            blocked_until: record.blocked_until,
        }
    }
}

impl From<Written> for TokenRecord {
    fn from(written: Written) -> Self {
        Self {
            refresh_token: written.refresh_token.map(Into::into),
            access: written.access.map(|access| StoredAccess {
                secret: access.token.into(),
                issued_at: access.issued_at,
                expires_at: access.expires_at,
                api_domain: access.api_domain.and_then(|url| Url::parse(&url).ok()),
            }),
            requests: written.requests,
            blocked_until: written.blocked_until,
        }
    }
}

impl fmt::Debug for TokenRecord {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("TokenRecord")
            .field("expires_at", &self.expires_at())
            .field("api_domain", &self.api_domain())
            .field("requests", &self.requests)
            .field("blocked_until", &self.blocked_until)
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_record_comes_back_as_it_was_kept() {
        let noon: DateTime<Utc> = "2026-03-04T12:00:00Z".parse().unwrap();
        let record = TokenRecord {
            refresh_token: Some("refresh".into()),
            access: Some(StoredAccess {
                secret: "access".into(),
                issued_at: noon,
                expires_at: noon + chrono::TimeDelta::hours(1),
                api_domain: Some("https://www.zohoapis.eu".parse().unwrap()),
            }),
            requests: vec![noon],
            blocked_until: Some(noon),
        };
        let json = record.to_json();
        let again = TokenRecord::from_json(json.expose_secret()).unwrap();
        assert_eq!(again.to_json().expose_secret(), json.expose_secret());
        let empty = TokenRecord::default().to_json();
        assert_eq!(empty.expose_secret(), r#"{"requests":[]}"#);
        assert!(TokenRecord::from_json(empty.expose_secret()).is_ok());
    }

    #[test]
    fn a_record_that_cannot_be_read_is_not_shown() {
        for text in [
            r#"{"requests":"1000.secret"}"#,
            r#"{"1000.secret":1}"#,
            "1000.secret",
        ] {
            let error = TokenRecord::from_json(text).unwrap_err();
            assert!(!format!("{error} {error:?}").contains("secret"), "{error}");
        }
    }
}
