//! `GET /oauth/v2/auth`.
//!
//! There is nobody to ask on a machine of one's own, so it consents at once, in the name of the
//! first user of the first organisation.

use axum::extract::State;
use axum::http::{HeaderValue, StatusCode, Uri, header};
use axum::response::{IntoResponse, Response};
use serde_json::json;

use super::grants::mint_code;
use crate::addresses::Addresses;
use crate::query::Parameters;
use crate::refusal::Refusal;
use crate::respond;
use crate::state::Shared;
use crate::store::Grant;

/// Sends the browser back to the client with a code.
pub(crate) async fn authorize(
    State(shared): State<Shared>,
    addresses: Addresses,
    uri: Uri,
) -> Response {
    let parameters = Parameters::of(&uri);
    let text = |name: &str| parameters.text(name).map(str::to_owned);
    let (Some(client), Some(redirect_uri), Some(scopes), Some("code")) = (
        text("client_id"),
        text("redirect_uri"),
        text("scope"),
        parameters.text("response_type"),
    ) else {
        return respond::json(&json!({ "error": "invalid_request" }));
    };
    let clock = shared.clock.clone();
    let sent_to = redirect_uri.clone();
    let code = shared.store.write(move |transaction| {
        let Some(_) = transaction.client_secret(&client)? else {
            return Ok(None);
        };
        let Some(organization) = transaction.first_organization()? else {
            return Ok(None);
        };
        let now = clock.now();
        let id = organization.id;
        let Some(user) = transaction.ledger(organization, now).first_user()? else {
            return Ok(None);
        };
        let grant = Grant {
            organization: id,
            user: user.id,
            scopes,
        };
        mint_code(*transaction, &grant, &client, Some(&sent_to), now).map(Some)
    });
    match code.await {
        Err(error) => respond::refusal(&Refusal::Store(error)),
        Ok(None) => respond::json(&json!({ "error": "invalid_client" })),
        Ok(Some(code)) => {
            let separator = if redirect_uri.contains('?') { '&' } else { '?' };
            let mut query = form_urlencoded::Serializer::new(String::new());
            query
                .append_pair("code", &code)
                .append_pair("location", "local")
                .append_pair("accounts-server", &addresses.accounts);
            if let Some(state) = parameters.text("state") {
                query.append_pair("state", state);
            }
            let target = format!("{redirect_uri}{separator}{}", query.finish());
            match HeaderValue::from_str(&target) {
                Ok(target) => (StatusCode::FOUND, [(header::LOCATION, target)]).into_response(),
                Err(_) => respond::json(&json!({ "error": "invalid_redirect_uri" })),
            }
        }
    }
}
