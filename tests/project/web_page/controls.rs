//! Clock, faults and quota.

use reqwest::Method;
use serde_json::{Value, json};
use zoho_time::chrono::{TimeDelta, Utc};

use crate::web_page::fixture::{Fixture, NOON};

#[tokio::test]
async fn the_clock_can_be_moved_set_and_let_run() {
    let Some(fixture) = Fixture::set().await else {
        return;
    };
    let browser = &fixture.browser;
    let clock = fixture.sandbox.clock();
    let noon = clock.now();
    browser.show("controls").await;
    browser
        .until(&format!(
            "document.getElementById('clock').textContent === '{NOON}'"
        ))
        .await;
    assert_eq!(
        browser
            .value("document.getElementById('clock-state').textContent")
            .await,
        "frozen"
    );

    browser.click("[data-advance='3600']").await;
    browser
        .until("document.getElementById('clock').textContent === '2026-03-04 13:00:00'")
        .await;
    assert_eq!(clock.now(), noon + TimeDelta::hours(1));

    // The demo token, which is good for an hour, is so no longer.
    let (status, _) = fixture.call(Method::GET, "/projects", Value::Null).await;
    assert_eq!(status, 401);

    browser.type_into("[name=seconds]", "-3600").await;
    browser.click("#clock-advance button").await;
    browser
        .until(&format!(
            "document.getElementById('clock').textContent === '{NOON}'"
        ))
        .await;
    assert_eq!(clock.now(), noon);

    browser
        .value("document.querySelector('[name=now]').value = '2031-05-06T07:08:09'")
        .await;
    browser.click("#clock-set button").await;
    browser
        .until("document.getElementById('clock').textContent === '2031-05-06 07:08:09'")
        .await;
    assert_eq!(clock.now().to_rfc3339(), "2031-05-06T07:08:09+00:00");

    browser.click("#clock-freeze").await;
    browser
        .until("document.getElementById('clock-state').textContent === 'running'")
        .await;
    assert!(!clock.is_frozen());
    browser
        .until("document.getElementById('clock').textContent > '2031-05-06 07:08:09'")
        .await;

    // Changes by another client are shown as well.
    clock.set(Utc::now() + TimeDelta::days(4000));
    clock.freeze();
    browser
        .until("document.getElementById('top-clock-state').textContent === 'clock frozen'")
        .await;
}

/// The rule that the form would send.
const RULE: &str = "document.getElementById('fault-form').elements.rule.value";

#[tokio::test]
async fn every_kind_of_fault_has_its_fields() {
    let Some(fixture) = Fixture::set().await else {
        return;
    };
    let browser = &fixture.browser;
    browser.show("controls").await;
    let expected = [
        ("html", json!({ "type": "html", "status": 502 })),
        (
            "rate_limited",
            json!({ "type": "rate_limited", "code": 43 }),
        ),
        ("delay", json!({ "type": "delay", "ms": 1000 })),
        ("stall_before", json!({ "type": "stall_before" })),
        (
            "stall_body",
            json!({ "type": "stall_body", "after_bytes": 20 }),
        ),
        ("truncate", json!({ "type": "truncate", "bytes": 20 })),
        (
            "slow_drip",
            json!({ "type": "slow_drip", "bytes": 10, "every_ms": 100 }),
        ),
        ("malformed_json", json!({ "type": "malformed_json" })),
        (
            "wrong_content_type",
            json!({ "type": "wrong_content_type" }),
        ),
        (
            "lie_has_more_page",
            json!({ "type": "lie_has_more_page", "value": true }),
        ),
        (
            "reset_before_headers",
            json!({ "type": "reset_before_headers" }),
        ),
        (
            "reset_after_headers",
            json!({ "type": "reset_after_headers", "bytes": 20 }),
        ),
        ("commit_then_reset", json!({ "type": "commit_then_reset" })),
    ];
    for (kind, action) in expected {
        browser.choose("[name=type]", kind).await;
        let rule = browser
            .until(&format!("{RULE}.includes('{kind}') && {RULE}"))
            .await;
        let rule: Value = serde_json::from_str(rule.as_str().unwrap()).unwrap();
        assert_eq!(rule["action"], action);
        assert_eq!(rule["operation"], Value::Null);
    }
    // Any rule can be written by hand; what is no JSON is not sent.
    browser.click("#fault-form details summary").await;
    browser.type_into("[name=rule]", "{").await;
    browser.click("#fault-form button.primary").await;
    browser
        .until("document.getElementById('notice').textContent.startsWith('The rule is not JSON')")
        .await;
}

#[tokio::test]
async fn a_rule_that_is_armed_spoils_answers_until_it_is_disarmed() {
    let Some(fixture) = Fixture::set().await else {
        return;
    };
    let browser = &fixture.browser;
    browser.show("controls").await;
    browser.type_into("[name=operation]", "list_projects").await;
    browser.type_into("[name=times]", "2").await;
    browser.type_into("[name='action.status']", "503").await;
    browser
        .type_into("[name='action.message']", "Out for lunch")
        .await;
    browser.click("#fault-form button.primary").await;
    browser
        .until("document.querySelector('[data-fault] .hits')?.textContent === '0 hits, 2 left'")
        .await;

    let (status, answer) = fixture.call(Method::GET, "/projects", Value::Null).await;
    assert_eq!(
        (status, &answer["message"]),
        (503, &Value::from("Out for lunch"))
    );
    browser
        .until("document.querySelector('[data-fault] .hits').textContent === '1 hit, 1 left'")
        .await;

    browser.click("[data-fault] button").await;
    browser
        .until("!document.querySelector('[data-fault]')")
        .await;
    let (status, _) = fixture.call(Method::GET, "/projects", Value::Null).await;
    assert_eq!(status, 200);

    browser.show("requests").await;
    browser
        .until("document.querySelectorAll('#log > li').length === 2")
        .await;
    browser.choose("#log-status", "injected").await;
    browser
        .until("document.querySelectorAll('#log > li').length === 1")
        .await;
}
