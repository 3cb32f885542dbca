//! A sandbox with the page in a browser.

use reqwest::Method;
use serde_json::{Value, json};
use zoho_time::Product;
use zoho_time_sandbox::{Clock, Sandbox};
use zoho_time_tests::spec::Spec;

use crate::web_page::browser::Browser;

/// How many operations a product has.
pub(crate) fn operations(product: Product) -> usize {
    Spec::load().operations(product).count()
}

/// The day and time of the clock.
pub(crate) const NOON: &str = "2026-03-04 12:00:00";

/// A sandbox, a client for its API, and a browser that shows its page.
pub(crate) struct Fixture {
    pub(crate) browser: Browser,
    pub(crate) sandbox: Sandbox,
    pub(crate) url: String,
    http: reqwest::Client,
}

/// A sandbox with a frozen clock, and its address.
pub(crate) async fn served() -> (Sandbox, String) {
    let noon = format!("{}Z", NOON.replace(' ', "T")).parse().unwrap();
    let clock = Clock::frozen_at(noon);
    let sandbox = Sandbox::builder().clock(clock).start().await.unwrap();
    let url = sandbox.base_url().to_owned();
    (sandbox, url)
}

impl Fixture {
    /// Shows the page; `None` if this machine has no browser.
    pub(crate) async fn set() -> Option<Self> {
        let (sandbox, url) = served().await;
        Some(Self {
            browser: Browser::open(&url).await?,
            sandbox,
            url,
            http: reqwest::Client::new(),
        })
    }

    /// Calls the API of Zoho Books and returns the status and the body.
    pub(crate) async fn call(&self, method: Method, path: &str, body: Value) -> (u16, Value) {
        let demo = self.sandbox.demo();
        let token = format!("Zoho-oauthtoken {}", demo.access_token);
        let request = self
            .http
            .request(method.clone(), format!("{}/books/v3{path}", self.url))
            .query(&[("organization_id", demo.organization_id.as_str())])
            .header("Authorization", token);
        let request = if method == Method::GET {
            request
        } else {
            request.json(&body)
        };
        let answer = request.send().await.unwrap();
        let status = answer.status().as_u16();
        (status, answer.json().await.unwrap_or_default())
    }

    /// Shows the reference, and waits until it lists every operation.
    pub(crate) async fn show_reference(&self) {
        self.browser.show("reference").await;
        // Zoho Books has every operation.
        let all = operations(Product::Books);
        let listed = "document.querySelectorAll('.operation:not([hidden])').length";
        self.browser.until(&format!("{listed} === {all}")).await;
    }

    /// Creates a project of this name.
    pub(crate) async fn create_project(&self, name: &str) {
        let body = json!({
            "project_name": name,
            "customer_id": self.sandbox.demo().customers[0],
            "billing_type": "based_on_task_hours",
        });
        let (status, answer) = self.call(Method::POST, "/projects", body).await;
        assert_eq!(status, 201, "{answer}");
    }
}
