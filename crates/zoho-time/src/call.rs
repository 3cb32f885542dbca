//! The one place through which every call goes: authorise, name the organisation, send, classify.

use futures::future::BoxFuture;
use http::StatusCode;
use http::header::AUTHORIZATION;
use serde::de::DeserializeOwned;
use tracing::Instrument;
use zoho_time_client::{Envelope, Operation, ResponseValue, Transport};
use zoho_time_types::OrganizationId;

use crate::auth::{AccessToken, TokenSource};
use crate::classify::{classify, error_in_success};
use crate::error::{ApiError, DecodeError, Error};
use crate::failure;
use crate::product::Product;

/// How requests are sent: the generated client hands each one over here.
#[derive(Debug)]
pub(crate) struct CallPath {
    pub(crate) product: Product,
    pub(crate) organization: OrganizationId,
    pub(crate) tokens: TokenSource,
    /// Whether the API is where the token's answer said, and not at a fixed address.
    pub(crate) follow_api_domain: bool,
}

impl Transport for CallPath {
    fn execute<'a>(
        &'a self,
        http: &'a reqwest::Client,
        request: reqwest::Request,
        operation: &'static Operation,
    ) -> BoxFuture<'a, reqwest::Result<reqwest::Response>> {
        Box::pin(async move {
            Ok(self
                .call(http, request, operation)
                .await
                .unwrap_or_else(failure::pack))
        })
    }
}

impl CallPath {
    /// Sends a request, at most twice: a refused token is replaced once.
    async fn call(
        &self,
        http: &reqwest::Client,
        mut request: reqwest::Request,
        operation: &'static Operation,
    ) -> Result<reqwest::Response, Error> {
        self.product
            .name_organization(&mut request, &self.organization);
        let spare = request.try_clone();
        let token = self.token(http, operation).await?;
        let refused = match self.attempt(http, request, &token, operation, 1).await {
            Err(error @ Error::Permission(_)) => error,
            outcome => return outcome,
        };
        match spare {
            Some(again) if self.tokens.reject(&token).await => {
                let token = self.token(http, operation).await?;
                self.attempt(http, again, &token, operation, 2).await
            }
            _ => Err(refused),
        }
    }

    async fn token(
        &self,
        http: &reqwest::Client,
        operation: &'static Operation,
    ) -> Result<AccessToken, Error> {
        self.tokens.token(http).await.map_err(|source| Error::Auth {
            operation: operation.id,
            source: Box::new(source),
        })
    }

    /// Sends a request once.
    async fn attempt(
        &self,
        http: &reqwest::Client,
        mut request: reqwest::Request,
        token: &AccessToken,
        operation: &'static Operation,
        attempt: u32,
    ) -> Result<reqwest::Response, Error> {
        let header = token.header().ok_or_else(|| Error::InvalidRequest {
            operation: operation.id,
            reason: "the access token has characters that a header may not have".to_owned(),
        })?;
        request.headers_mut().insert(AUTHORIZATION, header);
        if let Some(domain) = token.api_domain.as_ref().filter(|_| self.follow_api_domain) {
            move_to(request.url_mut(), domain);
        }
        let span = tracing::info_span!("zoho_time", operation = operation.id, attempt);
        async {
            let transport = |source: reqwest::Error| Error::Transport {
                operation: operation.id,
                source: Box::new(source.without_url()),
            };
            let response = http.execute(request).await.map_err(transport)?;
            let status = response.status();
            tracing::debug!(status = status.as_u16(), "answered");
            if status.is_success() {
                return Ok(response);
            }
            let headers = response.headers().clone();
            let body = response.bytes().await.map_err(transport)?;
            Err(classify(operation, self.product, status, &headers, &body))
        }
        .instrument(span)
        .await
    }
}

/// Puts an address onto another scheme, host and port.
fn move_to(url: &mut url::Url, domain: &url::Url) {
    // The setters refuse only what cannot be in an address that was parsed with a host.
    let _ = url.set_scheme(domain.scheme());
    let _ = url.set_host(domain.host_str());
    let _ = url.set_port(domain.port());
}

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
    Err(Error::Api(Box::new(ApiError {
        operation: operation.id,
        status: value.status(),
        code: Some(value.code()),
        message: value.message().to_owned(),
    })))
}

fn translate<T: DeserializeOwned>(
    operation: &'static Operation,
    error: zoho_time_client::Error<()>,
) -> Error {
    use zoho_time_client::Error as Generated;

    let id = operation.id;
    let transport = |source: reqwest::Error| Error::Transport {
        operation: id,
        source: Box::new(source.without_url()),
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
    let (path, source) = match serde_path_to_error::deserialize::<_, T>(&mut deserializer) {
        Err(error) => (error.path().to_string(), error.into_inner()),
        // Only what follows the value can be wrong then.
        Ok(_) => (
            ".".to_owned(),
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
        source,
    }
}
