#![cfg(feature = "contract")]

use reqwest::Method;
use serde_json::{Value, json};

use crate::client::{Api, frozen};

#[tokio::test]
async fn the_spec_is_served() {
    let api = Api::start().await;
    let url = |name: &str| format!("{}/_sandbox/{name}", api.sandbox.base_url());
    let json = api.http().get(url("openapi.json")).send().await.unwrap();
    assert_eq!(json.headers()["content-type"], "application/json");
    let json: Value = json.json().await.unwrap();
    assert_eq!(json["openapi"], "3.0.3");
    let yaml = api.http().get(url("openapi.yaml")).send().await.unwrap();
    assert_eq!(yaml.headers()["content-type"], "application/yaml");
    assert!(yaml.text().await.unwrap().contains("openapi: 3.0.3"));
}

#[tokio::test]
async fn what_the_rules_accept_is_only_noted() {
    let api = Api::start().await;
    api.get("/projects?colour=red").await.expect(200);
    let logged = api.sandbox.log().exchanges();
    assert_eq!(
        logged[0].request_violations(),
        ["colour: the spec has no such parameter"]
    );
    assert!(logged[0].response_violations().is_empty());
}

#[tokio::test]
async fn a_strict_sandbox_rejects_violations_of_the_spec() {
    let api = Api::of(frozen().strict(true)).await;
    let message = api.get("/projects?colour=red").await.refused(400, 2);
    assert!(message.contains("colour"), "{message}");
    let project = api.project("Strict", json!({})).await;
    let entry = api.entry(&project, json!({ "log_time": ["01:00"] }));
    let message = api
        .post("/projects/timeentries", entry)
        .await
        .refused(400, 2);
    assert!(
        message.starts_with("Invalid value passed for log_time"),
        "{message}"
    );
    let unknown = api.request_as(Method::GET, "/projects?colour=red", "1000.none", "1");
    assert_eq!(unknown.send().await.unwrap().status(), 401);
}

#[tokio::test]
async fn refusals_by_http_itself_do_not_violate_the_spec() {
    let api = Api::start().await;
    let post = |body: String, content_type: &'static str| {
        api.request(Method::POST, "/projects")
            .header("content-type", content_type)
            .body(body)
            .send()
    };
    for (body, content_type, status) in [
        ("{}".to_owned(), "text/plain", 415),
        ("x".repeat((1 << 20) + 1), "application/json", 413),
    ] {
        let response = post(body, content_type).await.unwrap();
        assert_eq!(response.status(), status);
        let logged = api.sandbox.log().exchanges();
        let refused = logged.last().unwrap();
        assert_eq!(refused.status(), Some(status));
        assert_eq!(refused.response_violations(), [""; 0]);
    }
}
