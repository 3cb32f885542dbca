//! The reference of the API.

use std::process::Command;

use serde_json::json;
use zoho_time::Product;
use zoho_time_tests::spec::Spec;

use crate::web_page::fixture::{Fixture, operations};

const COUNT: &str = "document.querySelectorAll('.operation:not([hidden])').length";

#[tokio::test]
async fn every_operation_is_listed_and_opens() {
    let Some(fixture) = Fixture::set().await else {
        return;
    };
    let browser = &fixture.browser;
    fixture.show_reference().await;
    let (all, billing) = (operations(Product::Books), operations(Product::Billing));
    assert_eq!(
        browser
            .value("document.querySelectorAll('#operations-by-tag > .tag').length")
            .await,
        Spec::load().tags().len()
    );
    browser
        .value("document.querySelectorAll('.operation').forEach((each) => { each.open = true; })")
        .await;
    browser
        .until(&format!(
            "document.querySelectorAll('.operation .curl').length === {all}"
        ))
        .await;
    let broken = browser.value(
        "[...document.querySelectorAll('.operation')]\
         .filter((each) => !each.querySelector('.response') || /undefined|\\[object/.test(each.textContent))\
         .map((each) => each.dataset.operation)",
    );
    assert_eq!(broken.await, json!([]));
    // Every response opens too, and says of what form it is or gives an example.
    browser
        .value("document.querySelectorAll('.response').forEach((each) => { each.open = true; })")
        .await;
    browser.until("[...document.querySelectorAll('.response')].every((each) => each.querySelector('.details .fields-of, .details pre'))").await;

    browser.type_into("#reference-text", "timer").await;
    browser
        .until(&format!("{COUNT} > 2 && {COUNT} < {all}"))
        .await;
    browser.type_into("#reference-text", " ").await;
    browser.until(&format!("{COUNT} === {all}")).await;
    browser.choose("#reference-product", "billing").await;
    browser.until(&format!("{COUNT} === {billing}")).await;
}

#[tokio::test]
async fn the_curl_lines_work_in_this_sandbox() {
    let Some(fixture) = Fixture::set().await else {
        return;
    };
    let browser = &fixture.browser;
    fixture.show_reference().await;
    for product in ["books", "billing", "invoice"] {
        browser.choose("#reference-product", product).await;
        for operation in [
            "list_projects",
            "get_task",
            "get_time_entry",
            "create_project",
            "log_time_entry",
        ] {
            let item = format!("document.querySelector('[data-operation={operation}]')");
            browser.value(&format!("{item}.open = true")).await;
            let line = browser
                .until(&format!("{item}.querySelector('.curl')?.textContent"))
                .await;
            let command = format!(
                "{} -sS -o /dev/null -w '%{{http_code}}'",
                line.as_str().unwrap()
            );
            // On another thread: the sandbox that has to answer lives on this one.
            let run = command.clone();
            let output = tokio::task::spawn_blocking(move || {
                Command::new("sh").args(["-c", &run]).output().unwrap()
            });
            let output = output.await.unwrap();
            let status = String::from_utf8(output.stdout).unwrap();
            assert!(status.starts_with("20"), "{status}: {command}");
        }
    }
}
