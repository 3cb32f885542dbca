//! Requests built from the spec, without the client and the facade.

use reqwest::RequestBuilder;
use reqwest::header::AUTHORIZATION;
use serde_json::{Value, json};
use zoho_time::Product;
use zoho_time_sandbox::Sandbox;

use crate::spec::{Operation, Spec};

/// Sends requests to a product of a sandbox.
#[derive(Debug)]
pub struct Raw {
    base: String,
    url: String,
    place: String,
    name: String,
    http: reqwest::Client,
}

impl Raw {
    /// For this product, with the organization in the place that the spec defines.
    pub fn new(spec: &Spec, sandbox: &Sandbox, product: Product) -> Self {
        let (place, name) = spec.organization_place(product);
        Self {
            base: sandbox.base_url().to_owned(),
            url: format!("{}{}", sandbox.base_url(), product.base_path()),
            place,
            name,
            http: reqwest::Client::new(),
        }
    }

    /// Makes an access token with exactly these scopes, also with none.
    pub async fn mint(&self, scopes: &[String]) -> String {
        let url = format!("{}/_sandbox/tokens", self.base);
        let request = self.http.post(url).json(&json!({ "scopes": scopes }));
        let (status, body) = Self::send(request).await;
        assert_eq!((status, &body["scope"]), (201, &json!(scopes.join(","))));
        body["access_token"].as_str().unwrap().to_owned()
    }

    /// A request to an operation at a path below that of the product.
    pub fn request(
        &self,
        operation: &Operation,
        path: &str,
        token: &str,
        organization: &str,
    ) -> RequestBuilder {
        let request = self
            .http
            .request(operation.method.clone(), format!("{}{path}", self.url))
            .header(AUTHORIZATION, format!("Zoho-oauthtoken {token}"));
        match self.place.as_str() {
            "query" => request.query(&[(self.name.as_str(), organization)]),
            "header" => request.header(self.name.as_str(), organization),
            other => panic!("the organization is named in the {other}"),
        }
    }

    /// The status and the body of the answer.
    pub async fn send(request: RequestBuilder) -> (u16, Value) {
        let response = request.send().await.unwrap();
        let status = response.status().as_u16();
        (status, response.json().await.unwrap())
    }
}
