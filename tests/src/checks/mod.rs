//! Checks that a sandbox has to pass, over TCP. Each returns its findings.
//!
//! Each check takes a sandbox that may be [faulty](crate::faulty), and leaves nothing behind.

mod access;
mod conformance;
mod lists;
mod methods;
mod refusals;
mod walking;

use serde_json::Value;
use zoho_time::Product;
use zoho_time_sandbox::{Sandbox, WireStyle};

use crate::faulty::FaultySandbox;
use crate::mutants::Mutant;
use crate::recorder::Exchange;
use crate::spec::Spec;
use crate::walk::Fixture;

/// The names of the checks.
pub const CHECKS: [&str; 6] = [
    "access",
    "conformance",
    "lists",
    "methods",
    "refusals",
    "walk",
];

/// Runs a check on a product, with a bug if there is one, and returns what it found.
pub async fn check(name: &str, product: Product, bug: Option<Mutant>) -> Vec<String> {
    match name {
        "access" => access::check(&Target::start(product, bug).await).await,
        "conformance" => conformance::check(product, bug).await,
        "lists" => lists::check(&Target::start(product, bug).await).await,
        "methods" => methods::check(&Target::start(product, bug).await).await,
        "refusals" => refusals::check(&Target::start(product, bug).await).await,
        "walk" => walking::check(product, bug).await,
        other => panic!("there is no check {other}"),
    }
}

/// A sandbox to check, and the address to send to.
pub(crate) struct Target {
    pub(crate) sandbox: Sandbox,
    pub(crate) product: Product,
    pub(crate) spec: &'static Spec,
    http: reqwest::Client,
    // Stops with the target.
    faulty: Option<FaultySandbox>,
}

/// An answer.
#[derive(Debug)]
pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) headers: http::HeaderMap,
    pub(crate) body: Value,
}

impl Target {
    async fn start(product: Product, bug: Option<Mutant>) -> Self {
        let sandbox = Sandbox::start().await.unwrap();
        let faulty = match bug {
            Some(bug) => Some(FaultySandbox::start(sandbox.base_url(), bug).await),
            None => None,
        };
        Self {
            sandbox,
            product,
            spec: Spec::load(),
            http: reqwest::Client::new(),
            faulty,
        }
    }

    /// A request with the token and the organization of the sandbox.
    pub(crate) fn request(&self, method: http::Method, path: &str) -> reqwest::RequestBuilder {
        let demo = self.sandbox.demo();
        self.anonymous(method, path, demo.organization_id.as_str())
            .header(
                "Authorization",
                format!("Zoho-oauthtoken {}", demo.access_token),
            )
    }

    /// A request without a token, for an organization.
    pub(crate) fn anonymous(
        &self,
        method: http::Method,
        path: &str,
        organization: &str,
    ) -> reqwest::RequestBuilder {
        let origin = match &self.faulty {
            Some(faulty) => faulty.url(),
            None => self.sandbox.base_url(),
        };
        let url = format!("{origin}{}{path}", self.product.base_path());
        let request = self.http.request(method, url);
        match self.product {
            Product::Billing => {
                request.header("X-com-zoho-subscriptions-organizationid", organization)
            }
            Product::Invoice => request.header("X-com-zoho-invoice-organizationid", organization),
            _ => request.query(&[("organization_id", organization)]),
        }
    }

    /// Sends a request.
    pub(crate) async fn send(&self, request: reqwest::RequestBuilder) -> Answer {
        let answer = request.send().await.unwrap();
        Answer {
            status: answer.status().as_u16(),
            headers: answer.headers().clone(),
            body: answer.json().await.unwrap_or_default(),
        }
    }

    /// Gets a path with these parameters.
    pub(crate) async fn get(&self, path: &str, query: &[(&str, &str)]) -> Answer {
        self.send(self.request(http::Method::GET, path).query(query))
            .await
    }

    /// The path of an operation, with an id of the sample data, or an unknown one, for its parameters.
    pub(crate) fn path(&self, template: &str, exists: bool) -> String {
        let demo = self.sandbox.demo();
        let parts = template.split('/').map(|part| match part {
            "{project_id}" if exists => demo.projects[0].as_str(),
            "{task_id}" if exists => demo.tasks[0].as_str(),
            "{user_id}" if exists => demo.users[0].as_str(),
            "{time_entry_id}" if exists => demo.time_entries[0].as_str(),
            part if part.starts_with('{') => "982000000000000017",
            part => part,
        });
        parts.collect::<Vec<_>>().join("/")
    }
}

/// Runs the walk on a sandbox that may be faulty. If it fails, returns the reason.
async fn take_walk(product: Product, bug: Option<Mutant>) -> (Vec<Exchange>, Option<String>) {
    let fixture = Fixture::set_with(product, WireStyle::Documented, bug).await;
    let recorder = fixture.recorder.handle();
    let walk = tokio::spawn(crate::walk::walk_on(fixture, product)).await;
    let broken = walk.err().map(|error| match error.try_into_panic() {
        Ok(panic) => match panic.downcast::<String>() {
            Ok(text) => *text,
            Err(other) => other
                .downcast::<&str>()
                .map_or_else(|_| "it broke off".to_owned(), |text| (*text).to_owned()),
        },
        Err(error) => error.to_string(),
    });
    (recorder.exchanges(), broken)
}
