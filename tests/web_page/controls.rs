//! Clock, faults and quota.

use reqwest::Method;
use serde_json::Value;
use zoho_time::chrono::{TimeDelta, Utc};

use crate::stage::{NOON, Stage};

#[tokio::test]
async fn the_clock_can_be_moved_set_and_let_run() {
    let Some(stage) = Stage::set().await else {
        return;
    };
    let browser = &stage.browser;
    let clock = stage.sandbox.clock();
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
    let (status, _) = stage.call(Method::GET, "/projects", Value::Null).await;
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

    // What somebody else does to it shows as well.
    clock.set(Utc::now() + TimeDelta::days(4000));
    clock.freeze();
    browser
        .until("document.getElementById('top-clock-state').textContent === 'clock frozen'")
        .await;
}

#[tokio::test]
async fn a_rule_that_is_armed_spoils_answers_until_it_is_disarmed() {
    let Some(stage) = Stage::set().await else {
        return;
    };
    let browser = &stage.browser;
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

    let (status, answer) = stage.call(Method::GET, "/projects", Value::Null).await;
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
    let (status, _) = stage.call(Method::GET, "/projects", Value::Null).await;
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
