//! The tables.

use reqwest::Method;
use serde_json::json;

use crate::web_page::fixture::Fixture;

/// The texts of the cells of a row that holds this text.
fn row_with(text: &str) -> String {
    format!(
        "[...document.querySelectorAll('#records tbody tr')].find((row) => row.textContent.includes('{text}'))"
    )
}

#[tokio::test]
async fn records_appear_and_change_when_the_api_is_called() {
    let Some(fixture) = Fixture::set().await else {
        return;
    };
    let browser = &fixture.browser;
    browser.click("[data-table=projects]").await;
    browser.until(&row_with("Harbour crane refit")).await;
    let before = browser
        .value("document.querySelector('[data-table=projects] .count').textContent")
        .await;
    assert_eq!(before, "2");

    fixture.create_project("Slipway winch").await;
    browser.until(&row_with("Slipway winch")).await;
    browser
        .until("document.querySelector('[data-table=projects] .count').textContent === '3'")
        .await;

    let project = fixture.sandbox.demo().projects[0].as_str().to_owned();
    let (status, _) = fixture
        .call(Method::DELETE, &format!("/projects/{project}"), json!({}))
        .await;
    assert_eq!(status, 200);
    browser
        .until(&format!("!({})", row_with("Harbour crane refit")))
        .await;
}

#[tokio::test]
async fn a_running_timer_stands_out() {
    let Some(fixture) = Fixture::set().await else {
        return;
    };
    let browser = &fixture.browser;
    browser.until(&row_with("Measured the boom.")).await;
    let marked = "document.querySelectorAll('#records tr.running').length";
    assert_eq!(browser.value(marked).await, 0);

    let entry = fixture.sandbox.demo().time_entries[0].as_str().to_owned();
    let path = format!("/projects/timeentries/{entry}/timer/start");
    let (status, answer) = fixture.call(Method::POST, &path, json!({})).await;
    assert_eq!(status, 200, "{answer}");
    browser.until(&format!("{marked} === 1")).await;
    browser
        .until("document.getElementById('running').textContent === '1 timer running'")
        .await;
    let row = browser
        .value("document.querySelector('#records tr.running').textContent")
        .await;
    assert!(
        row.as_str()
            .unwrap()
            .contains("running 2026-03-04 12:00:00"),
        "{row}"
    );
}

#[tokio::test]
async fn long_tables_have_pages_and_organizations_can_be_switched() {
    let Some(fixture) = Fixture::set().await else {
        return;
    };
    let browser = &fixture.browser;
    for number in 0..27 {
        fixture
            .sandbox
            .add_customer(&format!("Customer {number:02}"))
            .await
            .unwrap();
    }
    let other = fixture
        .sandbox
        .add_organization("Another one")
        .await
        .unwrap();
    browser.click("[data-table=customers]").await;
    browser
        .until("document.getElementById('page-info').textContent === '1 to 25 of 29'")
        .await;
    browser.until(&row_with("Customer 26")).await;
    browser.click("#next").await;
    browser
        .until("document.getElementById('page-info').textContent === '26 to 29 of 29'")
        .await;
    browser.until(&row_with("Northquay Marine Ltd")).await;
    browser
        .until("document.getElementById('next').disabled")
        .await;
    browser.click("#previous").await;
    browser
        .until("document.getElementById('page-info').textContent === '1 to 25 of 29'")
        .await;

    browser
        .choose("#organization", other.organization_id.as_str())
        .await;
    browser
        .until("document.getElementById('page-info').textContent === 'none'")
        .await;
    browser.click("[data-table=users]").await;
    browser.until(&row_with("admin@organization.example")).await;
}

#[tokio::test]
async fn no_table_has_a_secret() {
    let (sandbox, url) = crate::web_page::fixture::served().await;
    let read = async |path: &str| {
        let answer = reqwest::get(format!("{url}/_sandbox/{path}"))
            .await
            .unwrap();
        assert_eq!(answer.status(), 200, "{path}");
        answer.text().await.unwrap()
    };
    sandbox.mint_code("ZohoBooks.projects.READ").await.unwrap();
    let overview: serde_json::Value = serde_json::from_str(&read("data").await).unwrap();
    let tables = overview["tables"].as_array().unwrap();
    assert!(
        tables
            .iter()
            .any(|table| table["name"] == "tokens" && table["count"] == 3),
        "{overview}"
    );
    let demo = sandbox.demo();
    let secrets = [&demo.access_token, &demo.refresh_token, &demo.client_secret];
    for table in tables {
        let rows = read(&format!("data/{}", table["name"].as_str().unwrap())).await;
        for secret in secrets {
            assert!(!rows.contains(secret.as_str()), "{rows}");
        }
        let parsed: serde_json::Value = serde_json::from_str(&rows).unwrap();
        assert_eq!(parsed["total"], table["count"]);
        assert_eq!(
            parsed["rows"].as_array().unwrap().len() as u64,
            table["count"]
        );
    }
}
