//! Signing in and out.

use reqwest::header::LOCATION;
use reqwest::redirect::Policy;
use serde_json::Value;
use zoho_time::auth::{
    AuthError, ExposeSecret, FileTokenStore, Login, LoginError, OAuthApp, OAuthClient, Scopes,
    SignIn, TokenKey, TokenStore,
};
use zoho_time::chrono::TimeDelta;
use zoho_time::{Error, Product};
use zoho_time_tests::accounts::{Accounts, REDIRECT_URI};

use crate::token_refresh::fixture::{Fixture, call};

/// The program that is registered with these accounts.
fn app(accounts: &Accounts) -> OAuthApp {
    let client = accounts.client.clone();
    let (url, clock) = (
        accounts.sandbox.accounts_url(),
        accounts.sandbox.clock().clone(),
    );
    let app = OAuthApp::at(
        url,
        OAuthClient {
            client_id: client.client_id,
            client_secret: client.client_secret.into(),
        },
    )
    .unwrap();
    app.clock(zoho_time::Clock::from_fn(move || clock.now()))
}

/// Follows a sign-in as a browser whose user consents; where it ends up.
async fn consent(login: &Login) -> String {
    let browser = reqwest::Client::builder().redirect(Policy::none()).build();
    let answer = browser.unwrap().get(login.url()).send().await.unwrap();
    let location = answer.headers().get(LOCATION);
    location.expect("sent back").to_str().unwrap().to_owned()
}

fn begin(app: &OAuthApp) -> Login {
    app.login(REDIRECT_URI, &Scopes::all(Product::Books))
        .unwrap()
}

#[tokio::test]
async fn a_user_signs_in_with_proof_and_keeps_the_tokens_under_a_name() {
    let accounts = Accounts::start().await;
    let login = begin(&app(&accounts));
    for part in [
        "response_type=code",
        "access_type=offline",
        "prompt=consent",
        "code_challenge_method=S256",
        "scope=ZohoBooks.projects.CREATE%2CZohoBooks.projects.DELETE%2C",
    ] {
        assert!(login.url().contains(part), "{part} in {}", login.url());
    }
    let sign_in = login.finish(&consent(&login).await).await.unwrap();
    assert_eq!(sign_in.accounts_url(), accounts.sandbox.accounts_url());
    assert_eq!(sign_in.data_center(), None);
    assert_eq!(
        sign_in.expires_at(),
        accounts.sandbox.clock().now() + TimeDelta::hours(1)
    );
    assert_eq!(
        accounts
            .list_with(sign_in.access_token().expose_secret())
            .await,
        "200"
    );

    // A client takes the tokens from the store by name, and asks for none at first.
    let folder = tempfile::tempdir().unwrap();
    let store = FileTokenStore::new(folder.path().join("deep/inside/tokens.json"));
    sign_in.save(&store, "work").await.unwrap();
    let clock = accounts.sandbox.clock().clone();
    let client = |name: &str| {
        let (client, clock) = (accounts.client.clone(), clock.clone());
        zoho_time::Client::builder()
            .organization(accounts.sandbox.demo().organization_id.clone())
            .signed_in_as(
                OAuthClient {
                    client_id: client.client_id,
                    client_secret: client.client_secret.into(),
                },
                name,
            )
            .token_store(store.clone())
            .clock(zoho_time::Clock::from_fn(move || clock.now()))
            .base_url(accounts.sandbox.base_url())
            .accounts_url(accounts.sandbox.accounts_url())
            .build()
            .unwrap()
    };
    let zoho = client("work");
    let since = accounts.sandbox.log().last();
    call(&zoho).await.unwrap();
    assert_eq!(accounts.sandbox.log().last() - since, 1, "the call alone");
    accounts.wait(TimeDelta::hours(1));
    call(&zoho).await.unwrap();
    assert_eq!(accounts.sandbox.log().last() - since, 3, "and a renewal");
    let error = call(&client("home")).await.unwrap_err();
    assert!(
        error.to_string().contains("not signed in as \"home\""),
        "{error}"
    );

    // Signing out ends it everywhere.
    assert!(zoho.sign_out().await.unwrap());
    assert!(zoho.sign_out().await.unwrap(), "what is gone may go again");
    let key = TokenKey::named(
        accounts.sandbox.accounts_url(),
        &accounts.client.client_id,
        "work",
    );
    assert!(store.load(&key).await.unwrap().is_none());
    let refresh_token = sign_in.refresh_token().expose_secret();
    let answer = accounts.refresh(refresh_token, &[]).await;
    assert_eq!(answer.verdict, "200 invalid_code");
    let Error::Auth { source, .. } = call(&zoho).await.unwrap_err() else {
        panic!("another error")
    };
    assert!(matches!(*source, AuthError::NotSignedIn { .. }), "{source}");
    println!("sign-in with state and proof, by name from a file, renewed, and signed out");
}

#[tokio::test]
async fn a_redirect_that_does_not_belong_to_the_sign_in_is_refused() {
    let accounts = Accounts::start().await;
    let app = app(&accounts);
    let (own, other) = (begin(&app), begin(&app));
    let address = consent(&own).await;
    let elsewhere = consent(&other).await;
    let (before, state) = address.split_once("state=").unwrap();
    let (_, after) = state.split_once('&').unwrap();
    let mut refused = 0;
    for forged in [
        elsewhere,
        format!("{before}{after}"),
        format!("{before}state=&{after}"),
        format!("{before}state=x&{after}"),
        format!("{address}&state=x"),
        REDIRECT_URI.to_owned(),
    ] {
        let error = own.finish(&forged).await.unwrap_err();
        assert!(
            matches!(error, LoginError::StateMismatch),
            "{forged}: {error}"
        );
        refused += 1;
    }
    let cases = [
        (
            "&accounts-server=http%3A%2F%2Fevil.example",
            "names the accounts server http://evil.example, which",
        ),
        (
            "&accounts-server=https%3A%2F%2Faccounts.zoho.com",
            "names the accounts server https://accounts.zoho.com",
        ),
        ("&error=access_denied", "refused: access_denied"),
    ];
    for (more, expected) in cases {
        let error = own.finish(&format!("{address}{more}")).await.unwrap_err();
        assert!(error.to_string().contains(expected), "{error}");
        refused += 1;
    }
    let without_code = address.replace("code=", "other=");
    let error = own.finish(&without_code).await.unwrap_err();
    assert!(matches!(error, LoginError::NoCode), "{error}");
    // None of that has used the code up.
    let sign_in = own.finish(&address).await.unwrap();
    // When the page is reloaded, the code is not sent again: that would revoke the tokens.
    let again = own.finish(&address).await.unwrap();
    let token = |sign_in: &SignIn| sign_in.refresh_token().expose_secret().to_owned();
    assert_eq!(token(&again), token(&sign_in));
    let usable = accounts.refresh(&token(&sign_in), &[]).await;
    assert_eq!(usable.verdict, "200");
    println!(
        "redirects: {} refused, and the correct one accepted after them",
        refused + 1
    );
}

#[tokio::test]
async fn a_code_is_of_no_use_without_its_proof() {
    let accounts = Accounts::start().await;
    let app = app(&accounts);
    let login = begin(&app);
    let address = consent(&login).await;
    let url = reqwest::Url::parse(&address).unwrap();
    let code = url
        .query_pairs()
        .find(|(name, _)| name == "code")
        .unwrap()
        .1;
    let answer = accounts.exchange(&code, &[]).await;
    assert_eq!(answer.verdict, "200 invalid_code");
    // Without one, as servers may want it.
    let login = begin(&app).without_pkce();
    assert!(!login.url().contains("code_challenge"));
    let address = consent(&login).await;
    // Whole, or as a program that serves the redirect sees it.
    let path = address.strip_prefix("https://app.example").unwrap();
    login.finish(path).await.unwrap();
}

#[tokio::test]
async fn a_self_client_exchanges_its_code_once() {
    let accounts = Accounts::start().await;
    let app = app(&accounts);
    let grant = async || {
        let url = format!("{}/_sandbox/codes", accounts.sandbox.base_url());
        let body = serde_json::json!({
            "client_id": accounts.client.client_id,
            "scopes": "ZohoBooks.projects.READ",
        });
        let answer = reqwest::Client::new().post(url).json(&body).send().await;
        let answer: Value = answer.unwrap().json().await.unwrap();
        answer["code"].as_str().unwrap().to_owned()
    };
    let code = grant().await;
    let sign_in = app.exchange_grant_code(code.clone()).await.unwrap();
    assert_eq!(sign_in.scopes(), Some("ZohoBooks.projects.READ"));
    assert_eq!(
        sign_in.api_domain().unwrap().trim_end_matches('/'),
        accounts.sandbox.base_url()
    );
    for wrong in [code, "1000.wrong".to_owned()] {
        let error = app.exchange_grant_code(wrong).await.unwrap_err();
        assert!(
            matches!(&error, LoginError::Auth(AuthError::Refused { error, .. }) if error == "invalid_code"),
            "{error}"
        );
    }
    // Six sign-ins in a minute are one too many.
    let mut last = Ok(sign_in);
    for _ in 0..6 {
        last = app.exchange_grant_code(grant().await).await;
    }
    let error = last.unwrap_err();
    assert!(
        matches!(error, LoginError::Auth(AuthError::Throttled { .. })),
        "{error}"
    );
}

#[tokio::test]
async fn a_token_can_be_revoked_repeatedly() {
    let fixture = Fixture::set().await;
    let zoho = fixture.client().build().unwrap();
    call(&zoho).await.unwrap();
    assert!(zoho.sign_out().await.unwrap());
    assert!(zoho.sign_out().await.unwrap(), "what is gone may go again");
    let error = call(&zoho).await.unwrap_err();
    assert!(error.to_string().contains("invalid_code"), "{error}");
    let fixed = fixture.client().access_token("a token").build().unwrap();
    assert!(
        !fixed.sign_out().await.unwrap(),
        "there is nothing to revoke"
    );
}
