//! What stands in a file of tokens.

use std::collections::BTreeMap;
use std::fs::File;
use std::io::{self, Read as _};
use std::path::Path;

use serde::{Deserialize, Serialize};

use crate::auth::record::Written;
use crate::auth::{TokenKey, TokenRecord, TokenStoreError};

/// What a file says it is.
const FORMAT: &str = "zoho-time tokens";

/// The version of the form. Whatever changes what stands in a file changes it, for a program does not
/// write over what it does not know.
const VERSION: u64 = 1;

/// What stands in a file.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Content {
    format: String,
    version: u64,
    sign_ins: BTreeMap<String, Written>,
}

/// What every version has.
#[derive(Deserialize)]
struct Heading {
    format: String,
    version: u64,
}

impl Content {
    fn empty() -> Self {
        Self {
            format: FORMAT.to_owned(),
            version: VERSION,
            sign_ins: BTreeMap::new(),
        }
    }

    /// Reads a file. One that is not there has nothing in it.
    pub(super) fn read(path: &Path) -> Result<Self, TokenStoreError> {
        let read = TokenStoreError::io("read", path);
        let mut file = match File::open(path) {
            Ok(file) => file,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Self::empty()),
            Err(error) => return Err(read(error)),
        };
        check_permissions(&file, path)?;
        let mut text = String::new();
        match file.read_to_string(&mut text) {
            Err(error) if error.kind() == io::ErrorKind::InvalidData => {
                Err(unknown_form(path, 1, 1))
            }
            Err(error) => Err(read(error)),
            Ok(_) => Self::parse(&text, path),
        }
    }

    fn parse(text: &str, path: &Path) -> Result<Self, TokenStoreError> {
        // What serde says may hold a value, and with it a secret.
        let unknown = |error: serde_json::Error| unknown_form(path, error.line(), error.column());
        let Heading { format, version } = serde_json::from_str(text).map_err(unknown)?;
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

#[cfg(unix)]
fn check_permissions(file: &File, path: &Path) -> Result<(), TokenStoreError> {
    use std::os::unix::fs::PermissionsExt as _;

    let metadata = file.metadata().map_err(TokenStoreError::io("read", path))?;
    let mode = metadata.permissions().mode() & 0o777;
    if mode & 0o077 == 0 {
        return Ok(());
    }
    Err(TokenStoreError::TooOpen {
        path: path.to_owned(),
        mode,
    })
}

#[cfg(not(unix))]
fn check_permissions(_: &File, _: &Path) -> Result<(), TokenStoreError> {
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn verdict(text: &str) -> String {
        match Content::parse(text, Path::new("t.json")) {
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
            (String::new(), "no file of tokens"),
            ("1000.secret".into(), "no file of tokens"),
            (
                r#"{"access_token":"1000.secret"}"#.into(),
                "no file of tokens",
            ),
            (
                format!("{{{head},\"sign_ins\":\"1000.secret\"}}"),
                "line 1, column",
            ),
            (
                format!("{{{head},\"sign_ins\":{{}},\"1000.secret\":1}}"),
                "line 1, column",
            ),
            (
                r#"{"format":"1000.secret","version":1,"sign_ins":{}}"#.into(),
                "no file of tokens",
            ),
            (
                r#"{"format":"zoho-time tokens","version":2,"new":"1000.secret"}"#.into(),
                "has version 2 of the form, and this program knows version 1 only",
            ),
        ] {
            let verdict = verdict(&text);
            assert!(verdict.contains(expected), "{text}: {verdict}");
        }
    }
}
