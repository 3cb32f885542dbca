//! Decodes the body of a successful response, or returns the error in it.

use bytes::Bytes;
use http::StatusCode;
use serde::de::{DeserializeOwned, Error as _};
use zoho_time_client::{Envelope, Operation};

use crate::auth::AccessToken;
use crate::classify::{error_in_success, refused};
use crate::error::{DecodeError, Error};
use crate::lenient::record_at;
use crate::server_text::without_bom;

/// A successful response, and the token that it was requested with, which no error shows.
#[derive(Debug)]
pub(crate) struct Success {
    pub(crate) status: StatusCode,
    pub(crate) body: Bytes,
    pub(crate) token: AccessToken,
}

impl Success {
    /// Decodes the body. A code other than 0 is a refusal.
    pub(crate) fn decode<R: Envelope>(&self, operation: &'static Operation) -> Result<R, Error> {
        let Self {
            status,
            body,
            token,
        } = self;
        let status = *status;
        let shown = |text: &str| token.shown(text);
        match R::from_json(body) {
            Ok(value) if value.code() == 0 => Ok(value),
            Ok(value) => Err(refused(
                operation.id,
                status,
                value.code(),
                shown(value.message()),
            )),
            Err(_) => Err(
                error_in_success(operation.id, status, body, &shown).unwrap_or_else(|| {
                    Error::Decode(Box::new(locate::<R>(operation.id, status, body, &shown)))
                }),
            ),
        }
    }
}

/// A body without the byte order mark that some servers and proxies put in front of it, without a copy.
pub(crate) fn bytes_without_bom(body: Bytes) -> Bytes {
    let mark = body.len() - without_bom(&body).len();
    if mark == 0 { body } else { body.slice(mark..) }
}

/// Decodes a body that could not be decoded again, to find the field at fault.
fn locate<R: DeserializeOwned>(
    operation: &'static str,
    status: StatusCode,
    body: &[u8],
    shown: &dyn Fn(&str) -> String,
) -> DecodeError {
    let mut deserializer = serde_json::Deserializer::from_slice(body);
    let (path, record, source) = match serde_path_to_error::deserialize::<_, R>(&mut deserializer) {
        Err(error) => (
            error.path().to_string(),
            record_at(error.path(), body),
            error.into_inner(),
        ),
        // Only what follows the value can be wrong then.
        Ok(_) => (
            ".".to_owned(),
            None,
            deserializer
                .end()
                .err()
                .unwrap_or_else(|| serde_json::Error::custom("the body is not one JSON value")),
        ),
    };
    let reason = source.to_string();
    let clean = shown(&reason);
    DecodeError {
        operation,
        status,
        path: shown(&path),
        record: record.map(|id| shown(&id)),
        source: if clean == reason {
            source
        } else {
            serde_json::Error::custom(clean)
        },
    }
}
