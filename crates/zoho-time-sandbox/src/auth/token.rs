//! `POST /oauth/v2/token` and `POST /oauth/v2/token/revoke`.
//!
//! As at Zoho, the parameters come in a form or in the query, and a refusal is an HTTP 200 whose
//! body has nothing but `error`.

use axum::body::Body;
use axum::extract::State;
use axum::http::{HeaderMap, Uri};
use axum::response::Response;
use chrono::{DateTime, Utc};
use serde_json::{Value, json};

use super::grants::{ACCESS_LIFETIME, mint_access_token, mint_refresh_token};
use crate::addresses::Addresses;
use crate::body;
use crate::query::Parameters;
use crate::refusal::Refusal;
use crate::respond;
use crate::state::Shared;
use crate::store::{StoreError, Transaction};

/// Why the accounts server gives no token.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Denial {
    /// A parameter is missing.
    InvalidRequest,
    /// There is no such client.
    InvalidClient,
    /// The client is another one than its secret says.
    InvalidClientSecret,
    /// The code or refresh token is not known, or not this client's, or no longer.
    InvalidCode,
    /// The code was sent to another address.
    InvalidRedirectUri,
    /// There is no such way to get a token.
    UnsupportedGrantType,
}

impl Denial {
    const fn text(self) -> &'static str {
        match self {
            Self::InvalidRequest => "invalid_request",
            Self::InvalidClient => "invalid_client",
            Self::InvalidClientSecret => "invalid_client_secret",
            Self::InvalidCode => "invalid_code",
            Self::InvalidRedirectUri => "invalid_redirect_uri",
            Self::UnsupportedGrantType => "unsupported_grant_type",
        }
    }
}

/// Issues an access token for a refresh token, or both for a code.
pub(crate) async fn issue(
    State(shared): State<Shared>,
    addresses: Addresses,
    uri: Uri,
    headers: HeaderMap,
    body: Body,
) -> Response {
    let parameters = parameters(&uri, &headers, body).await;
    answer(&shared, move |transaction, now| {
        exchange(transaction, &parameters, now)
            .map(|outcome| outcome.map(|issued| issued.json(&addresses.api)))
    })
    .await
}

/// Takes a token back.
pub(crate) async fn revoke(
    State(shared): State<Shared>,
    uri: Uri,
    headers: HeaderMap,
    body: Body,
) -> Response {
    let parameters = parameters(&uri, &headers, body).await;
    answer(&shared, move |transaction, _| {
        let Some(token) = parameters.text("token") else {
            return Ok(Err(Denial::InvalidRequest));
        };
        let revoked = transaction.revoke(token)?;
        Ok(if revoked {
            Ok(json!({ "status": "success" }))
        } else {
            Err(Denial::InvalidCode)
        })
    })
    .await
}

async fn parameters(uri: &Uri, headers: &HeaderMap, body: Body) -> Parameters {
    let form = body::read(uri, headers, body).await.into_form();
    Parameters::of(uri).and(form)
}

/// Runs work on the accounts and answers with what comes out. A denial is no failure: what the
/// work has done, such as taking a code away, stays done.
async fn answer(
    shared: &Shared,
    work: impl FnOnce(Transaction<'_>, DateTime<Utc>) -> Result<Result<Value, Denial>, StoreError>
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
        Ok(Err(denial)) => respond::json(&json!({ "error": denial.text() })),
        Err(error) => respond::refusal(&Refusal::Store(error)),
    }
}

/// Tokens that were given out.
struct Issued {
    access_token: String,
    refresh_token: Option<String>,
    scopes: String,
}

impl Issued {
    fn json(self, base_url: &str) -> Value {
        let mut body = json!({
            "access_token": self.access_token,
            "scope": self.scopes,
            "api_domain": base_url,
            "token_type": "Bearer",
            "expires_in": ACCESS_LIFETIME.num_seconds(),
        });
        if let (Some(token), Some(fields)) = (self.refresh_token, body.as_object_mut()) {
            fields.insert("refresh_token".into(), token.into());
        }
        body
    }
}

fn exchange(
    transaction: Transaction<'_>,
    parameters: &Parameters,
    now: DateTime<Utc>,
) -> Result<Result<Issued, Denial>, StoreError> {
    let client = match check_client(transaction, parameters)? {
        Ok(client) => client,
        Err(denial) => return Ok(Err(denial)),
    };
    match parameters.text("grant_type") {
        Some("refresh_token") => refresh(transaction, client, parameters, now),
        Some("authorization_code") => redeem(transaction, client, parameters, now),
        Some(_) => Ok(Err(Denial::UnsupportedGrantType)),
        None => Ok(Err(Denial::InvalidRequest)),
    }
}

/// Gives an access token for a refresh token.
fn refresh(
    transaction: Transaction<'_>,
    client: &str,
    parameters: &Parameters,
    now: DateTime<Utc>,
) -> Result<Result<Issued, Denial>, StoreError> {
    let token = parameters.text("refresh_token").unwrap_or_default();
    let Some(grant) = transaction.refresh_grant(token, client)? else {
        return Ok(Err(Denial::InvalidCode));
    };
    Ok(Ok(Issued {
        access_token: mint_access_token(transaction, &grant, Some(token), now, ACCESS_LIFETIME)?,
        refresh_token: None,
        scopes: grant.scopes,
    }))
}

/// Gives a refresh token and an access token for a code.
fn redeem(
    transaction: Transaction<'_>,
    client: &str,
    parameters: &Parameters,
    now: DateTime<Utc>,
) -> Result<Result<Issued, Denial>, StoreError> {
    let code = parameters.text("code").unwrap_or_default();
    let Some(redeemed) = transaction.take_code(code, client)? else {
        return Ok(Err(Denial::InvalidCode));
    };
    if redeemed.expires <= now {
        return Ok(Err(Denial::InvalidCode));
    }
    let sent_to = redeemed.redirect_uri.as_deref();
    if sent_to.is_some() && sent_to != parameters.text("redirect_uri") {
        return Ok(Err(Denial::InvalidRedirectUri));
    }
    let grant = redeemed.grant;
    let token = mint_refresh_token(transaction, &grant, client)?;
    Ok(Ok(Issued {
        access_token: mint_access_token(transaction, &grant, Some(&token), now, ACCESS_LIFETIME)?,
        refresh_token: Some(token),
        scopes: grant.scopes,
    }))
}

fn check_client<'a>(
    transaction: Transaction<'_>,
    parameters: &'a Parameters,
) -> Result<Result<&'a str, Denial>, StoreError> {
    let Some(client) = parameters.text("client_id") else {
        return Ok(Err(Denial::InvalidClient));
    };
    Ok(match transaction.client_secret(client)? {
        None => Err(Denial::InvalidClient),
        Some(secret) if parameters.text("client_secret") != Some(&secret) => {
            Err(Denial::InvalidClientSecret)
        }
        Some(_) => Ok(client),
    })
}
