//! The service refuses a token: it is dead or lacks the scope, and the response does not say which.

use zoho_time::auth::{OAuthApp, OAuthClient};
use zoho_time::chrono::TimeDelta;
use zoho_time::error::ErrorCode;
use zoho_time::{Client, Credentials, Error, ProjectId};

use crate::token_refresh::fixture::{Fixture, call};

/// A client whose user has allowed reading only.
async fn reader(fixture: &Fixture) -> Client {
    let demo = fixture.sandbox.demo();
    let code = fixture.sandbox.mint_code("ZohoBooks.projects.READ");
    let app = OAuthApp::at(
        fixture.sandbox.accounts_url(),
        OAuthClient {
            client_id: demo.client_id.clone(),
            client_secret: demo.client_secret.clone().into(),
        },
    );
    let sign_in = app.unwrap().exchange_grant_code(code.await.unwrap()).await;
    fixture
        .client()
        .credentials(Credentials {
            client_id: demo.client_id.clone(),
            client_secret: demo.client_secret.clone().into(),
            refresh_token: sign_in.unwrap().refresh_token().clone(),
        })
        .build()
        .unwrap()
}

async fn delete(zoho: &Client) -> Result<(), Error> {
    zoho.projects().delete(&ProjectId::from(77)).await
}

#[tokio::test]
async fn a_refusal_renews_the_token_once_and_then_names_the_scope() {
    let fixture = Fixture::set().await;
    let zoho = reader(&fixture).await;
    call(&zoho).await.unwrap();
    let calls = |since: u64| {
        let log = fixture.sandbox.log().after(since, usize::MAX);
        let calls = log.iter().filter(|exchange| exchange.operation().is_some());
        calls
            .filter_map(|exchange| exchange.status())
            .collect::<Vec<_>>()
    };
    let since = fixture.sandbox.log().last();
    let error = delete(&zoho).await.unwrap_err();
    assert_eq!(error.known_code(), Some(ErrorCode::NotAuthorized));
    let Error::Permission(error) = error else {
        panic!("{error}")
    };
    assert_eq!(error.scope, Some("ZohoBooks.projects.DELETE"));
    assert_eq!(
        (calls(since), fixture.token_requests()),
        (vec![401, 401], 2)
    );

    // What is known to be missing costs no more token requests, and what is allowed goes on.
    let since = fixture.sandbox.log().last();
    for _ in 0..20 {
        let error = delete(&zoho).await.unwrap_err();
        assert!(matches!(error, Error::Permission(_)), "{error}");
        call(&zoho).await.unwrap();
    }
    assert_eq!(calls(since), [401, 200].repeat(20));
    assert_eq!(fixture.token_requests(), 2);
    println!("missing scope: 21 refused calls, 1 additional token request");

    // An hour later it is tried again.
    fixture.wait(TimeDelta::hours(1));
    delete(&zoho).await.unwrap_err();
    assert_eq!(
        fixture.token_requests(),
        4,
        "one for the hour, one for the refusal"
    );
}
