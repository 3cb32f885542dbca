//! `POST /oauth/v2/token` and `POST /oauth/v2/token/revoke`.
//!
//! As at Zoho, the parameters are in a form, a multipart form or the query, and an error is an HTTP 200 whose
//! body contains only `error`, unless there were too many requests.

use axum::body::Body;
use axum::extract::State;
use axum::http::{Extensions, HeaderMap, StatusCode, Uri};
use axum::response::Response;
use chrono::{DateTime, Utc};
use serde_json::{Value, json};

use super::addresses::Addresses;
use super::exchange::Exchange;
use crate::http::body;
use crate::http::parameters::Parameters;
use crate::http::refusal::Refusal;
use crate::http::remarks::Remarks;
use crate::http::respond;
use crate::state::Shared;
use crate::store::{StoreError, Transaction};

/// Errors of the token endpoint.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum TokenError {
    /// A parameter is missing.
    InvalidRequest,
    /// The client is unknown.
    InvalidClient,
    /// The client secret is wrong.
    InvalidClientSecret,
    /// The code or refresh token is unknown, expired, or belongs to another client.
    InvalidCode,
    /// The redirect URI differs from that of the code.
    InvalidRedirectUri,
    /// The grant type is not supported.
    UnsupportedGrantType,
    /// Too many token requests.
    TooManyRequests,
}

impl TokenError {
    const fn text(self) -> &'static str {
        match self {
            Self::TooManyRequests => "Access Denied",
            Self::InvalidRequest => "invalid_request",
            Self::InvalidClient => "invalid_client",
            Self::InvalidClientSecret => "invalid_client_secret",
            Self::InvalidCode => "invalid_code",
            Self::InvalidRedirectUri => "invalid_redirect_uri",
            Self::UnsupportedGrantType => "unsupported_grant_type",
        }
    }

    fn response(self) -> Response {
        if self != Self::TooManyRequests {
            return respond::json(&json!({ "error": self.text() }));
        }
        let body = json!({
            "error": self.text(),
            "error_description":
                "You have made too many requests continuously. Please try again after some time.",
            "status": "failure",
        });
        respond::bytes(StatusCode::BAD_REQUEST, body.to_string().into_bytes())
    }
}

/// Issues an access token for a refresh token, or both for a code.
pub(crate) async fn issue(
    State(shared): State<Shared>,
    uri: Uri,
    extensions: Extensions,
    headers: HeaderMap,
    body: Body,
) -> Response {
    let parameters = parameters(&uri, &headers, body).await;
    let addresses = Addresses::of(&shared, &extensions, &headers);
    let limits = shared.accounts.limits;
    let remarks = Remarks::default();
    let collected = remarks.clone();
    let mut response = answer(&shared, move |transaction, now| {
        let exchange = Exchange {
            transaction,
            parameters: &parameters,
            addresses: &addresses,
            limits,
            remarks: &collected,
            now,
        };
        let outcome = exchange.run()?;
        Ok(outcome.map(|issued| issued.json(&addresses)))
    })
    .await;
    response.extensions_mut().insert(remarks);
    response
}

/// Revokes a token.
pub(crate) async fn revoke(
    State(shared): State<Shared>,
    uri: Uri,
    headers: HeaderMap,
    body: Body,
) -> Response {
    let parameters = parameters(&uri, &headers, body).await;
    answer(&shared, move |transaction, _| {
        let Some(token) = parameters.text("token") else {
            return Ok(Err(TokenError::InvalidRequest));
        };
        let revoked = transaction.revoke(token)?;
        Ok(if revoked {
            Ok(json!({ "status": "success" }))
        } else {
            Err(TokenError::InvalidCode)
        })
    })
    .await
}

async fn parameters(uri: &Uri, headers: &HeaderMap, body: Body) -> Parameters {
    Parameters::of_request(uri, &body::read(uri, headers, body).await)
}

/// Runs work on the accounts and sends its result. A denial is not a failure: its changes, such as using up a
/// code, are kept.
async fn answer(
    shared: &Shared,
    work: impl FnOnce(Transaction<'_>, DateTime<Utc>) -> Result<Result<Value, TokenError>, StoreError>
    + Send
    + 'static,
) -> Response {
    let clock = shared.clock.clone();
    let outcome = shared
        .store
        .write(move |transaction| work(*transaction, clock.now()))
        .await;
    match outcome {
        Ok(Ok(body)) => respond::json(&body),
        Ok(Err(denial)) => denial.response(),
        Err(error) => respond::refusal(&Refusal::Store(error)),
    }
}
