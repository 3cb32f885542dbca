//! Faults within HTTP, seen with an ordinary client.

use reqwest::Response;
use serde_json::{Value, json};

use crate::faults::server::{BODY, Server};

async fn get(server: &Server) -> Response {
    reqwest::get(server.url()).await.unwrap()
}

fn header<'r>(response: &'r Response, name: &str) -> Option<&'r str> {
    Some(response.headers().get(name)?.to_str().unwrap())
}

#[tokio::test]
async fn a_status_comes_in_zohos_form_without_the_handler() {
    let server = Server::with(
        r#"{"type": "status", "status": 404, "code": 1002, "message": "No \"such\" project."}"#,
    )
    .await;
    let response = get(&server).await;
    assert_eq!(response.status(), 404);
    assert_eq!(
        header(&response, "content-type"),
        Some("application/json;charset=UTF-8")
    );
    let body: Value = response.json().await.unwrap();
    assert_eq!(
        body,
        json!({"code": 1002, "message": "No \"such\" project."})
    );
    assert_eq!((server.committed(), server.marked()), (0, 1));
}

#[tokio::test]
async fn a_proxy_answers_in_html() {
    let server = Server::with(r#"{"type": "html", "status": 502}"#).await;
    let response = get(&server).await;
    assert_eq!(response.status(), 502);
    assert_eq!(
        header(&response, "content-type"),
        Some("text/html;charset=UTF-8")
    );
    let page = response.text().await.unwrap();
    assert!(page.contains("<h1>502 Bad Gateway</h1>"), "{page}");
    assert_eq!((server.committed(), server.marked()), (0, 1));
}

#[tokio::test]
async fn rate_limits_refuse_as_the_real_ones_do() {
    let table = [
        (
            r#"{"type": "rate_limited", "code": 43, "retry_after": 3600}"#,
            43,
            Some("3600"),
            "blocked for an hour",
        ),
        (
            r#"{"type": "rate_limited", "code": 44}"#,
            44,
            None,
            "maximum number of requests per minute",
        ),
        (
            r#"{"type": "rate_limited", "code": 45}"#,
            45,
            None,
            "maximum call rate limit of 1,000.",
        ),
        (
            r#"{"type": "rate_limited", "code": 1070}"#,
            1070,
            None,
            "maximum number of in process requests",
        ),
    ];
    for (action, code, retry_after, message) in table {
        let server = Server::with(action).await;
        let response = get(&server).await;
        assert_eq!(response.status(), 429);
        assert_eq!(header(&response, "retry-after"), retry_after);
        assert_eq!(
            header(&response, "content-type"),
            Some("application/json;charset=UTF-8")
        );
        let body: Value = response.json().await.unwrap();
        assert_eq!(body["code"], code);
        assert!(
            body["message"].as_str().unwrap().contains(message),
            "{body}"
        );
        assert_eq!((server.committed(), server.marked()), (0, 1));
    }
}

#[tokio::test]
async fn a_delayed_answer_is_the_right_one() {
    let server = Server::with(r#"{"type": "delay", "ms": 20}"#).await;
    let before = std::time::Instant::now();
    let response = get(&server).await;
    assert!(before.elapsed().as_millis() >= 20);
    assert_eq!(response.text().await.unwrap(), BODY);
    assert_eq!((server.committed(), server.marked()), (1, 1));
}

#[tokio::test]
async fn malformed_json_ends_properly_and_cannot_be_read() {
    let server = Server::with(r#"{"type": "malformed_json"}"#).await;
    let response = get(&server).await;
    assert_eq!(response.status(), 200);
    assert_eq!(header(&response, "content-type"), Some("application/json"));
    let body = response.text().await.unwrap();
    assert_eq!(body.len(), BODY.len());
    assert!(serde_json::from_str::<Value>(&body).is_err());
    assert_eq!((server.committed(), server.marked()), (1, 1));
}

#[tokio::test]
async fn a_wrong_content_type_leaves_the_body_alone() {
    let server = Server::with(r#"{"type": "wrong_content_type"}"#).await;
    let response = get(&server).await;
    assert_eq!(
        header(&response, "content-type"),
        Some("text/html;charset=UTF-8")
    );
    assert_eq!(response.text().await.unwrap(), BODY);
    assert_eq!((server.committed(), server.marked()), (1, 1));
}

#[tokio::test]
async fn a_lie_about_more_pages_changes_nothing_else() {
    let server = Server::with(r#"{"type": "lie_has_more_page", "value": false}"#).await;
    let lie = get(&server).await.text().await.unwrap();
    let expected = BODY.replace(r#""has_more_page" : true"#, r#""has_more_page":false"#);
    assert_eq!(lie, expected);
    assert_eq!((server.committed(), server.marked()), (1, 1));

    let server = Server::with(r#"{"type": "lie_has_more_page", "value": true}"#).await;
    let changed: Value = get(&server).await.json().await.unwrap();
    assert_eq!(changed, serde_json::from_str::<Value>(BODY).unwrap());
}

#[tokio::test]
async fn without_a_rule_nothing_is_changed() {
    let server = Server::start().await;
    server.arm(r#"{"operation": "log_time_entry", "action": {"type": "reset_before_headers"}}"#);
    assert_eq!(get(&server).await.text().await.unwrap(), BODY);
    assert_eq!((server.committed(), server.marked()), (1, 0));
}
