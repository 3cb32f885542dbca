//! The log of requests.

use reqwest::Method;
use serde_json::{Value, json};

use crate::web_page::fixture::Fixture;

const COUNT: &str = "document.querySelectorAll('#log > li').length";

#[tokio::test]
async fn a_call_shows_at_once_and_opens_to_show_everything() {
    let Some(fixture) = Fixture::set().await else {
        return;
    };
    let browser = &fixture.browser;
    browser.show("requests").await;
    browser
        .until("document.getElementById('log-info').textContent.endsWith('live')")
        .await;
    let body = json!({
        "project_name": "Slipway",
        "customer_id": fixture.sandbox.demo().customers[0],
        "billing_type": "based_on_task_hours",
        "colour": "red",
    });
    let (status, _) = fixture.call(Method::POST, "/projects", body).await;
    assert_eq!(status, 201);
    browser
        .until("document.querySelector('.entry .badge')?.textContent === 'create_project'")
        .await;
    assert_eq!(
        browser
            .value("document.querySelector('.entry .status').textContent")
            .await,
        "201"
    );

    browser.click(".entry summary").await;
    let text = browser
        .until("document.querySelector('.entry .details')?.textContent")
        .await;
    let text = text.as_str().unwrap();
    for part in ["Slipway", "Ignored fields", "colour", "authorization"] {
        assert!(text.contains(part), "{part} in {text}");
    }
    assert!(
        !text.contains(&fixture.sandbox.demo().access_token),
        "{text}"
    );
}

#[tokio::test]
async fn the_log_can_be_filtered_paused_and_cleared() {
    let Some(fixture) = Fixture::set().await else {
        return;
    };
    let browser = &fixture.browser;
    browser.show("requests").await;
    browser
        .until("document.getElementById('log-info').textContent.endsWith('live')")
        .await;
    fixture.call(Method::GET, "/projects", Value::Null).await;
    fixture.call(Method::GET, "/projects/7", Value::Null).await;
    fixture.call(Method::GET, "/nowhere", Value::Null).await;
    browser.until(&format!("{COUNT} === 3")).await;
    assert_eq!(
        browser
            .value("document.querySelector('#log .path').textContent")
            .await,
        "/books/v3/nowhere"
    );

    browser.choose("#log-operation", "get_project").await;
    browser.until(&format!("{COUNT} === 1")).await;
    browser.choose("#log-operation", "").await;
    browser.choose("#log-status", "2").await;
    browser.until(&format!("{COUNT} === 1")).await;
    browser.choose("#log-status", "").await;
    browser.type_into("#log-text", "nowhere").await;
    browser.until(&format!("{COUNT} === 1")).await;
    browser.type_into("#log-text", "e").await;
    browser.until(&format!("{COUNT} === 3")).await;

    browser.click("#log-pause").await;
    fixture.call(Method::GET, "/projects", Value::Null).await;
    browser
        .until("document.getElementById('log-info').textContent.includes('paused with 1 more')")
        .await;
    assert_eq!(browser.value(COUNT).await, 3);
    browser.click("#log-pause").await;
    browser.until(&format!("{COUNT} === 4")).await;

    browser.click("#log-clear").await;
    browser.until(&format!("{COUNT} === 0")).await;
    browser.reload().await;
    browser
        .until("document.getElementById('log-info').textContent.startsWith('0 requests')")
        .await;
}
