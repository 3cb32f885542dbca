//! From what the generated client returns to the value, or to this crate's error.

use bytes::Bytes;
use http::StatusCode;
use serde::Serialize;
use serde::de::{DeserializeOwned, Error as _};
use zoho_time_client::{Envelope, Operation, ResponseValue, ResponseVisitor, responses};

use crate::auth::AccessToken;
use crate::classify::{error_in_success, refused};
use crate::error::{ApiError, DecodeError, Error};
use crate::failure;
use crate::lenient::record_at;
use crate::server_text;

/// Turns what the generated client returns into the value, or into this crate's error.
pub(crate) fn finish<T: DeserializeOwned + Envelope>(
    operation: &'static Operation,
    outcome: Result<ResponseValue<T>, zoho_time_client::Error<()>>,
) -> Result<T, Error> {
    let value = match outcome {
        Ok(value) => value,
        Err(error) => return Err(translate::<T>(operation, error)),
    };
    if value.code() == 0 {
        return Ok(value.into_inner());
    }
    Err(refused(
        operation.id,
        value.status(),
        value.code(),
        without_secrets(value.message()),
    ))
}

fn translate<T: DeserializeOwned>(
    operation: &'static Operation,
    error: zoho_time_client::Error<()>,
) -> Error {
    use zoho_time_client::Error as Generated;

    let id = operation.id;
    let transport = |source: reqwest::Error| Error::Transport {
        operation: id,
        source: Box::new(source.into()),
    };
    match error {
        Generated::UnexpectedResponse(response) => {
            failure::unpack(&response).unwrap_or_else(|| {
                // A success that the specification does not name for this operation.
                Error::Api(Box::new(ApiError {
                    operation: id,
                    status: response.status(),
                    code: None,
                    message: "the status is not one that the operation answers with".to_owned(),
                    retry_after: None,
                }))
            })
        }
        Generated::InvalidResponsePayload(body, _) => {
            let status = StatusCode::from_u16(operation.success).unwrap_or_default();
            unreadable::<T>(id, status, &body, &without_secrets)
        }
        Generated::CommunicationError(source) | Generated::ResponseBodyError(source) => {
            transport(source)
        }
        Generated::InvalidRequest(reason) | Generated::Custom(reason) => Error::InvalidRequest {
            operation: id,
            reason,
        },
        other => Error::InvalidRequest {
            operation: id,
            reason: other.to_string(),
        },
    }
}

/// The error that a successful response will become if it holds the token that it was requested with: made
/// here, where the token is known. The body itself is passed on unchanged.
pub(crate) fn error_with_token(
    operation: &'static Operation,
    status: StatusCode,
    body: &[u8],
    token: &AccessToken,
) -> Option<Error> {
    struct Check<'a> {
        operation: &'static str,
        status: StatusCode,
        body: &'a [u8],
        token: &'a AccessToken,
    }

    impl ResponseVisitor for Check<'_> {
        type Output = Option<Error>;

        fn visit<T: Serialize + DeserializeOwned>(self) -> Option<Error> {
            let shown = |text: &str| self.token.shown(text);
            match serde_json::from_slice::<T>(self.body) {
                Ok(_) => error_in_success(self.operation, self.status, self.body, &shown),
                Err(_) => Some(unreadable::<T>(
                    self.operation,
                    self.status,
                    self.body,
                    &shown,
                )),
            }
        }
    }

    if !token.may_be_in(body) {
        return None;
    }
    let check = Check {
        operation: operation.id,
        status,
        body,
        token,
    };
    responses::visit(operation, check).flatten()
}

/// A body without its byte order mark. Does not copy.
pub(crate) fn bytes_without_bom(body: Bytes) -> Bytes {
    let rest = server_text::without_bom(&body).len();
    let mark = body.len() - rest;
    body.slice(mark..)
}

fn without_secrets(text: &str) -> String {
    server_text::shown(text, &[])
}

/// The error of a successful response whose body is not what the operation returns.
fn unreadable<T: DeserializeOwned>(
    operation: &'static str,
    status: StatusCode,
    body: &[u8],
    shown: &dyn Fn(&str) -> String,
) -> Error {
    error_in_success(operation, status, body, shown)
        .unwrap_or_else(|| Error::Decode(Box::new(locate::<T>(operation, status, body, shown))))
}

/// Reads a body that could not be read once more, to find the field at fault.
fn locate<T: DeserializeOwned>(
    operation: &'static str,
    status: StatusCode,
    body: &[u8],
    shown: &dyn Fn(&str) -> String,
) -> DecodeError {
    let mut deserializer = serde_json::Deserializer::from_slice(body);
    let (path, record, source) = match serde_path_to_error::deserialize::<_, T>(&mut deserializer) {
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
