//! What stands in a file of tokens.

use std::collections::BTreeMap;
use std::path::Path;

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use zoho_time_files::{IfShared, PrivateFile};

use crate::auth::record::RecordJson;
use crate::auth::{TokenKey, TokenRecord, TokenStoreError};

/// What a file says it is.
const FORMAT: &str = "zoho-time tokens";

/// The version of the form. A later program may add fields without changing it: they are kept when this one
/// writes the file. It changes when this one could no longer use the file.
const VERSION: u64 = 1;

/// What stands in a file.
#[derive(Serialize, Deserialize)]
pub(super) struct TokenFile {
    format: String,
    version: u64,
    sign_ins: BTreeMap<String, RecordJson>,
    /// What a later version of this crate has added.
    #[serde(flatten)]
    other: Map<String, Value>,
}

/// What every version has.
#[derive(Deserialize)]
struct FileHeader {
    format: String,
    version: u64,
}

impl TokenFile {
    fn empty() -> Self {
        Self {
            format: FORMAT.to_owned(),
            version: VERSION,
            sign_ins: BTreeMap::new(),
            other: Map::new(),
        }
    }

    /// Reads a file. One that is not there has nothing in it.
    pub(super) fn read(path: &Path) -> Result<Self, TokenStoreError> {
        let file = match PrivateFile::at(path) {
            Err(error) if error.is_not_found() => return Ok(Self::empty()),
            file => file?,
        };
        let Some(content) = file.read(IfShared::Refuse)? else {
            return Ok(Self::empty());
        };
        let text = std::str::from_utf8(&content).map_err(|_| unknown_form(path, 1, 1))?;
        Self::parse(text, path)
    }

    fn parse(text: &str, path: &Path) -> Result<Self, TokenStoreError> {
        // What serde says may hold a value, and with it a secret.
        let unknown = |error: serde_json::Error| unknown_form(path, error.line(), error.column());
        let FileHeader { format, version } = serde_json::from_str(text).map_err(unknown)?;
        if format != FORMAT {
            return Err(unknown_form(path, 1, 1));
        }
        if version != VERSION {
            return Err(TokenStoreError::UnknownVersion {
                path: path.to_owned(),
                version,
                known: VERSION,
            });
        }
        serde_json::from_str(text).map_err(unknown)
    }

    /// The record of a sign-in, if there is one.
    pub(super) fn take(mut self, key: &TokenKey) -> Option<TokenRecord> {
        self.sign_ins.remove(key.as_str()).map(Into::into)
    }

    /// Puts a record in the place of the one before, or nothing.
    pub(super) fn put(&mut self, key: &TokenKey, record: Option<&TokenRecord>) {
        match record {
            Some(record) => self.sign_ins.insert(key.as_str().to_owned(), record.into()),
            None => self.sign_ins.remove(key.as_str()),
        };
    }

    pub(super) fn to_bytes(&self) -> Vec<u8> {
        // Nothing in it can fail to be written.
        let mut text = serde_json::to_vec_pretty(self).unwrap_or_default();
        text.push(b'\n');
        text
    }
}

fn unknown_form(path: &Path, line: usize, column: usize) -> TokenStoreError {
    TokenStoreError::UnknownForm {
        path: path.to_owned(),
        line,
        column,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn verdict(text: &str) -> String {
        match TokenFile::parse(text, Path::new("t.json")) {
            Ok(content) => format!("{} sign-ins", content.sign_ins.len()),
            Err(error) => {
                let shown = format!("{error} {error:?}");
                assert!(!shown.contains("1000.secret"), "{shown}");
                error.to_string()
            }
        }
    }

    #[test]
    fn files_are_told_apart_and_what_stands_in_them_is_not_shown() {
        let head = r#""format":"zoho-time tokens","version":1"#;
        for (text, expected) in [
            (format!("{{{head},\"sign_ins\":{{}}}}"), "0 sign-ins"),
            (
                format!("{{{head},\"sign_ins\":{{\"a\":{{\"requests\":[]}}}}}}"),
                "1 sign-ins",
            ),
            (String::new(), "is not a token file"),
            ("1000.secret".into(), "is not a token file"),
            (
                r#"{"access_token":"1000.secret"}"#.into(),
                "is not a token file",
            ),
            (
                format!("{{{head},\"sign_ins\":\"1000.secret\"}}"),
                "line 1, column",
            ),
            // A later version may have added it.
            (
                format!("{{{head},\"sign_ins\":{{}},\"1000.secret\":1}}"),
                "0 sign-ins",
            ),
            (
                r#"{"format":"1000.secret","version":1,"sign_ins":{}}"#.into(),
                "is not a token file",
            ),
            (
                r#"{"format":"zoho-time tokens","version":2,"new":"1000.secret"}"#.into(),
                "has format version 2, and this program supports version 1 only",
            ),
        ] {
            let verdict = verdict(&text);
            assert!(verdict.contains(expected), "{text}: {verdict}");
        }
    }

    #[test]
    fn what_a_later_version_has_added_is_kept() {
        let text = r#"{"format":"zoho-time tokens","version":1,"sign_ins":{
            "a":{"version":7,"requests":[],"color":"red","access":{"token":"t","issued_at":"2026-03-04T12:00:00Z",
                 "expires_at":"2026-03-04T13:00:00Z","shade":[7]}},
            "b":{"requests":[],"lamp":{"on":true}}},"sea":null}"#;
        let key = TokenKey::named("https://accounts.zoho.eu", "1000.CLIENT", "work");
        let text = &text.replace("\"a\":", &format!("\"{key}\":"));
        let record = TokenFile::parse(text, Path::new("t.json"))
            .unwrap()
            .take(&key);
        let mut content = TokenFile::parse(text, Path::new("t.json")).unwrap();
        content.put(&key, record.as_ref());
        let written: Value = serde_json::from_slice(&content.to_bytes()).unwrap();
        let before: Value = serde_json::from_str(text).unwrap();
        assert_eq!(written, before);
    }
}
