//! What is kept for a sign-in.

use std::fmt;

use chrono::{DateTime, Utc};
use secrecy::{ExposeSecret, SecretString};
use serde::{Deserialize, Deserializer, Serialize};
use serde_json::{Map, Value};
use url::Url;

use super::TokenStoreError;
use super::oauth_error::FailedRenewal;

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
    /// The last renewal, if it failed.
    pub(super) failure: Option<FailedRenewal>,
    /// What a later version of this crate has added.
    pub(super) other: Map<String, Value>,
}

/// An access token as it is kept.
#[derive(Clone)]
pub(super) struct StoredAccess {
    pub(super) secret: SecretString,
    pub(super) issued_at: DateTime<Utc>,
    pub(super) expires_at: DateTime<Utc>,
    pub(super) api_domain: Option<Url>,
    /// What a later version of this crate has added.
    pub(super) other: Map<String, Value>,
}

/// The version of a record by itself. A later program may add fields without changing it: they are kept
/// when this one writes the record. It changes when this one could no longer use the record.
const VERSION: u64 = 1;

/// What every version has. The first ones had no number.
#[derive(Deserialize)]
struct RecordHeader {
    #[serde(default)]
    version: u64,
}

/// The form in which a record is written.
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

/// A record that is not in a file. A file has a version of its own.
#[derive(Serialize)]
struct VersionedRecordJson {
    version: u64,
    #[serde(flatten)]
    record: RecordJson,
}

/// Reads a failed renewal; one in a form that is not known is left out, because it is only advice.
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

    /// This record, with what a later one has that could not be kept.
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

    /// As JSON, with the tokens in it. Keep it as secret as they are.
    #[must_use]
    pub fn to_json(&self) -> SecretString {
        // Nothing in it can fail to be written.
        let mut record = RecordJson::from(self);
        record.other.remove("version");
        let version = VERSION;
        serde_json::to_string(&VersionedRecordJson { version, record })
            .unwrap_or_default()
            .into()
    }

    /// Reads what [`to_json`](Self::to_json) wrote.
    ///
    /// # Errors
    ///
    /// Fails when the text is something else, or the record is of a later version. The error says where, and
    /// shows nothing of the text.
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
    fn a_record_comes_back_as_it_was_kept() {
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
    fn what_a_later_version_has_added_is_kept_and_a_version_that_is_too_new_is_refused() {
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
    fn a_failure_of_an_unknown_form_does_not_make_a_record_unreadable() {
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
