//! From what the generated client returns to the value, or to this crate's error.

use http::StatusCode;
use serde::de::DeserializeOwned;
use zoho_time_client::{Envelope, Operation, ResponseValue};

use crate::classify::{error_in_success, refused};
use crate::error::{ApiError, DecodeError, Error};
use crate::failure;
use crate::values::record_at;

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
        value.message().to_owned(),
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
            error_in_success(id, status, &body)
                .unwrap_or_else(|| Error::Decode(Box::new(locate::<T>(id, status, &body))))
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

/// Reads a body that could not be read once more, to find the field at fault.
fn locate<T: DeserializeOwned>(
    operation: &'static str,
    status: StatusCode,
    body: &[u8],
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
                .unwrap_or_else(|| serde::de::Error::custom("the body is not one JSON value")),
        ),
    };
    DecodeError {
        operation,
        status,
        path,
        record,
        source,
    }
}
