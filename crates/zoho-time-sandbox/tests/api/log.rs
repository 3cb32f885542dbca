use futures::StreamExt;
use reqwest::Method;
use serde_json::{Value, json};

use crate::client::{Api, frozen};

async fn log(api: &Api, query: &str) -> Value {
    api.control(Method::GET, &format!("log{query}"), json!({}))
        .await
        .expect(200)
}

#[tokio::test]
async fn an_exchange_is_logged_unchanged() {
    let api = Api::start().await;
    let body = json!({
        "project_name": "Pier", "customer_id": api.customer(), "billing_type": "based_on_task_hours",
        "tasks": [{ "task_name": "Piles", "colour": "red" }], "shape": 7,
    });
    api.post("/projects", body.clone()).await.expect(201);
    let shown = log(&api, "").await;
    assert_eq!(shown["last"], 1);
    let entry = &shown["entries"][0];
    for (pointer, expected) in [
        ("/seq", json!(1)),
        ("/time", json!("2026-03-04T12:00:00+00:00")),
        ("/method", json!("POST")),
        ("/path", json!("/books/v3/projects")),
        ("/product", json!("books")),
        ("/operation", json!("create_project")),
        ("/status", json!(201)),
        ("/code", json!(0)),
        ("/injected", Value::Null),
        ("/request/body", body),
        ("/response/body/project/project_name", json!("Pier")),
        (
            "/response/headers/content-type",
            json!("application/json;charset=UTF-8"),
        ),
        ("/validation/request", json!([])),
        ("/validation/response", json!([])),
        ("/unread", json!(["shape", "tasks[0].colour"])),
    ] {
        assert_eq!(entry.pointer(pointer), Some(&expected), "{pointer}");
    }
    assert!(entry["duration_us"].is_u64());
    assert!(
        entry["query"]
            .as_str()
            .unwrap()
            .starts_with("organization_id=")
    );
}

#[tokio::test]
async fn no_secret_leaves_the_log() {
    let api = Api::start().await;
    let demo = api.sandbox.demo();
    let url = format!("{}/oauth/v2/token", api.sandbox.accounts_url());
    let form = [
        ("grant_type", "refresh_token"),
        ("client_id", &*demo.client_id),
        ("client_secret", &demo.client_secret),
        ("refresh_token", &demo.refresh_token),
    ];
    let answer = api.http().post(&url).form(&form).send().await.unwrap();
    let fresh: Value = answer.json().await.unwrap();
    api.http().post(&url).query(&form).send().await.unwrap();
    api.get("/projects").await.expect(200);
    let secrets = [
        &*demo.client_secret,
        &demo.refresh_token,
        &demo.access_token,
        fresh["access_token"].as_str().unwrap(),
    ];
    let archive = api
        .control(Method::GET, "log.har", json!({}))
        .await
        .expect(200);
    for shown in [
        log(&api, "").await.to_string(),
        archive.to_string(),
        format!("{:?}", api.sandbox.log().exchanges()),
    ] {
        for secret in secrets {
            let encoded: String = form_urlencoded::byte_serialize(secret.as_bytes()).collect();
            assert!(
                !shown.contains(secret) && !shown.contains(&encoded),
                "{shown}"
            );
        }
    }
    assert!(archive.to_string().contains(&*demo.client_id));
}

#[tokio::test]
async fn what_was_meant_is_suggested() {
    let api = Api::start().await;
    api.get("/project").await.refused(404, 5);
    api.delete("/projects").await.refused(405, 37);
    let logged = api.sandbox.log().exchanges();
    let near = logged[0].near_misses();
    assert_eq!(
        near[0], "GET /books/v3/projects (list_projects)",
        "{near:?}"
    );
    let other_methods = logged[1].near_misses();
    assert_eq!(other_methods.len(), 3, "{other_methods:?}");
    assert!(
        other_methods
            .contains(&"PUT /books/v3/projects (update_project_by_custom_field)".to_owned())
    );
}

#[tokio::test]
async fn the_log_is_read_in_parts_and_cleared_and_keeps_the_last() {
    let api = Api::of(frozen().log_capacity(3)).await;
    for _ in 0..5 {
        api.get("/projects").await.expect(200);
    }
    let seqs = |shown: &Value| {
        let entries = shown["entries"].as_array().unwrap();
        entries
            .iter()
            .map(|entry| entry["seq"].as_u64().unwrap())
            .collect::<Vec<_>>()
    };
    assert_eq!(seqs(&log(&api, "").await), [3, 4, 5]);
    assert_eq!(seqs(&log(&api, "?after=3").await), [4, 5]);
    assert_eq!(seqs(&log(&api, "?after=1&limit=2").await), [3, 4]);
    let refused = api.control(Method::GET, "log?after=x", json!({})).await;
    refused.refused(400, 2);
    let cleared = api.control(Method::DELETE, "log", json!({})).await;
    assert_eq!(cleared.expect(200), json!({ "entries": [], "last": 5 }));
    api.get("/projects").await.expect(200);
    assert_eq!(seqs(&log(&api, "").await), [6]);
}

#[tokio::test]
async fn a_long_body_is_cut() {
    let api = Api::start().await;
    let long = "x".repeat(100_000);
    api.post("/projects", json!({ "project_name": long }))
        .await
        .refused(400, 15);
    let entry = log(&api, "").await["entries"][0].clone();
    assert_eq!(entry["request"]["body"].as_str().unwrap().len(), 64 << 10);
    assert!(entry["request"]["cut_from"].as_u64().unwrap() > 100_000);
}

#[tokio::test]
async fn a_log_without_room_keeps_nothing() {
    let api = Api::of(frozen().log_capacity(0)).await;
    api.get("/projects").await.expect(200);
    assert_eq!(log(&api, "").await, json!({ "entries": [], "last": 0 }));
}

#[tokio::test]
async fn the_log_stream_sends_each_exchange_until_the_sandbox_stops() {
    let api = Api::start().await;
    api.get("/projects").await.expect(200);
    let url = format!("{}/_sandbox/log/stream", api.sandbox.base_url());
    let stream = api.http().get(&url).send().await.unwrap();
    assert_eq!(stream.headers()["content-type"], "text/event-stream");
    let mut parts = stream.bytes_stream();
    for (path, seq) in [("/projects/77", 2), ("/projects/78", 3)] {
        api.get(path).await.refused(404, 1002);
        let mut event = String::new();
        while !event.ends_with("\n\n") {
            event.push_str(std::str::from_utf8(&parts.next().await.unwrap().unwrap()).unwrap());
        }
        let entry: Value = serde_json::from_str(event.strip_prefix("data: ").unwrap()).unwrap();
        assert_eq!(entry["seq"], seq);
        assert_eq!(entry["path"], format!("/books/v3{path}"));
    }
    let Api { sandbox, .. } = api;
    sandbox.stop().await;
    assert!(parts.next().await.is_none());
}

#[tokio::test]
async fn the_archive_has_the_form_that_browsers_read() {
    let api = Api::start().await;
    api.get("/projects?per_page=1").await.expect(200);
    let archive = api
        .control(Method::GET, "log.har", json!({}))
        .await
        .expect(200);
    assert_eq!(archive["log"]["version"], "1.2");
    let entry = &archive["log"]["entries"][0];
    let url = entry["request"]["url"].as_str().unwrap();
    assert!(
        url.starts_with(&api.sandbox.product_url(api.product)),
        "{url}"
    );
    assert!(url.contains("per_page=1"), "{url}");
    assert_eq!(entry["response"]["status"], 200);
    let content = &entry["response"]["content"];
    assert_eq!(content["mimeType"], "application/json");
    let body: Value = serde_json::from_str(content["text"].as_str().unwrap()).unwrap();
    assert_eq!(body["code"], 0);
}

#[tokio::test]
async fn long_addresses_and_headers_are_cut() {
    let api = Api::start().await;
    let long = "a".repeat(40_000);
    let url = format!("{}/books/v3/{long}?q={long}", api.sandbox.base_url());
    let request = api.http().get(&url[..60_000]).header("X-First", "1");
    let answer = request.header("X-Long", "b".repeat(3_000)).send().await;
    assert_eq!(answer.unwrap().status(), 404);
    let headers = (0..15).fold(api.http().get(api.sandbox.base_url()), |request, nth| {
        request.header(format!("X-Long-{nth}"), "b".repeat(3_000))
    });
    let headers = headers.build().unwrap();
    let mut request = api.http().get(format!("{}/x", api.sandbox.base_url()));
    request = request.headers(headers.headers().clone());
    assert_eq!(request.send().await.unwrap().status(), 404);

    let shown = log(&api, "").await;
    let first = &shown["entries"][0];
    assert_eq!(first["path"].as_str().unwrap().len(), 16 << 10);
    assert!(first["uri_cut_from"].as_u64().unwrap() > 59_000);
    assert_eq!(first["request"]["headers"]["x-long"], "b".repeat(3_000));
    assert_eq!(first["request"].get("headers_cut"), None);
    let second = &shown["entries"][1];
    assert_eq!(second.get("uri_cut_from"), None);
    assert_eq!(second["request"]["headers_cut"], true);
    let kept = second["request"]["headers"].as_object().unwrap();
    let kept: usize = kept
        .iter()
        .map(|(name, value)| name.len() + value.as_str().unwrap().len())
        .sum();
    assert!(kept <= 16 << 10, "{kept}");
}

#[tokio::test]
async fn the_log_takes_up_no_more_memory_than_it_may() {
    const SENT: u64 = 700;
    let api = Api::start().await;
    let url = format!("{}/books/v3/nothing", api.sandbox.base_url());
    let body = "c".repeat(64 << 10);
    for _ in 0..SENT {
        let request = api.http().post(&url).body(body.clone());
        assert_eq!(request.send().await.unwrap().status(), 404);
    }
    let log = api.sandbox.log();
    assert_eq!(log.last(), SENT);
    let kept = log.exchanges();
    assert!(kept.len() * body.len() <= 32 << 20, "{}", kept.len());
    assert!(kept.len() > 450, "{}", kept.len());
    assert_eq!(kept.last().map(|exchange| exchange.seq()), Some(SENT));
    log.clear();
    assert!(log.exchanges().is_empty());
}
