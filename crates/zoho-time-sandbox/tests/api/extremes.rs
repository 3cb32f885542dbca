//! Numbers and dates at and beyond the ends of what there is, given to every control.

use serde_json::{Value, json};
use zoho_time_sandbox::Sandbox;

use crate::client::Api;

/// Numbers that a careless sum, product or conversion does not survive.
fn numbers() -> Vec<Value> {
    vec![
        json!(0),
        json!(-1),
        json!(i64::MAX),
        json!(i64::MIN),
        json!(u64::MAX),
        json!(9_223_372_036_854_775_i64),
        json!(-9_223_372_036_854_775_i64),
        json!(253_402_300_800_i64),
        json!(1e300),
        json!(0.5),
        json!("99999999999999999999999999"),
    ]
}

/// Dates, and what looks like one.
fn dates() -> Vec<Value> {
    [
        "0000-01-01",
        "0001-01-01T00:00:00Z",
        "1900-01-01T00:00:00Z",
        "1899-12-31T23:59:59Z",
        "9999-12-30T00:00:00Z",
        "9999-12-31",
        "9999-12-31T23:59:59-12:00",
        "9999-12-31T23:59:59Z",
        "10000-01-01T00:00:00Z",
        "+262142-12-31T23:59:59Z",
        "-262143-01-01T00:00:00Z",
        "2026-02-30",
        "",
    ]
    .map(Value::from)
    .to_vec()
}

/// A control, with a body that has one of the values in it.
fn bodies(sandbox: &Sandbox) -> Vec<(&'static str, &'static str, Value)> {
    let demo = sandbox.demo();
    let project = demo.projects[0].to_string();
    let mut bodies = Vec::new();
    for number in numbers() {
        for field in ["advance_seconds", "now"] {
            bodies.push(("PUT", "/_sandbox/clock", json!({ field: number })));
        }
        for frozen in [true, false] {
            let body = json!({ "frozen": frozen, "advance_seconds": number });
            bodies.push(("PUT", "/_sandbox/clock", body));
        }
        for field in ["expires_in", "user_id", "organization_id"] {
            bodies.push(("POST", "/_sandbox/tokens", json!({ field: number })));
            bodies.push(("POST", "/_sandbox/codes", json!({ field: number })));
        }
        bodies.push(("POST", "/_sandbox/instances", json!({ "seed": number })));
        for field in ["project_id", "organization_id"] {
            bodies.push(("POST", "/_sandbox/expenses", json!({ field: number })));
            bodies.push(("POST", "/_sandbox/invoices", json!({ field: number })));
        }
        let entries = json!({ "project_id": project, "time_entry_ids": [number] });
        bodies.push(("POST", "/_sandbox/invoices", entries));
        for field in [
            "per_minute",
            "per_day",
            "at_once",
            "block_after",
            "block_seconds",
        ] {
            let body = json!({ "limits": { field: number } });
            bodies.push(("PUT", "/_sandbox/limits", body));
        }
        for field in ["after", "times", "probability", "seed"] {
            let body = json!({ field: number, "path": "/nothing", "action": { "type": "malformed_json" } });
            bodies.push(("POST", "/_sandbox/faults", body));
        }
        for (kind, field) in [
            ("status", "status"),
            ("rate_limited", "retry_after"),
            ("delay", "ms"),
            ("truncate", "bytes"),
            ("slow_drip", "every_ms"),
        ] {
            let action = json!({ "type": kind, field: number });
            let body = json!({ "path": "/nothing", "action": action });
            bodies.push(("POST", "/_sandbox/faults", body));
        }
    }
    for date in dates() {
        bodies.push(("PUT", "/_sandbox/clock", json!({ "now": date })));
        let frozen = json!({ "now": date, "frozen": true });
        bodies.push(("PUT", "/_sandbox/clock", frozen));
        let moved = json!({ "now": date, "advance_seconds": 86_400 });
        bodies.push(("PUT", "/_sandbox/clock", moved));
        let invoice = json!({ "project_id": project, "date": date });
        bodies.push(("POST", "/_sandbox/invoices", invoice));
        bodies.push(("POST", "/_sandbox/instances", json!({ "now": date })));
    }
    for offset in ["+14:00", "-12:00", "+23:59", "-23:59", "+24:00", "+99:99"] {
        let body = json!({ "time_zone": offset });
        bodies.push(("POST", "/_sandbox/organizations", body));
    }
    bodies
}

#[tokio::test]
async fn no_control_fails_for_an_extreme_value() {
    let api = Api::start().await;
    let url = |path: &str| format!("{}{path}", api.sandbox.base_url());
    let (mut accepted, mut refused) = (0, 0);
    for (method, path, body) in bodies(&api.sandbox) {
        let request = api.http().request(method.parse().unwrap(), url(path));
        let answer = request.json(&body).send().await;
        let answer = answer.unwrap_or_else(|error| panic!("{path} {body}: {error}"));
        let status = answer.status().as_u16();
        let content: Value = answer.json().await.unwrap();
        assert!(status < 500, "{path} {body}: {status} {content}");
        if status < 400 {
            accepted += 1;
        } else {
            refused += 1;
            assert!(content["message"].is_string(), "{path} {body}: {content}");
        }
        if let Some(instance) = content["instance"]["instance_id"].as_str() {
            let path = format!("/_sandbox/instances/{instance}");
            api.http().delete(url(&path)).send().await.unwrap();
        }
        // Whatever the clock shows now, everything that depends on it works.
        if path == "/_sandbox/clock" {
            works(&api, &body).await;
        }
    }
    assert!(
        accepted > 50 && refused > 200,
        "{accepted} accepted, {refused} refused"
    );
}

/// Uses what depends on the clock, at the moment that a body has set.
async fn works(api: &Api, body: &Value) {
    let demo = api.sandbox.demo();
    let base = api.sandbox.base_url();
    for path in ["clock", "quota", "data/projects", "export", "demo"] {
        let answer = reqwest::get(format!("{base}/_sandbox/{path}")).await;
        let status = answer.unwrap_or_else(|error| panic!("{path} after {body}: {error}"));
        assert_eq!(status.status(), 200, "{path} after {body}");
    }
    let minted = api.sandbox.mint_token("ZohoBooks.fullaccess.all").await;
    let token = format!("Zoho-oauthtoken {}", minted.unwrap());
    let call = |method: reqwest::Method, path: &str| {
        api.http()
            .request(method, format!("{base}/books/v3{path}"))
            .query(&[("organization_id", demo.organization_id.as_str())])
            .header("Authorization", &token)
    };
    let start = format!("/projects/timeentries/{}/timer/start", demo.time_entries[0]);
    for (method, path) in [
        ("GET", "/projects"),
        ("GET", "/projects/timeentries?filter_by=Date.ThisMonth"),
        ("GET", "/projects/timeentries?filter_by=Date.PreviousYear"),
        ("POST", &start),
        ("GET", "/projects/timeentries/runningtimer/me"),
        ("POST", "/projects/timeentries/timer/stop"),
    ] {
        let answer = call(method.parse().unwrap(), path).send().await;
        let answer = answer.unwrap_or_else(|error| panic!("{path} after {body}: {error}"));
        let status = answer.status();
        let content = answer.text().await.unwrap();
        assert!(
            !status.is_server_error(),
            "{path} after {body}: {status} {content}"
        );
    }
}

#[tokio::test]
async fn the_ends_of_time_are_refused_by_name() {
    let api = Api::start().await;
    let url = format!("{}/_sandbox/clock", api.sandbox.base_url());
    let before = api.sandbox.clock().now();
    for body in [
        json!({ "now": "+262142-12-31T23:59:59Z" }),
        json!({ "now": "9999-12-31T23:59:59Z" }),
        json!({ "now": "1899-12-31T23:59:59Z" }),
        json!({ "advance_seconds": 9_223_372_036_854_775_i64 }),
        json!({ "now": "9999-12-29T00:00:00Z", "advance_seconds": 86_401 }),
    ] {
        let answer = api.http().put(&url).json(&body).send().await.unwrap();
        assert_eq!(answer.status(), 400, "{body}");
        let content: Value = answer.json().await.unwrap();
        assert_eq!(content["code"], 2, "{body}");
        let moved = api.sandbox.clock().now() - before;
        assert!(moved.num_minutes() < 1, "{body} moved the clock by {moved}");
    }
}
