use chrono::TimeDelta;
use reqwest::header::{LOCATION, ORIGIN};
use reqwest::{Client, Response, Url, redirect};
use serde_json::{Value, json};
use zoho_time_sandbox::{NewClient, Sandbox};

use crate::client::{Api, frozen, send};

const REDIRECT_URI: &str = "https://app.example/callback?from=zoho";

/// A browser at the authorise page of a sandbox, sent there by a client.
struct Browser {
    sandbox: Sandbox,
    client: NewClient,
    http: Client,
}

impl Browser {
    async fn start() -> Self {
        let sandbox = frozen().start().await.unwrap();
        Self {
            client: sandbox
                .add_client("Timesheet <b>&</b> Co", &[REDIRECT_URI])
                .await
                .unwrap(),
            http: Client::builder()
                .redirect(redirect::Policy::none())
                .build()
                .unwrap(),
            sandbox,
        }
    }

    fn url(&self) -> String {
        format!("{}/oauth/v2/auth", self.sandbox.accounts_url())
    }

    /// Opens the page with these parameters instead of the default ones; parameters without a value are
    /// omitted.
    async fn open(&self, more: &[(&str, &str)]) -> Response {
        let mut parameters = vec![
            ("response_type", "code"),
            ("client_id", &*self.client.client_id),
            ("redirect_uri", REDIRECT_URI),
            ("scope", "ZohoBooks.projects.READ,ZohoBooks.projects.CREATE"),
            ("access_type", "offline"),
            ("state", "a b&c"),
        ];
        parameters.retain(|(name, _)| more.iter().all(|(other, _)| name != other));
        parameters.extend(more.iter().filter(|(_, value)| !value.is_empty()));
        let request = self.http.get(self.url()).query(&parameters);
        request.send().await.unwrap()
    }

    /// Opens the page and takes the ticket out of its form.
    async fn ticket(&self, more: &[(&str, &str)]) -> String {
        let response = self.open(more).await;
        assert_eq!(response.status(), 200);
        let page = response.text().await.unwrap();
        let (_, rest) = page.split_once("name=\"ticket\" value=\"").unwrap();
        rest.split_once('"').unwrap().0.to_owned()
    }

    async fn answer(&self, ticket: &str, decision: &str) -> Response {
        let form = [("ticket", ticket), ("decision", decision)];
        self.http.post(self.url()).form(&form).send().await.unwrap()
    }

    /// Exchanges a code, and returns the result.
    async fn exchange(&self, code: &str) -> Value {
        let form = [
            ("grant_type", "authorization_code"),
            ("client_id", &*self.client.client_id),
            ("client_secret", &*self.client.client_secret),
            ("redirect_uri", REDIRECT_URI),
            ("code", code),
        ];
        let url = format!("{}/oauth/v2/token", self.sandbox.accounts_url());
        send(self.http.post(url).form(&form)).await.expect(200)
    }
}

/// The parameters of the redirect to the client.
fn brought(response: &Response, name: &str) -> Option<String> {
    assert_eq!(response.status(), 303);
    let target = response.headers()[LOCATION].to_str().unwrap();
    assert!(target.starts_with(REDIRECT_URI), "{target}");
    let target = Url::parse(target).unwrap();
    let mut pairs = target.query_pairs();
    pairs
        .find(|(key, _)| key == name)
        .map(|(_, value)| value.into())
}

#[track_caller]
fn is_page(response: &Response, status: u16) {
    assert_eq!(response.status(), status);
    assert!(!response.headers().contains_key(LOCATION));
    assert_eq!(
        response.headers()["content-type"],
        "text/html; charset=utf-8"
    );
    let policy = response.headers()["content-security-policy"].to_str();
    assert!(policy.unwrap().starts_with("default-src 'none'"));
}

#[tokio::test]
async fn the_page_says_who_wants_what_of_whom() {
    let browser = Browser::start().await;
    let response = browser.open(&[]).await;
    is_page(&response, 200);
    let page = response.text().await.unwrap();
    for text in [
        "Timesheet &lt;b&gt;&amp;&lt;/b&gt; Co",
        &browser.client.client_id,
        "<dd>Sandbox</dd>",
        "See projects, tasks, time entries and timers in Zoho Books",
        "<code>ZohoBooks.projects.CREATE</code>",
        "until you revoke it",
        "color-scheme: light dark",
    ] {
        assert!(page.contains(text), "{text}: {page}");
    }
    assert!(!page.contains("<script") && !page.contains("<b>"), "{page}");
    let online = browser.open(&[("access_type", "online")]).await;
    assert!(online.text().await.unwrap().contains("for one hour"));
}

#[tokio::test]
async fn accepting_sends_a_code_and_rejecting_sends_none() {
    let browser = Browser::start().await;
    let ticket = browser.ticket(&[]).await;
    let back = browser.answer(&ticket, "accept").await;
    assert_eq!(brought(&back, "from").as_deref(), Some("zoho"));
    assert_eq!(brought(&back, "state").as_deref(), Some("a b&c"));
    assert_eq!(brought(&back, "location").as_deref(), Some("us"));
    let accounts = browser.sandbox.accounts_url();
    assert_eq!(brought(&back, "accounts-server").as_deref(), Some(accounts));
    let tokens = browser.exchange(&brought(&back, "code").unwrap()).await;
    assert!(tokens["refresh_token"].is_string(), "{tokens}");
    assert_eq!(
        tokens["scope"],
        "ZohoBooks.projects.READ,ZohoBooks.projects.CREATE"
    );

    let ticket = browser.ticket(&[("prompt", "consent")]).await;
    let back = browser.answer(&ticket, "reject").await;
    assert_eq!(brought(&back, "error").as_deref(), Some("access_denied"));
    assert_eq!(brought(&back, "state").as_deref(), Some("a b&c"));
    assert_eq!(brought(&back, "code"), None);
}

#[tokio::test]
async fn a_question_is_answered_once_in_time_and_on_its_own_page() {
    let browser = Browser::start().await;
    let ticket = browser.ticket(&[]).await;
    is_page(&browser.answer(&ticket, "perhaps").await, 400);
    let form = [("ticket", ticket.as_str()), ("decision", "accept")];
    for origin in ["https://evil.example", "null"] {
        let request = browser.http.post(browser.url()).header(ORIGIN, origin);
        is_page(&request.form(&form).send().await.unwrap(), 403);
    }
    let own = browser.sandbox.accounts_url();
    let request = browser.http.post(browser.url()).header(ORIGIN, own);
    let back = request.form(&form).send().await.unwrap();
    assert!(brought(&back, "code").is_some());
    is_page(&browser.answer(&ticket, "accept").await, 400);
    is_page(&browser.answer("1000.bogus", "accept").await, 400);

    let late = browser.ticket(&[("prompt", "consent")]).await;
    browser.sandbox.clock().advance(TimeDelta::minutes(10));
    is_page(&browser.answer(&late, "accept").await, 400);
}

#[tokio::test]
async fn a_user_who_has_consented_is_asked_again_only_if_the_client_insists() {
    let browser = Browser::start().await;
    let ticket = browser.ticket(&[]).await;
    browser.answer(&ticket, "accept").await;
    let again = browser.open(&[]).await;
    let tokens = browser.exchange(&brought(&again, "code").unwrap()).await;
    assert!(tokens["access_token"].is_string(), "{tokens}");
    assert_eq!(tokens.get("refresh_token"), None);

    is_page(
        &browser.open(&[("scope", "ZohoBooks.projects.ALL")]).await,
        200,
    );
    let ticket = browser.ticket(&[("prompt", "consent")]).await;
    let back = browser.answer(&ticket, "accept").await;
    let tokens = browser.exchange(&brought(&back, "code").unwrap()).await;
    assert!(tokens["refresh_token"].is_string(), "{tokens}");
}

#[tokio::test]
async fn errors_are_shown_on_a_page_without_a_redirect() {
    let browser = Browser::start().await;
    let challenge = (
        "code_challenge",
        "8fUYTy2kYNnCs99ZOLcI7DUzNgwSBZOVXrqp8ZX7lpQ",
    );
    let cases: [(&[(&str, &str)], &str); 16] = [
        (&[("client_id", "")], "invalid_request"),
        (&[("client_id", "1000.UNKNOWN")], "invalid_client"),
        (&[("redirect_uri", "")], "invalid_request"),
        (
            &[("redirect_uri", "https://evil.example/")],
            "invalid_redirect_uri",
        ),
        (
            &[("redirect_uri", "https://app.example/callback")],
            "invalid_redirect_uri",
        ),
        (&[("scope", "")], "invalid_request"),
        (&[("scope", ",")], "invalid_request"),
        (&[("scope", "ZohoBooks.timesheets.READ")], "invalid_scope"),
        (&[("response_type", "")], "invalid_request"),
        (&[("response_type", "token")], "unsupported_response_type"),
        (&[("access_type", "forever")], "invalid_request"),
        (&[("state", "1"), ("state", "2")], "invalid_request"),
        (&[("organization_id", "77")], "access_denied"),
        (&[("user_id", "x")], "access_denied"),
        (&[challenge], "invalid_request"),
        (
            &[challenge, ("code_challenge_method", "plain")],
            "invalid_request",
        ),
    ];
    for (parameters, error) in cases {
        let response = browser.open(parameters).await;
        is_page(&response, 400);
        let page = response.text().await.unwrap();
        let shown = format!("<code>{error}</code>");
        assert!(page.contains(&shown), "{parameters:?}: {page}");
    }
}

#[tokio::test]
async fn another_account_can_be_asked() {
    let browser = Browser::start().await;
    let other = browser.sandbox.add_organization("Other").await.unwrap();
    let (organization, user) = (other.organization_id.as_str(), other.user_id.as_str());
    let page = browser
        .open(&[("organization_id", organization), ("user_id", user)])
        .await;
    assert!(page.text().await.unwrap().contains("<dd>Other</dd>"));
    // A user of another organization is unknown in this one.
    is_page(&browser.open(&[("user_id", user)]).await, 400);
}

#[tokio::test]
async fn clients_are_registered_with_harmless_addresses_only() {
    let api = Api::start().await;
    let register = async |body| api.control(reqwest::Method::POST, "clients", body).await;
    let body = json!({ "client_id": "1000.OWN", "redirect_uris": ["http://localhost:3000/"] });
    let first = register(body).await.expect(201);
    assert!(first["client_secret"].as_str().unwrap().len() > 32);
    let again = json!({ "client_id": "1000.OWN", "name": "Own" });
    let again = register(again).await.expect(201);
    assert_eq!(again["client_secret"], first["client_secret"]);
    assert_eq!(again["redirect_uris"], json!([]));
    for uri in ["/callback", "javascript:alert(1)", "https://app.example/#x"] {
        let message = register(json!({ "redirect_uris": [uri] })).await;
        let message = message.refused(400, 2);
        assert_eq!(message, "Invalid value passed for redirect_uris");
    }
}

#[tokio::test]
async fn the_data_centres_are_listed_and_none_leads_away_from_the_sandbox() {
    let api = Api::start().await;
    let url = format!("{}/oauth/serverinfo", api.sandbox.accounts_url());
    let info = send(api.http().get(&url)).await.expect(200);
    let locations = info["locations"].as_object().unwrap();
    assert_eq!(locations.len(), 10);
    for (name, address) in locations {
        assert_eq!(address, api.sandbox.accounts_url(), "{name}");
    }
    // An interceptor for the real hosts continues to be one.
    let request = api.http().get(&url).header("Host", "accounts.zoho.eu");
    let info = send(request).await.expect(200);
    assert_eq!(info["locations"]["eu"], "https://accounts.zoho.eu");
    assert_eq!(info["locations"]["ca"], "https://accounts.zohocloud.ca");
}
