//! Token responses.

use std::sync::Arc;

use chrono::{TimeDelta, Utc};
use zoho_time::auth::{MemoryTokenStore, TokenKey, TokenStore as _};
use zoho_time::models::ListProjectsQuery;
use zoho_time::{Credentials, RetryPolicy};

use super::response::{Canned, Response};
use super::{check_error, client};

const CLIENT_ID: &str = "1000.FUZZ";
const CLIENT_SECRET: &str = "fuzz-client-secret";
const REFRESH_TOKEN: &str = "1000.fuzz.refresh-token";

/// The response to the call.
const EMPTY_LIST: &[u8] =
    b"list_projects 200\n\n{\"code\": 0, \"message\": \"success\", \"projects\": []}";

/// How long an access token may be used.
const LIFETIME: TimeDelta = TimeDelta::hours(1);

/// Refreshes a token with this response, and calls with it.
pub(super) async fn check(response: &Response) -> bool {
    let call = Response::parse(EMPTY_LIST);
    let transport = Canned::new(response.clone(), call.expect("a response"));
    let store = Arc::new(MemoryTokenStore::new());
    let zoho = client(transport.clone(), |builder| {
        builder
            .credentials(Credentials {
                client_id: CLIENT_ID.into(),
                client_secret: CLIENT_SECRET.into(),
                refresh_token: REFRESH_TOKEN.into(),
            })
            .token_store(Arc::clone(&store))
            .options(|options| options.retry(RetryPolicy::never()))
    });
    let called = zoho.projects().list(ListProjectsQuery::new()).page(1).await;
    let authorized = transport.authorized();
    for address in &authorized {
        let host = address.host().unwrap_or_default();
        assert_eq!(address.scheme_str(), Some("https"), "{address}");
        assert!(is_zoho(host), "an access token was sent to {host}");
    }
    if let Err(error) = &called {
        check_error(error, &[CLIENT_SECRET, REFRESH_TOKEN]);
    }

    let refresh_token = REFRESH_TOKEN.to_owned().into();
    let accounts = zoho_time::DataCenter::UnitedStates.accounts_url();
    let key = TokenKey::of_refresh_token(&accounts, CLIENT_ID, &refresh_token);
    let record = store.load(&key).await.expect("a store in memory");
    let expiry = record.and_then(|record| record.expires_at());
    if let Some(expiry) = expiry {
        assert!(expiry <= Utc::now() + LIFETIME, "a token until {expiry}");
    }
    called.is_ok()
}

/// Whether a host is one of Zoho's for the API.
fn is_zoho(host: &str) -> bool {
    zoho_time::DataCenter::ALL
        .iter()
        .any(|center| center.api_url() == format!("https://{host}"))
}
