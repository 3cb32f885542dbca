use chrono::TimeDelta;
use reqwest::Method;
use serde_json::json;
use zoho_time_sandbox::faults::{Action, Rule};
use zoho_time_sandbox::limits::{Limits, Plan};
use zoho_time_sandbox::{Product, TokenRequest};

use crate::client::{Api, frozen, send};

const NARROW: Limits = Limits {
    per_minute: 3,
    per_day: 5,
    at_once: 2,
    block_after: 10,
    overdraft: 0,
};

#[tokio::test]
async fn nothing_is_limited_unless_asked_for() {
    let api = Api::start().await;
    for _ in 0..150 {
        let response = api.request(Method::GET, "/projects").send().await.unwrap();
        assert_eq!(response.status(), 200);
        assert!(response.headers().get("x-rate-limit-limit").is_none());
    }
    let quota = api
        .control(Method::GET, "quota", json!({}))
        .await
        .expect(200);
    assert!(quota["quota"].is_null(), "{quota}");
}

#[tokio::test]
async fn a_call_over_a_limit_is_refused_in_the_form_of_the_api() {
    let api = Api::of(frozen().limits(NARROW)).await;
    let lasting = TokenRequest::new().expires_in(100_000);
    let lasting = api.sandbox.mint(lasting).await.unwrap();
    for _ in 0..3 {
        api.get("/projects").await.expect(200);
    }
    let message = api.get("/projects").await.refused(429, 44);
    assert!(
        message.contains("maximum number of requests per minute"),
        "{message}"
    );
    api.sandbox.clock().advance(TimeDelta::seconds(60));
    api.get("/projects").await.expect(200);
    api.get("/projects/77").await.refused(404, 1002);
    let message = api.get("/projects").await.refused(429, 45);
    assert!(message.ends_with("limit of 5."), "{message}");
    for _ in 0..7 {
        api.get("/projects").await.refused(429, 45);
    }
    let blocked = api.request(Method::GET, "/projects").send().await.unwrap();
    assert_eq!(blocked.status(), 429);
    assert_eq!(blocked.headers()["retry-after"], "3600");
    api.sandbox.clock().advance(TimeDelta::days(1));
    let organization = api.sandbox.demo().organization_id.as_str();
    let tomorrow = api.request_as(Method::GET, "/projects", &lasting, organization);
    send(tomorrow).await.expect(200);
}

#[tokio::test]
async fn answers_say_what_is_left_of_the_day() {
    let api = Api::of(frozen().limits(NARROW)).await;
    let mut remaining = Vec::new();
    for path in ["/projects", "/projects/77", "/projects?page=x", "/projects"] {
        let response = api.request(Method::GET, path).send().await.unwrap();
        let header = |name: &str| response.headers()[name].to_str().unwrap().to_owned();
        assert_eq!(header("x-rate-limit-limit"), "5", "{path}");
        assert!(header("x-rate-limit-reset").parse::<u32>().unwrap() <= 86_400);
        remaining.push(header("x-rate-limit-remaining"));
    }
    assert_eq!(remaining, ["4", "3", "2", "2"]);
}

#[tokio::test]
async fn only_who_may_ask_uses_up_the_quota_and_products_share_it() {
    let api = Api::of(frozen().limits(NARROW)).await;
    for _ in 0..4 {
        let unknown = api.request_as(Method::GET, "/projects", "1000.none", "1");
        assert_eq!(unknown.send().await.unwrap().status(), 401);
        assert_eq!(
            api.bare(Method::GET, "/nowhere")
                .send()
                .await
                .unwrap()
                .status(),
            404
        );
    }
    let api = api.by(Product::Billing);
    api.get("/projects").await.expect(200);
    let api = api.by(Product::Invoice);
    api.get("/projects").await.expect(200);
    let quota = api
        .control(Method::GET, "quota", json!({}))
        .await
        .expect(200);
    assert_eq!(quota["quota"]["used_today"], 2, "{quota}");
    assert_eq!(quota["quota"]["per_day"], 5, "{quota}");
}

#[tokio::test]
async fn a_call_that_is_held_up_is_one_of_those_at_once() {
    let api = Api::of(frozen().limits(NARROW)).await;
    let mut rule = Rule::new(Action::StallBefore { ms: None });
    rule.times = Some(2);
    api.sandbox.faults().arm(rule).unwrap();
    let held: Vec<_> = (0..2)
        .map(|_| tokio::spawn(api.request(Method::GET, "/projects").send()))
        .collect();
    let in_process = || {
        let organization = api.sandbox.demo().organization_id.as_str();
        let (now, utc) = (api.sandbox.clock().now(), chrono::Utc);
        let offset = chrono::TimeZone::offset_from_utc_datetime(&utc, &now.naive_utc());
        let quota = api
            .sandbox
            .limiter()
            .quota(organization, now, chrono::Offset::fix(&offset));
        quota.unwrap().in_process
    };
    while in_process() < 2 {
        tokio::task::yield_now().await;
    }
    api.get("/projects").await.refused(429, 1070);
    held.iter().for_each(|call| call.abort());
    while in_process() > 0 {
        tokio::task::yield_now().await;
    }
    api.get("/projects").await.expect(200);
}

#[tokio::test]
async fn limits_are_changed_while_it_runs() {
    let api = Api::of(frozen().plan(Plan::Free)).await;
    let shown = api
        .control(Method::GET, "limits", json!({}))
        .await
        .expect(200);
    assert_eq!(shown["limits"]["per_day"], 1_000);
    let limits = json!({ "per_minute": 1, "per_day": 9, "at_once": 1, "block_after": 9 });
    let changed = api
        .control(Method::PUT, "limits", json!({ "limits": limits }))
        .await;
    assert_eq!(changed.expect(200)["limits"], limits);
    api.get("/projects").await.expect(200);
    api.get("/projects").await.refused(429, 44);
    let off = api
        .control(Method::PUT, "limits", json!({ "plan": "off" }))
        .await;
    assert!(off.expect(200)["limits"].is_null());
    api.get("/projects").await.expect(200);
    let message = api
        .control(Method::PUT, "limits", json!({ "plan": "gold" }))
        .await
        .refused(400, 2);
    assert!(
        message.contains("`gold`") && message.contains("`premium`"),
        "{message}"
    );
}

#[tokio::test]
async fn a_day_is_overdrawn_on_request() {
    let api = Api::of(frozen().limits(NARROW).overdraft(2)).await;
    let remaining = async |status: u16| {
        let response = api.request(Method::GET, "/projects").send().await.unwrap();
        assert_eq!(response.status(), status);
        let remaining = response.headers()["x-rate-limit-remaining"].to_str();
        // The next one is in another minute.
        api.sandbox.clock().advance(TimeDelta::seconds(60));
        remaining.unwrap().to_owned()
    };
    for expected in ["4", "3", "2", "1", "0", "-1", "-2"] {
        assert_eq!(remaining(200).await, expected);
    }
    assert_eq!(remaining(429).await, "-2");
    let quota = api
        .control(Method::GET, "quota", json!({}))
        .await
        .expect(200);
    assert_eq!(quota["quota"]["overdraft"], 2, "{quota}");
    assert_eq!(quota["quota"]["used_today"], 7, "{quota}");
}

#[tokio::test]
async fn how_far_a_day_can_be_overdrawn_is_changed_while_it_runs() {
    let api = Api::of(frozen().plan(Plan::Free)).await;
    let change = async |body: serde_json::Value| api.control(Method::PUT, "limits", body).await;
    let shown = change(json!({ "overdraft": 40 })).await.expect(200);
    assert_eq!(
        (&shown["limits"]["per_day"], &shown["limits"]["overdraft"]),
        (&json!(1_000), &json!(40))
    );
    let shown = change(json!({ "plan": "standard", "overdraft": 7 }))
        .await
        .expect(200);
    assert_eq!(
        (&shown["limits"]["per_day"], &shown["limits"]["overdraft"]),
        (&json!(2_000), &json!(7))
    );
    let limits = json!({ "per_minute": 1, "per_day": 9, "at_once": 1, "block_after": 9 });
    let shown = change(json!({ "limits": limits })).await.expect(200);
    assert_eq!(shown["limits"], limits, "none unless it is named");
    for wrong in [
        json!({}),
        json!({ "plan": "free", "limits": limits }),
        json!({ "overdraft": -1 }),
        json!({ "overdrafts": 1 }),
    ] {
        change(wrong).await.refused(400, 2);
    }
}
