use std::time::Duration;

use reqwest::{Method, Response};
use serde_json::{Value, json};
use zoho_time_sandbox::faults::Rule;

use crate::client::{Api, text};

/// Arms one fault for the next request to an operation.
fn arm(api: &Api, operation: &str, action: Value) {
    let rule = json!({ "operation": operation, "times": 1, "action": action });
    let rule: Rule = serde_json::from_value(rule).unwrap();
    api.sandbox.faults().arm(rule).unwrap();
}

async fn list(api: &Api) -> reqwest::Result<Response> {
    api.request(Method::GET, "/projects").send().await
}

/// Lists projects with a fault and then without it: the answer with it, if there is one.
async fn with(action: Value) -> reqwest::Result<Response> {
    let api = Api::start().await;
    arm(&api, "list_projects", action.clone());
    let answer = list(&api).await;
    let after = list(&api).await.unwrap();
    assert_eq!(after.status(), 200, "{action} happens once");
    let logged = api.sandbox.log().exchanges();
    let name = logged[0].injected().unwrap().action().name();
    assert_eq!(name, action["type"]);
    assert!(logged[1].injected().is_none());
    answer
}

/// The part of a body that a client receives.
async fn body(action: Value) -> reqwest::Result<String> {
    with(action).await?.text().await
}

#[tokio::test]
async fn status() {
    let action = json!({ "type": "status", "status": 500, "code": 1000, "message": "Oh." });
    let answer = with(action).await.unwrap();
    assert_eq!(answer.status(), 500);
    let body: Value = answer.json().await.unwrap();
    assert_eq!(body, json!({ "code": 1000, "message": "Oh." }));
}

#[tokio::test]
async fn html() {
    let answer = with(json!({ "type": "html", "status": 502 }))
        .await
        .unwrap();
    assert_eq!(answer.status(), 502);
    assert!(answer.text().await.unwrap().starts_with("<html>"));
}

#[tokio::test]
async fn rate_limited() {
    let action = json!({ "type": "rate_limited", "code": 43, "retry_after": 9 });
    let answer = with(action).await.unwrap();
    assert_eq!(answer.status(), 429);
    assert_eq!(answer.headers()["retry-after"], "9");
}

#[tokio::test]
async fn delay() {
    let began = std::time::Instant::now();
    let body = body(json!({ "type": "delay", "ms": 30 })).await.unwrap();
    assert!(began.elapsed() >= Duration::from_millis(30));
    assert!(body.contains("page_context"), "{body}");
}

#[tokio::test]
async fn stall_before() {
    let error = with(json!({ "type": "stall_before", "ms": 5 }))
        .await
        .unwrap_err();
    assert!(error.is_request(), "{error:?}");
}

#[tokio::test]
async fn stall_body() {
    let error = body(json!({ "type": "stall_body", "after_bytes": 9, "ms": 5 })).await;
    assert!(error.unwrap_err().is_decode());
}

#[tokio::test]
async fn truncate() {
    let error = body(json!({ "type": "truncate", "bytes": 9 })).await;
    assert!(error.unwrap_err().is_decode());
}

#[tokio::test]
async fn malformed_json() {
    let body = body(json!({ "type": "malformed_json" })).await.unwrap();
    assert!(
        body.ends_with(',') && body.contains("page_context"),
        "{body}"
    );
}

#[tokio::test]
async fn wrong_content_type() {
    let answer = with(json!({ "type": "wrong_content_type" })).await.unwrap();
    assert_eq!(answer.headers()["content-type"], "text/html;charset=UTF-8");
    let _: Value = answer.json().await.unwrap();
}

#[tokio::test]
async fn reset_before_headers() {
    let error = with(json!({ "type": "reset_before_headers" }))
        .await
        .unwrap_err();
    assert!(error.is_request(), "{error:?}");
}

#[tokio::test]
async fn reset_after_headers() {
    let error = body(json!({ "type": "reset_after_headers", "bytes": 9 })).await;
    assert!(error.unwrap_err().is_decode());
}

#[tokio::test]
async fn slow_drip() {
    let body = body(json!({ "type": "slow_drip", "bytes": 500, "every_ms": 1 }))
        .await
        .unwrap();
    let whole: Value = serde_json::from_str(&body).unwrap();
    assert!(!whole["projects"].as_array().unwrap().is_empty());
}

#[tokio::test]
async fn lie_has_more_page() {
    let changed = body(json!({ "type": "lie_has_more_page", "value": true }))
        .await
        .unwrap();
    let changed: Value = serde_json::from_str(&changed).unwrap();
    assert_eq!(changed["page_context"]["has_more_page"], true);
}

#[tokio::test]
async fn commit_then_reset() {
    let api = Api::start().await;
    let project = api.project("Jetty", json!({})).await;
    arm(
        &api,
        "log_time_entry",
        json!({ "type": "commit_then_reset" }),
    );
    let entry = api.entry(&project, json!({ "log_time": "01:30" }));
    let sent = api
        .request(Method::POST, "/projects/timeentries")
        .json(&entry);
    assert!(sent.send().await.unwrap_err().is_request());
    let path = format!("/projects/timeentries?project_id={}", project.id);
    let there = api.get(&path).await.expect(200);
    assert_eq!(
        there["time_entries"].as_array().unwrap().len(),
        1,
        "{there}"
    );
    assert_eq!(text(&there["time_entries"][0], "log_time"), "01:30");
    let logged = api.sandbox.log().exchanges();
    let reset = logged
        .iter()
        .find(|exchange| exchange.injected().is_some())
        .unwrap();
    assert_eq!(
        (reset.operation(), reset.status()),
        (Some("log_time_entry"), None)
    );
}

#[tokio::test]
async fn requests_that_no_operation_is_for_meet_faults_too() {
    let api = Api::start().await;
    let rule = json!({ "path": "/oauth/*", "action": { "type": "html", "status": 503 } });
    let armed = api.control(Method::POST, "faults", rule).await;
    assert!(armed.expect(201)["id"].is_u64());
    let url = format!("{}/oauth/v2/token", api.sandbox.accounts_url());
    assert_eq!(api.http().post(&url).send().await.unwrap().status(), 503);
    api.get("/projects").await.expect(200);
}

#[tokio::test]
async fn rules_are_armed_listed_and_disarmed_over_http() {
    let api = Api::start().await;
    let rule = json!({
        "operation": "list_projects", "product": "books", "after": 0, "times": 2,
        "probability": null, "seed": null, "action": { "type": "malformed_json" },
    });
    let id = api.control(Method::POST, "faults", rule).await.expect(201)["id"].clone();
    list(&api).await.unwrap();
    let listed = api
        .control(Method::GET, "faults", json!({}))
        .await
        .expect(200);
    let rule = json!({
        "operation": "list_projects", "product": "books", "times": 2,
        "action": { "type": "malformed_json" },
    });
    let expected = json!({ "id": id, "rule": rule, "hits": 1, "left": 1 });
    assert_eq!(listed, json!({ "faults": [expected] }));

    let path = format!("faults/{id}");
    let gone = api.control(Method::DELETE, &path, json!({})).await;
    assert_eq!(gone.expect(200)["id"], id);
    api.control(Method::DELETE, &path, json!({}))
        .await
        .refused(404, 1002);
    api.get("/projects").await.expect(200);

    let any = json!({ "action": { "type": "malformed_json" } });
    api.control(Method::POST, "faults", any).await.expect(201);
    api.control(Method::DELETE, "faults", json!({}))
        .await
        .expect(200);
    api.get("/projects").await.expect(200);
}

#[tokio::test]
async fn a_rule_that_cannot_be_armed_is_refused_with_a_reason() {
    let api = Api::start().await;
    let malformed = json!({ "type": "malformed_json" });
    for (rule, expected) in [
        (
            json!({ "operation": "log_time_entri", "action": malformed }),
            "there is no operation `log_time_entri`; did you mean `log_time_entry`?",
        ),
        (
            json!({ "product": "crm", "action": malformed }),
            "books, billing, invoice",
        ),
        (json!({ "times": 1 }), "missing field `action`"),
        (
            json!({ "action": { "type": "explode" } }),
            "unknown variant `explode`",
        ),
    ] {
        let refused = api.control(Method::POST, "faults", rule).await;
        let message = refused.refused(400, 2);
        assert!(message.contains(expected), "{message}");
    }
}
