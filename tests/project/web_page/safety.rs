//! Data is shown as text, and nothing is loaded from other hosts.

use serde_json::json;

use crate::web_page::fixture::Fixture;

#[tokio::test]
async fn markup_in_data_is_text_and_the_console_stays_empty() {
    let Some(fixture) = Fixture::set().await else {
        return;
    };
    let browser = &fixture.browser;
    let name = "<script>document.title='taken'</script><img src=x onerror=alert(1)>";
    fixture.create_project(name).await;
    browser.click("[data-table=projects]").await;
    let shown = browser.until("[...document.querySelectorAll('#records .text')].map((each) => each.textContent).find((text) => text.includes('<script>'))");
    assert_eq!(shown.await, name);

    browser.show("requests").await;
    browser.click(".entry summary").await;
    browser
        .until("document.querySelector('.entry .details')?.textContent.includes('<img src=x')")
        .await;
    browser.show("controls").await;
    browser.until("document.querySelector('#faults li')").await;
    fixture.show_reference().await;
    browser.click("#reference-token").await;
    browser
        .until("document.getElementById('notice').textContent !== ''")
        .await;

    assert_eq!(browser.value("document.title").await, "zoho-time sandbox");
    assert_eq!(
        browser
            .value("document.querySelectorAll('main img, main script').length")
            .await,
        0
    );
    assert_eq!(browser.console().await, Vec::<String>::new());
    let hosts = "[...new Set(performance.getEntriesByType('resource').map((each) => new URL(each.name).origin))]";
    assert_eq!(browser.value(hosts).await, json!([fixture.url]));
    // The console reports violations of the policy.
    browser.value("document.body.append(Object.assign(document.createElement('script'), { textContent: 'document.title = 1' }))").await;
    let console = browser.console().await;
    assert!(
        console
            .iter()
            .any(|line| line.contains("Content Security Policy")),
        "{console:?}"
    );
    assert_eq!(browser.value("document.title").await, "zoho-time sandbox");
}
