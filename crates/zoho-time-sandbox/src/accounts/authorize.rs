//! `/oauth/v2/auth`: the authorization page, where a user grants access to a program.
//!
//! A sandbox has no passwords, so the user is the first one of the first organization unless `organization_id`
//! and `user_id` name others. A user who has consented before is not asked again, and the program then gets no
//! refresh token, unless it sends `prompt=consent`.

use axum::body::Body;
use axum::extract::State;
use axum::http::{Extensions, HeaderMap, HeaderValue, StatusCode, Uri, header};
use axum::response::{IntoResponse, Response};
use chrono::{DateTime, TimeDelta, Utc};
use url::Url;

use super::addresses::Addresses;
use super::authorize_request::AuthorizeRequest;
use super::error::OAuthError;
use super::page::{self, Question};
use crate::auth::Consent;
use crate::auth::{NewCode, mint_code, secret};
use crate::http::body;
use crate::http::parameters::Parameters;
use crate::model::data_center::DataCenter;
use crate::model::scope;
use crate::state::Shared;
use crate::store::{AccessRequest, Grant, StoreError, Transaction};

/// The path of the page.
pub(crate) const PATH: &str = "/oauth/v2/auth";

/// Time limit for the user's decision.
const PATIENCE: TimeDelta = TimeDelta::minutes(10);

/// The next step of an authorization.
enum Next {
    /// The user has to decide.
    Ask(Box<Question>),
    /// The browser is redirected to the program with these parameters.
    Return {
        redirect_uri: String,
        state: Option<String>,
        answer: ConsentDecision,
    },
}

/// The result for the program.
enum ConsentDecision {
    Code(String),
    Denied,
}

type Outcome = Result<Next, OAuthError>;

/// Shows the page for the user's decision, or the error in the request.
pub(crate) async fn ask(
    State(shared): State<Shared>,
    uri: Uri,
    extensions: Extensions,
    headers: HeaderMap,
) -> Response {
    let asked = match AuthorizeRequest::read(&Parameters::of(&uri)) {
        Ok(asked) => asked,
        Err(fault) => return page::fault(&fault),
    };
    let addresses = Addresses::of(&shared, &extensions, &headers);
    let (center, consent) = (addresses.center(), shared.accounts.consent);
    proceed(&shared, &addresses, move |transaction, now| {
        begin(transaction, asked, center, consent, now)
    })
    .await
}

/// Processes the user's decision.
pub(crate) async fn answer(
    State(shared): State<Shared>,
    uri: Uri,
    extensions: Extensions,
    headers: HeaderMap,
    body: Body,
) -> Response {
    if is_foreign(&headers) {
        return foreign();
    }
    let form = Parameters::of_form(&body::read(&uri, &headers, body).await);
    let addresses = Addresses::of(&shared, &extensions, &headers);
    proceed(&shared, &addresses, move |transaction, now| {
        finish(transaction, &form, now)
    })
    .await
}

/// The page for a request that a page of another site has sent.
pub(crate) fn foreign() -> Response {
    page::fault(&OAuthError::Foreign)
}

/// Whether the browser reports that the decision was sent by a page of another site. The guard accepts pages of
/// allowed origins, and they must not consent for the user.
fn is_foreign(headers: &HeaderMap) -> bool {
    let Some(origin) = headers.get(header::ORIGIN) else {
        return false;
    };
    let authority = origin
        .to_str()
        .ok()
        .and_then(|origin| Some(origin.split_once("://")?.1));
    let host = headers
        .get(header::HOST)
        .and_then(|host| host.to_str().ok());
    authority.is_none() || authority != host
}

async fn proceed(
    shared: &Shared,
    addresses: &Addresses,
    work: impl FnOnce(Transaction<'_>, DateTime<Utc>) -> Result<Outcome, StoreError> + Send + 'static,
) -> Response {
    let clock = shared.clock.clone();
    let outcome = shared
        .store
        .write(move |transaction| work(*transaction, clock.now()))
        .await;
    match outcome {
        Ok(Ok(Next::Ask(question))) => page::question(&question),
        Ok(Ok(Next::Return {
            redirect_uri,
            state,
            answer,
        })) => send_back(addresses, &redirect_uri, state.as_deref(), &answer),
        Ok(Err(fault)) => page::fault(&fault),
        Err(error) => {
            tracing::error!(%error, "the store failed");
            page::fault(&OAuthError::Failed)
        }
    }
}

fn begin(
    transaction: Transaction<'_>,
    asked: AuthorizeRequest,
    center: Option<DataCenter>,
    consent: Consent,
    now: DateTime<Utc>,
) -> Result<Outcome, StoreError> {
    let Some(client) = transaction.client(&asked.client)? else {
        return Ok(Err(OAuthError::UnknownClient));
    };
    if !transaction.has_redirect_uri(&asked.client, &asked.redirect_uri)? {
        return Ok(Err(OAuthError::UnregisteredRedirect));
    }
    let Some(grant) = grant(transaction, &asked, center, now)? else {
        return Ok(Err(OAuthError::UnknownAccount));
    };
    let Some(account) = transaction.account_names(&grant)? else {
        return Ok(Err(OAuthError::UnknownAccount));
    };
    let needs_consent = asked.prompts || !has_consented(transaction, &asked.client, &grant)?;
    let request = AccessRequest {
        client: asked.client,
        grant,
        redirect_uri: asked.redirect_uri,
        state: asked.state,
        is_offline: asked.is_offline && needs_consent,
        challenge: asked.challenge,
    };
    if !needs_consent || consent == Consent::Immediate {
        return accept(transaction, request, now).map(Ok);
    }
    let ticket = secret(transaction)?;
    let expires = now.checked_add_signed(PATIENCE).unwrap_or(now);
    transaction.add_access_request(&ticket, &request, now, expires)?;
    Ok(Ok(Next::Ask(Box::new(Question {
        ticket,
        client_id: request.client,
        client_name: client.name,
        account,
        scopes: request.grant.scopes,
        redirect_uri: request.redirect_uri,
        is_offline: request.is_offline,
    }))))
}

fn grant(
    transaction: Transaction<'_>,
    asked: &AuthorizeRequest,
    center: Option<DataCenter>,
    now: DateTime<Utc>,
) -> Result<Option<Grant>, StoreError> {
    let organization = match asked.organization {
        Some(id) => transaction.organization(id)?,
        None => transaction.first_organization()?,
    };
    let Some(organization) = organization else {
        return Ok(None);
    };
    let id = organization.id;
    let ledger = transaction.ledger(organization, now);
    let user = match asked.user {
        Some(id) => ledger.user(id)?,
        None => ledger.first_user()?,
    };
    Ok(user.map(|user| Grant {
        organization: id,
        user: user.id,
        scopes: asked.scopes.clone(),
        center,
    }))
}

fn has_consented(
    transaction: Transaction<'_>,
    client: &str,
    grant: &Grant,
) -> Result<bool, StoreError> {
    for single in scope::each(&grant.scopes) {
        if !transaction.has_consented(client, grant, single)? {
            return Ok(false);
        }
    }
    Ok(true)
}

fn finish(
    transaction: Transaction<'_>,
    form: &Parameters,
    now: DateTime<Utc>,
) -> Result<Outcome, StoreError> {
    let accepted = match form.text("decision") {
        Some("accept") => true,
        Some("reject") => false,
        Some(_) => {
            return Ok(Err(OAuthError::NotAllowed {
                name: "decision",
                allowed: "“accept” or “reject”",
            }));
        }
        None => return Ok(Err(OAuthError::Missing("decision"))),
    };
    let ticket = form.text("ticket").unwrap_or_default();
    let Some(request) = transaction.take_access_request(ticket, now)? else {
        return Ok(Err(OAuthError::Stale));
    };
    if accepted {
        return accept(transaction, request, now).map(Ok);
    }
    Ok(Ok(Next::Return {
        redirect_uri: request.redirect_uri,
        state: request.state,
        answer: ConsentDecision::Denied,
    }))
}

fn accept(
    transaction: Transaction<'_>,
    request: AccessRequest,
    now: DateTime<Utc>,
) -> Result<Next, StoreError> {
    for single in scope::each(&request.grant.scopes) {
        transaction.add_consent(&request.client, &request.grant, single)?;
    }
    let code = mint_code(
        transaction,
        &NewCode {
            grant: &request.grant,
            client: &request.client,
            redirect_uri: Some(&request.redirect_uri),
            is_offline: request.is_offline,
            challenge: request.challenge.as_deref(),
        },
        now,
    )?;
    Ok(Next::Return {
        redirect_uri: request.redirect_uri,
        state: request.state,
        answer: ConsentDecision::Code(code),
    })
}

fn send_back(
    addresses: &Addresses,
    redirect_uri: &str,
    state: Option<&str>,
    answer: &ConsentDecision,
) -> Response {
    // The registration has been checked, so this only fails if the store was changed concurrently.
    let Ok(mut target) = Url::parse(redirect_uri) else {
        return page::fault(&OAuthError::UnregisteredRedirect);
    };
    {
        let mut query = target.query_pairs_mut();
        if let Some(state) = state {
            query.append_pair("state", state);
        }
        match answer {
            ConsentDecision::Denied => query.append_pair("error", "access_denied"),
            ConsentDecision::Code(code) => query
                .append_pair("code", code)
                .append_pair("location", addresses.location())
                .append_pair("accounts-server", &addresses.accounts_server()),
        };
    }
    match HeaderValue::from_str(target.as_str()) {
        // 303, so that the browser requests the page with GET and does not forward the form.
        Ok(target) => (
            StatusCode::SEE_OTHER,
            [
                (header::LOCATION, target),
                (header::CACHE_CONTROL, HeaderValue::from_static("no-store")),
                // Do not reveal the address of this page to the program's page.
                (
                    header::REFERRER_POLICY,
                    HeaderValue::from_static("no-referrer"),
                ),
            ],
        )
            .into_response(),
        Err(_) => page::fault(&OAuthError::UnregisteredRedirect),
    }
}
