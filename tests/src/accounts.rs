//! A program that asks the sandbox's accounts server for tokens, and looks what they are good for,
//! with nothing but HTTP.

use reqwest::header::{AUTHORIZATION, HOST, LOCATION};
use reqwest::{RequestBuilder, Response, Url};
use serde_json::Value;
use zoho_time::chrono::{DateTime, TimeDelta, Utc};
use zoho_time_sandbox::{Clock, Consent, NewClient, Product, Sandbox};

/// A sandbox whose accounts server has all limits and consents immediately, with a frozen clock.
#[derive(Debug)]
pub struct Accounts {
    /// The sandbox.
    pub sandbox: Sandbox,
    /// The client that is used where none is named.
    pub client: NewClient,
    http: reqwest::Client,
}

/// The redirect URI of every client here.
pub const REDIRECT_URI: &str = "https://app.example/callback";
/// The scope that is asked for.
pub const SCOPE: &str = "ZohoBooks.projects.READ";

/// An answer of the accounts server.
#[derive(Clone, Debug)]
pub struct Answer {
    /// Its status, and its error if it is one: `200`, `200 invalid_code`, `400 Access Denied`.
    pub verdict: String,
    /// Its body.
    pub body: Value,
}

impl Answer {
    /// A token in it, which has to be there.
    #[track_caller]
    pub fn token(&self, name: &str) -> String {
        let token = self.body[name].as_str();
        token
            .unwrap_or_else(|| panic!("no {name} in {}", self.body))
            .to_owned()
    }
}

impl Accounts {
    /// Starts a sandbox and registers a client.
    pub async fn start() -> Self {
        let noon: DateTime<Utc> = "2026-03-04T12:00:00Z".parse().unwrap();
        let sandbox = Sandbox::builder()
            .clock(Clock::frozen_at(noon))
            .token_limits(true)
            .consent(Consent::Immediate)
            .start()
            .await
            .unwrap();
        let client = sandbox.add_client("Timesheet", &[REDIRECT_URI]);
        Self {
            client: client.await.unwrap(),
            http: reqwest::Client::builder()
                .redirect(reqwest::redirect::Policy::none())
                .build()
                .unwrap(),
            sandbox,
        }
    }

    /// Registers another client.
    pub async fn another_client(&self) -> NewClient {
        let added = self.sandbox.add_client("Another", &[REDIRECT_URI]);
        added.await.unwrap()
    }

    /// Moves the clock.
    pub fn wait(&self, span: TimeDelta) {
        self.sandbox.clock().advance(span);
    }

    /// The result of listing the demo's projects with this header: the status, and the code of an error.
    pub async fn list(&self, authorization: Option<&str>) -> String {
        let id = self.sandbox.demo().organization_id.to_string();
        self.list_at(authorization, Product::Books, &id, None).await
    }

    /// The same for a token.
    pub async fn list_with(&self, token: &str) -> String {
        self.list(Some(&format!("Zoho-oauthtoken {token}"))).await
    }

    /// The same for a product and an organization, via a host.
    pub async fn list_at(
        &self,
        authorization: Option<&str>,
        product: Product,
        organization: &str,
        host: Option<&str>,
    ) -> String {
        let url = format!("{}/projects", self.sandbox.product_url(product));
        let mut request = self
            .http
            .get(url)
            .query(&[("organization_id", organization)])
            .header("X-com-zoho-subscriptions-organizationid", organization);
        if let Some(value) = authorization {
            request = request.header(AUTHORIZATION, value);
        }
        let response = by(request, host).send().await.unwrap();
        let status = response.status().as_u16();
        let body: Value = response.json().await.unwrap();
        match body["code"].as_i64().unwrap() {
            0 => status.to_string(),
            code => format!("{status} {code}"),
        }
    }

    /// Opens the authorization page with these parameters, which add to or replace the default ones.
    pub async fn authorize(&self, more: &[(&str, &str)], host: Option<&str>) -> Response {
        let mut parameters = vec![
            ("response_type", "code"),
            ("client_id", &*self.client.client_id),
            ("redirect_uri", REDIRECT_URI),
            ("scope", SCOPE),
            ("access_type", "offline"),
            ("prompt", "consent"),
        ];
        parameters.retain(|(name, _)| more.iter().all(|(other, _)| name != other));
        parameters.extend(more);
        let url = format!("{}/oauth/v2/auth", self.sandbox.accounts_url());
        let request = self.http.get(url).query(&parameters);
        by(request, host).send().await.unwrap()
    }

    /// A code for these parameters, as it comes back to the client.
    pub async fn code(&self, more: &[(&str, &str)], host: Option<&str>) -> String {
        let response = self.authorize(more, host).await;
        let target = response.headers()[LOCATION].to_str().unwrap();
        let target = Url::parse(target).unwrap();
        let mut pairs = target.query_pairs();
        pairs.find(|(name, _)| name == "code").unwrap().1.into()
    }

    /// Exchanges a code as the default client, with additional or replaced parameters.
    pub async fn exchange(&self, code: &str, more: &[(&str, &str)]) -> Answer {
        let parameters = [
            ("grant_type", "authorization_code"),
            ("code", code),
            ("redirect_uri", REDIRECT_URI),
        ];
        self.token(&parameters, more, None).await
    }

    /// Asks for an access token as the usual client.
    pub async fn refresh(&self, refresh_token: &str, more: &[(&str, &str)]) -> Answer {
        let parameters = [
            ("grant_type", "refresh_token"),
            ("refresh_token", refresh_token),
        ];
        self.token(&parameters, more, None).await
    }

    /// Requests a token with these parameters via a host.
    pub async fn token(
        &self,
        parameters: &[(&str, &str)],
        more: &[(&str, &str)],
        host: Option<&str>,
    ) -> Answer {
        let mut form = vec![
            ("client_id", &*self.client.client_id),
            ("client_secret", &*self.client.client_secret),
        ];
        form.extend(parameters);
        form.retain(|(name, _)| more.iter().all(|(other, _)| name != other));
        form.extend(more);
        self.ask("token", &form, host).await
    }

    /// Revokes a token.
    pub async fn revoke(&self, token: &str) -> Answer {
        self.ask("token/revoke", &[("token", token)], None).await
    }

    async fn ask(&self, path: &str, form: &[(&str, &str)], host: Option<&str>) -> Answer {
        let url = format!("{}/oauth/v2/{path}", self.sandbox.accounts_url());
        let response = by(self.http.post(url).form(form), host).send();
        let response = response.await.unwrap();
        let status = response.status().as_u16();
        let body: Value = response.json().await.unwrap();
        let verdict = match body["error"].as_str() {
            Some(error) => format!("{status} {error}"),
            None => status.to_string(),
        };
        Answer { verdict, body }
    }

    /// The tokens for a new consent.
    pub async fn sign_in(&self) -> Answer {
        let code = self.code(&[], None).await;
        let answer = self.exchange(&code, &[]).await;
        assert_eq!(answer.verdict, "200", "{}", answer.body);
        answer
    }
}

/// The request as it comes to one of Zoho's hosts.
fn by(request: RequestBuilder, host: Option<&str>) -> RequestBuilder {
    match host {
        Some(host) => request.header(HOST, host),
        None => request,
    }
}
