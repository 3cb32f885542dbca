//! Token records.

use std::fmt;

use chrono::{DateTime, Utc};
use secrecy::{ExposeSecret, SecretString};
use serde::{Deserialize, Deserializer, Serialize};
use serde_json::{Map, Value};
use url::Url;

use super::TokenStoreError;
use super::oauth_error::FailedRenewal;

/// The stored state of a sign-in: its tokens, and the times of recent token requests.
///
/// A [`TokenStore`](super::TokenStore) saves it as a whole, for example as JSON:
///
/// ```
/// use zoho_time::auth::{ExposeSecret, TokenRecord};
///
/// let record = TokenRecord::default();
/// let json = record.to_json();
/// let restored = TokenRecord::from_json(json.expose_secret())?;
/// assert!(restored.requests().is_empty());
/// # Ok::<(), zoho_time::auth::TokenStoreError>(())
/// ```
#[derive(Clone, Default)]
pub struct TokenRecord {
    /// Stored only for sign-ins that have a name.
    pub(super) refresh_token: Option<SecretString>,
    pub(super) access: Option<StoredAccess>,
    /// The times of the token requests of the last ten minutes, oldest first.
    pub(super) requests: Vec<DateTime<Utc>>,
    /// Until when the accounts server rejects token requests.
    pub(super) blocked_until: Option<DateTime<Utc>>,
    /// The last token refresh, if it failed.
    pub(super) failure: Option<FailedRenewal>,
    /// Fields that a later version of this crate has added.
    pub(super) other: Map<String, Value>,
}

/// A stored access token.
#[derive(Clone)]
pub(super) struct StoredAccess {
    pub(super) secret: SecretString,
    pub(super) issued_at: DateTime<Utc>,
    pub(super) expires_at: DateTime<Utc>,
    pub(super) api_domain: Option<Url>,
    /// Fields that a later version of this crate has added.
    pub(super) other: Map<String, Value>,
}

/// The version of the format of a single record. A later version of this crate may add fields without changing it:
/// they are preserved when this one writes the record. It changes when this one could no longer use the record.
const VERSION: u64 = 1;

/// The fields that every version has. The first versions had no number.
#[derive(Deserialize)]
struct RecordHeader {
    #[serde(default)]
    version: u64,
}

/// The JSON form of a record.
#[derive(Serialize, Deserialize)]
pub(super) struct RecordJson {
    #[serde(skip_serializing_if = "Option::is_none")]
    refresh_token: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    access: Option<AccessJson>,
    requests: Vec<DateTime<Utc>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    blocked_until: Option<DateTime<Utc>>,
    #[serde(
        default,
        deserialize_with = "failure",
        skip_serializing_if = "Option::is_none"
    )]
    failure: Option<FailedRenewal>,
    #[serde(flatten)]
    other: Map<String, Value>,
}

/// A record that is not in a token file, which has a version of its own.
#[derive(Serialize)]
struct VersionedRecordJson {
    version: u64,
    #[serde(flatten)]
    record: RecordJson,
}

/// Reads a failure. One in an unknown format is dropped, because it is not essential.
fn failure<'de, D: Deserializer<'de>>(from: D) -> Result<Option<FailedRenewal>, D::Error> {
    let value = serde_json::Value::deserialize(from)?;
    Ok(serde_json::from_value(value).ok())
}

#[derive(Serialize, Deserialize)]
struct AccessJson {
    token: String,
    issued_at: DateTime<Utc>,
    expires_at: DateTime<Utc>,
    #[serde(skip_serializing_if = "Option::is_none")]
    api_domain: Option<String>,
    #[serde(flatten)]
    other: Map<String, Value>,
}

impl TokenRecord {
    /// The time at which the access token expires, if there is one.
    #[must_use]
    pub fn expires_at(&self) -> Option<DateTime<Utc>> {
        Some(self.access.as_ref()?.expires_at)
    }

    /// The address of the API for the access token, as the accounts server named it.
    #[must_use]
    pub fn api_domain(&self) -> Option<&str> {
        Some(self.access.as_ref()?.api_domain.as_ref()?.as_str())
    }

    /// The times of the token requests of the last ten minutes, oldest first.
    #[must_use]
    pub fn requests(&self) -> &[DateTime<Utc>] {
        &self.requests
    }

    /// This record, merged with a later one that could not be stored.
    pub(super) fn merged_with(mut self, unsaved: &Self) -> Self {
        if unsaved.requests.last() >= self.requests.last() {
            self.failure.clone_from(&unsaved.failure);
        }
        self.requests.extend(&unsaved.requests);
        self.requests.sort_unstable();
        self.requests.dedup();
        self.blocked_until = self.blocked_until.max(unsaved.blocked_until);
        if unsaved.expires_at() > self.expires_at() {
            self.access.clone_from(&unsaved.access);
        }
        self
    }

    /// The record as JSON, including the tokens: keep it secret.
    #[must_use]
    pub fn to_json(&self) -> SecretString {
        // Serializing these types cannot fail.
        let mut record = RecordJson::from(self);
        record.other.remove("version");
        let version = VERSION;
        serde_json::to_string(&VersionedRecordJson { version, record })
            .unwrap_or_default()
            .into()
    }

    /// Parses the result of [`to_json`](Self::to_json).
    ///
    /// # Errors
    ///
    /// Fails with [`TokenStoreError::UnknownRecord`] if the text is malformed, and with
    /// [`TokenStoreError::NewerRecord`] if a later version of this crate wrote it. The error contains nothing of the
    /// text.
    pub fn from_json(text: &str) -> Result<Self, TokenStoreError> {
        let unknown = |error: serde_json::Error| TokenStoreError::UnknownRecord {
            line: error.line(),
            column: error.column(),
        };
        let RecordHeader { version } = serde_json::from_str(text).map_err(unknown)?;
        if version > VERSION {
            return Err(TokenStoreError::NewerRecord {
                version,
                known: VERSION,
            });
        }
        let mut written: RecordJson = serde_json::from_str(text).map_err(unknown)?;
        written.other.remove("version");
        Ok(written.into())
    }
}

impl From<&TokenRecord> for RecordJson {
    fn from(record: &TokenRecord) -> Self {
        let expose = |secret: &SecretString| secret.expose_secret().to_owned();
        Self {
            refresh_token: record.refresh_token.as_ref().map(expose),
            access: record.access.as_ref().map(|access| AccessJson {
                token: expose(&access.secret),
                issued_at: access.issued_at,
                expires_at: access.expires_at,
                api_domain: access.api_domain.as_ref().map(Url::to_string),
                other: access.other.clone(),
            }),
            requests: record.requests.clone(),
            blocked_until: record.blocked_until,
            failure: record.failure.clone(),
            other: record.other.clone(),
        }
    }
}

impl From<RecordJson> for TokenRecord {
    fn from(written: RecordJson) -> Self {
        Self {
            refresh_token: written.refresh_token.map(Into::into),
            access: written.access.map(|access| StoredAccess {
                secret: access.token.into(),
                issued_at: access.issued_at,
                expires_at: access.expires_at,
                api_domain: access.api_domain.and_then(|url| Url::parse(&url).ok()),
                other: access.other,
            }),
            requests: written.requests,
            blocked_until: written.blocked_until,
            failure: written.failure,
            other: written.other,
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
            .field("failure", &self.failure)
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::auth::oauth_error::OAuthErrorKind;

    #[test]
    fn a_stored_record_is_restored_unchanged() {
        let noon: DateTime<Utc> = "2026-03-04T12:00:00Z".parse().unwrap();
        let record = TokenRecord {
            refresh_token: Some("refresh".into()),
            access: Some(StoredAccess {
                secret: "access".into(),
                issued_at: noon,
                expires_at: noon + chrono::TimeDelta::hours(1),
                api_domain: Some("https://www.zohoapis.eu".parse().unwrap()),
                other: Map::new(),
            }),
            requests: vec![noon],
            blocked_until: Some(noon),
            failure: Some(FailedRenewal {
                in_a_row: 3,
                retry_at: noon,
                cause: OAuthErrorKind::Unavailable { status: 503 },
            }),
            other: Map::new(),
        };
        let json = record.to_json();
        let again = TokenRecord::from_json(json.expose_secret()).unwrap();
        assert_eq!(again.to_json().expose_secret(), json.expose_secret());
        let empty = TokenRecord::default().to_json();
        assert_eq!(empty.expose_secret(), r#"{"version":1,"requests":[]}"#);
        assert!(TokenRecord::from_json(empty.expose_secret()).is_ok());
    }

    #[test]
    fn fields_of_a_later_version_are_preserved_and_a_newer_format_is_rejected() {
        let text = r#"{"version":1,"requests":[],"color":"red","lamp":{"on":[true,1.50]}}"#;
        let record = TokenRecord::from_json(text).unwrap();
        let written: Value = serde_json::from_str(record.to_json().expose_secret()).unwrap();
        assert_eq!(written, serde_json::from_str::<Value>(text).unwrap());
        assert!(!format!("{record:?}").contains("red"));
        for old in [r#"{"requests":[]}"#, r#"{"version":0,"requests":[]}"#] {
            assert!(TokenRecord::from_json(old).is_ok(), "{old}");
        }
        let newer = TokenRecord::from_json(r#"{"version":2,"tokens":"1000.secret"}"#);
        let error = newer.unwrap_err().to_string();
        assert!(error.contains("has format version 2"), "{error}");
        assert!(error.contains("update the program"), "{error}");
    }

    #[test]
    fn a_failure_in_an_unknown_format_does_not_make_a_record_unreadable() {
        let read = |failure: &str| {
            let text = format!(r#"{{"requests":[],"failure":{failure}}}"#);
            TokenRecord::from_json(&text).unwrap().failure
        };
        let moment = r#""in_a_row":1,"retry_at":"2026-03-04T12:00:00Z""#;
        let later = read(&format!(r#"{{{moment},"cause":{{"kind":"eclipse"}}}}"#));
        assert!(matches!(later.unwrap().cause, OAuthErrorKind::Unknown));
        assert!(read(r#"{"until":"noon"}"#).is_none());
        assert!(read("7").is_none());
    }

    #[test]
    fn errors_contain_nothing_of_a_malformed_record() {
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
