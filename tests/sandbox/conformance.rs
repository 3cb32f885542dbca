//! Contract checks of every response of the sandbox and every request of the facade against the published
//! spec, with a JSON Schema validator that neither of them uses.

use http::StatusCode;
use serde_json::{Value, json};
use zoho_time::Product;
use zoho_time_sandbox::{Sandbox, WireStyle};
use zoho_time_tests::recorder::{Exchange, Recorder};
use zoho_time_tests::spec::Spec;
use zoho_time_tests::walk::walk;

async fn conforms(style: WireStyle) {
    let spec = Spec::load();
    let (mut answers, mut requests, mut deviations) = (0, 0, Vec::new());
    for product in Product::ALL {
        for exchange in walk(product, style).await {
            answers += 1;
            deviations.extend(spec.deviations(&exchange));
            // A 405 of a product without the operation is not a request of the spec.
            if exchange.sent.is_some() && exchange.status.is_success() {
                requests += 1;
                deviations.extend(spec.request_deviations(&exchange));
            }
        }
    }
    println!(
        "{style:?}: {answers} answers and {requests} requests, {} deviations",
        deviations.len()
    );
    assert!(deviations.is_empty(), "{}", deviations.join("\n"));
}

#[tokio::test]
async fn the_documented_style_conforms_to_the_spec() {
    conforms(WireStyle::Documented).await;
}

#[tokio::test]
async fn the_observed_style_conforms_to_the_spec() {
    conforms(WireStyle::Observed).await;
}

/// Sends every operation of a product to a project, task and so on that do not exist.
async fn refusals(spec: &Spec, product: Product, token: Option<&str>) -> Vec<Exchange> {
    let sandbox = Sandbox::start().await.unwrap();
    let recorder = Recorder::start(sandbox.base_url()).await;
    let token = match token {
        Some(scopes) => Some(sandbox.mint_token(scopes).await.unwrap()),
        None => None,
    };
    let organization = sandbox.demo().organization_id.to_string();
    let http = reqwest::Client::new();
    for operation in spec.operations(product) {
        let path = operation
            .path
            .split('/')
            .map(|part| if part.starts_with('{') { "17" } else { part });
        let path: Vec<_> = path.collect();
        let url = format!(
            "{}{}{}",
            recorder.url(),
            product.base_path(),
            path.join("/")
        );
        let mut request = http
            .request(operation.method.clone(), url)
            .query(&[
                ("organization_id", &organization),
                ("time_entry_ids", &"17".to_owned()),
            ])
            .header("X-com-zoho-subscriptions-organizationid", &organization)
            .header("X-Unique-Identifier-Key", "cf_contract_number")
            .header("X-Unique-Identifier-Value", "none has this");
        if !matches!(operation.method, http::Method::GET | http::Method::DELETE) {
            request = request.json(&json!({}));
        }
        if let Some(token) = &token {
            request = request.header("Authorization", format!("Zoho-oauthtoken {token}"));
        }
        request.send().await.unwrap();
    }
    recorder.exchanges()
}

#[tokio::test]
async fn refusals_conform_to_the_spec_too() {
    let spec = Spec::load();
    let (mut answers, mut deviations) = (0, Vec::new());
    for product in Product::ALL {
        let without_token = refusals(spec, product, None).await;
        let of_another_api = refusals(spec, product, Some("ZohoCRM.modules.ALL")).await;
        let unauthorized = without_token.iter().chain(&of_another_api);
        for exchange in unauthorized {
            assert_eq!(exchange.status, StatusCode::UNAUTHORIZED, "{exchange:?}");
        }
        let all =
            "ZohoBooks.fullaccess.ALL,ZohoSubscriptions.fullaccess.ALL,ZohoInvoice.fullaccess.ALL";
        let with_token = refusals(spec, product, Some(all)).await;
        let named: Vec<_> = with_token
            .iter()
            .filter(|exchange| exchange.path.contains("17"))
            .collect();
        for exchange in &named {
            assert!(exchange.status.is_client_error(), "{exchange:?}");
            assert_ne!(exchange.status, StatusCode::UNAUTHORIZED, "{exchange:?}");
        }
        for exchange in without_token
            .iter()
            .chain(&of_another_api)
            .chain(&with_token)
        {
            answers += 1;
            deviations.extend(spec.deviations(exchange));
        }
    }
    println!(
        "refusals: {answers} answers, {} deviations",
        deviations.len()
    );
    assert!(deviations.is_empty(), "{}", deviations.join("\n"));
}

/// The check behind the other tests: a wrong response fails.
#[tokio::test]
async fn a_wrong_answer_is_found() {
    let spec = Spec::load();
    let exchanges = walk(Product::Books, WireStyle::Documented).await;
    for exchange in &exchanges {
        let mut wrong = exchange.clone();
        wrong
            .received
            .as_mut()
            .unwrap()
            .as_object_mut()
            .unwrap()
            .remove("code");
        assert!(!spec.deviations(&wrong).is_empty(), "no code: {exchange:?}");
        let mut wrong = exchange.clone();
        wrong.status = StatusCode::IM_A_TEAPOT;
        assert!(!spec.deviations(&wrong).is_empty(), "418: {exchange:?}");
    }
    let plant = |key: &str, pointer: &str, value: Value| {
        let mut wrong = exchanges
            .iter()
            .find(|exchange| {
                exchange.status.is_success()
                    && exchange.received.as_ref().unwrap().get(key).is_some()
            })
            .unwrap()
            .clone();
        *wrong
            .received
            .as_mut()
            .unwrap()
            .pointer_mut(pointer)
            .unwrap() = value;
        let found = spec.deviations(&wrong);
        assert!(!found.is_empty(), "{pointer}");
    };
    plant("project", "/project/project_id", json!(17));
    plant("project", "/project/total_hours", json!(true));
    plant("project", "/project/tasks", json!("none"));
    plant("projects", "/page_context", json!([]));
    plant("time_entry", "/time_entry/log_date", json!(20_260_304));
    plant("users", "/users/0/email", json!({}));
}
