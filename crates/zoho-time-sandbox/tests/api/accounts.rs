use chrono::TimeDelta;
use reqwest::Method;
use serde_json::{Value, json};
use zoho_time_sandbox::{Consent, TokenRequest};

use crate::client::{Answer, Api, frozen, send, text};

/// Asks the accounts server with parameters in a form.
async fn token(api: &Api, path: &str, form: &[(&str, &str)]) -> Value {
    let url = format!("{}/oauth/v2/{path}", api.sandbox.accounts_url());
    let answer: Answer = send(api.http().post(url).form(form)).await;
    // Errors too come with the status of a success.
    answer.expect(200)
}

async fn works(api: &Api, token: &str) -> bool {
    let organization = api.sandbox.demo().organization_id.as_str();
    send(api.request_as(Method::GET, "/projects", token, organization))
        .await
        .status
        == 200
}

#[tokio::test]
async fn a_refresh_token_gives_access_tokens() {
    let api = Api::start().await;
    let demo = api.sandbox.demo().clone();
    let form = [
        ("grant_type", "refresh_token"),
        ("client_id", &demo.client_id),
        ("client_secret", &demo.client_secret),
        ("refresh_token", &demo.refresh_token),
    ];
    let answer = token(&api, "token", &form).await;
    assert_eq!(answer["expires_in"], 3600);
    assert_eq!(answer["token_type"], "Bearer");
    assert_eq!(answer["api_domain"], api.sandbox.base_url());
    let first = text(&answer, "access_token");
    assert!(works(&api, &first).await);

    api.sandbox.clock().advance(TimeDelta::hours(1));
    assert!(!works(&api, &first).await);
    // In the query it goes as well.
    let url = format!("{}/oauth/v2/token", api.sandbox.accounts_url());
    let again = send(api.http().post(url).query(&form)).await.expect(200);
    assert!(works(&api, &text(&again, "access_token")).await);
}

#[tokio::test]
async fn errors_have_a_status_of_success() {
    let api = Api::start().await;
    let demo = api.sandbox.demo().clone();
    let right = [
        ("grant_type", "refresh_token"),
        ("client_id", demo.client_id.as_str()),
        ("client_secret", demo.client_secret.as_str()),
        ("refresh_token", demo.refresh_token.as_str()),
    ];
    for (field, value, error) in [
        ("client_id", "1000.UNKNOWN", "invalid_client"),
        ("client_id", "", "invalid_client"),
        ("client_secret", "wrong", "invalid_client_secret"),
        ("client_secret", "", "invalid_client_secret"),
        ("refresh_token", "1000.bogus", "invalid_code"),
        ("refresh_token", "", "invalid_code"),
        ("grant_type", "password", "unsupported_grant_type"),
        ("grant_type", "", "invalid_request"),
        ("grant_type", "authorization_code", "invalid_code"),
    ] {
        let form = right.map(|(name, given)| (name, if name == field { value } else { given }));
        assert_eq!(
            token(&api, "token", &form).await,
            json!({ "error": error }),
            "{field}={value}"
        );
    }
}

#[tokio::test]
async fn a_code_is_good_once_and_not_for_long() {
    let api = Api::start().await;
    let demo = api.sandbox.demo().clone();
    let exchange = async |code: &str| {
        let form = [
            ("grant_type", "authorization_code"),
            ("client_id", demo.client_id.as_str()),
            ("client_secret", demo.client_secret.as_str()),
            ("code", code),
        ];
        token(&api, "token", &form).await
    };
    let code = api
        .sandbox
        .mint_code("ZohoBooks.projects.READ")
        .await
        .unwrap();
    let answer = exchange(&code).await;
    assert_eq!(answer["scope"], "ZohoBooks.projects.READ");
    assert!(answer["refresh_token"].is_string());
    let access = text(&answer, "access_token");
    assert!(works(&api, &access).await);
    let organization = demo.organization_id.as_str();
    let create = api.request_as(Method::POST, "/projects", &access, organization);
    send(create.json(&json!({}))).await.refused(401, 57);
    assert_eq!(exchange(&code).await["error"], "invalid_code");

    let late = api
        .sandbox
        .mint_code("ZohoBooks.projects.READ")
        .await
        .unwrap();
    api.sandbox.clock().advance(TimeDelta::minutes(3));
    assert_eq!(exchange(&late).await["error"], "invalid_code");
}

#[tokio::test]
async fn the_sandbox_can_consent_by_itself() {
    let api = Api::of(frozen().consent(Consent::Immediate)).await;
    let demo = api.sandbox.demo().clone();
    let browser = reqwest::Client::builder()
        .redirect(reqwest::redirect::Policy::none())
        .build()
        .unwrap();
    let url = format!("{}/oauth/v2/auth", api.sandbox.accounts_url());
    let response = browser.get(url).query(&[
        ("response_type", "code"),
        ("client_id", &demo.client_id),
        ("redirect_uri", &demo.redirect_uri),
        ("scope", "ZohoBooks.projects.ALL"),
        ("access_type", "offline"),
    ]);
    let response = response.send().await.unwrap();
    assert_eq!(response.status(), 303);
    let target = reqwest::Url::parse(response.headers()["location"].to_str().unwrap()).unwrap();
    let (_, code) = target.query_pairs().find(|(key, _)| key == "code").unwrap();
    let form = [
        ("grant_type", "authorization_code"),
        ("client_id", demo.client_id.as_str()),
        ("client_secret", demo.client_secret.as_str()),
        ("redirect_uri", demo.redirect_uri.as_str()),
        ("code", &code),
    ];
    assert!(token(&api, "token", &form).await["refresh_token"].is_string());
}

#[tokio::test]
async fn there_are_no_limits_unless_they_are_wanted() {
    for limits in [false, true] {
        let api = Api::of(frozen().token_limits(limits)).await;
        let demo = api.sandbox.demo().clone();
        let form = [
            ("grant_type", "refresh_token"),
            ("client_id", demo.client_id.as_str()),
            ("client_secret", demo.client_secret.as_str()),
            ("refresh_token", demo.refresh_token.as_str()),
        ];
        let url = format!("{}/oauth/v2/token", api.sandbox.accounts_url());
        let ask = async || send(api.http().post(&url).form(&form)).await;
        for _ in 0..10 {
            ask().await.expect(200);
        }
        let eleventh = ask().await;
        if !limits {
            eleventh.expect(200);
            continue;
        }
        let too_many = json!({
            "error": "Access Denied",
            "error_description":
                "You have made too many requests continuously. Please try again after some time.",
            "status": "failure",
        });
        assert_eq!(eleventh.expect(400), too_many);
        // The ten minutes are those of the sandbox's clock, and slide.
        api.sandbox.clock().advance(TimeDelta::seconds(599));
        ask().await.expect(400);
        api.sandbox.clock().advance(TimeDelta::seconds(1));
        ask().await.expect(200);
    }
}

#[tokio::test]
async fn a_revoked_token_is_gone_with_its_access_tokens() {
    let api = Api::start().await;
    let demo = api.sandbox.demo().clone();
    let form = [
        ("grant_type", "refresh_token"),
        ("client_id", demo.client_id.as_str()),
        ("client_secret", demo.client_secret.as_str()),
        ("refresh_token", demo.refresh_token.as_str()),
    ];
    let access = text(&token(&api, "token", &form).await, "access_token");
    let revoked = token(&api, "token/revoke", &[("token", &demo.refresh_token)]).await;
    assert_eq!(revoked, json!({ "status": "success" }));
    assert!(!works(&api, &access).await);
    assert_eq!(token(&api, "token", &form).await["error"], "invalid_code");
    let again = token(&api, "token/revoke", &[("token", &demo.refresh_token)]).await;
    assert_eq!(again["error"], "invalid_code");
}

#[tokio::test]
async fn a_data_centre_has_the_names_that_zoho_gives_it() {
    let api = Api::start().await;
    let demo = api.sandbox.demo();
    for (name, own, other) in [
        ("au", "www.zohoapis.com.au", "www.zohoapis.com"),
        ("CN", "www.zohoapis.com.cn", "www.zohoapis.com"),
        ("us", "www.zohoapis.com", "www.zohoapis.com.au"),
        ("com.au", "www.zohoapis.com.au", "www.zohoapis.com.cn"),
        ("EU", "www.zohoapis.eu", "www.zohoapis.in"),
    ] {
        let token = TokenRequest::new().data_center(name);
        let token = api.sandbox.mint(token).await.unwrap();
        for (host, status) in [(own, 200), (other, 401)] {
            let request = api.request_as(
                Method::GET,
                "/projects",
                &token,
                demo.organization_id.as_str(),
            );
            let answer = request.header("Host", host).send().await.unwrap();
            assert_eq!(answer.status(), status, "{name} at {host}");
        }
    }
    let unknown = TokenRequest::new().data_center("de");
    assert_eq!(api.sandbox.mint(unknown).await.unwrap_err().code(), 2);
}
