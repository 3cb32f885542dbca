//! The page without a mouse.

use fantoccini::key::Key;

use crate::web_page::browser::Browser;
use crate::web_page::fixture::{Fixture, NOON};

const FOCUSED: &str = "document.activeElement.id";

async fn expect_focus(browser: &Browser, id: &str) {
    browser.until(&format!("{FOCUSED} === '{id}'")).await;
}

/// Whether what has the focus shows it.
async fn focus_shows(browser: &Browser) -> bool {
    let outline = "(() => { const style = getComputedStyle(document.activeElement); \
                   return style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 2; })()";
    browser.value(outline).await == true
}

#[tokio::test]
async fn everything_can_be_reached_and_a_control_used_with_the_keyboard() {
    let Some(fixture) = Fixture::set().await else {
        return;
    };
    let browser = &fixture.browser;
    browser
        .until("document.querySelector('#records tbody tr')")
        .await;

    browser.press(Key::Tab).await;
    browser
        .until("document.activeElement.className === 'skip'")
        .await;
    assert!(focus_shows(browser).await);
    browser.press(Key::Enter).await;
    expect_focus(browser, "main").await;

    browser.reload().await;
    browser
        .until("document.querySelector('#records tbody tr')")
        .await;
    for _ in 0..3 {
        browser.press(Key::Tab).await;
    }
    expect_focus(browser, "tab-data").await;
    for (key, panel) in [
        (Key::Right, "requests"),
        (Key::Right, "controls"),
        (Key::Right, "reference"),
        (Key::Right, "data"),
        (Key::Left, "reference"),
        (Key::Home, "data"),
        (Key::End, "reference"),
        (Key::Left, "controls"),
    ] {
        browser.press(key).await;
        expect_focus(browser, &format!("tab-{panel}")).await;
        assert!(focus_shows(browser).await, "{panel}");
        let shown = "[...document.querySelectorAll('[role=tabpanel]')].filter((each) => !each.hidden).map((each) => each.id).join()";
        assert_eq!(browser.value(shown).await, panel);
        let selected = "[...document.querySelectorAll('[role=tab]')].filter((each) => each.tabIndex === 0 && each.ariaSelected === 'true').map((each) => each.id).join()";
        assert_eq!(browser.value(selected).await, format!("tab-{panel}"));
    }

    // From the tab into the panel, to the buttons of the clock.
    browser
        .until(&format!(
            "document.getElementById('clock').textContent === '{NOON}'"
        ))
        .await;
    browser.press(Key::Tab).await;
    expect_focus(browser, "controls").await;
    browser.press(Key::Tab).await;
    expect_focus(browser, "clock-freeze").await;
    browser.press(Key::Tab).await;
    browser
        .until("document.activeElement.dataset.advance === '60'")
        .await;
    assert!(focus_shows(browser).await);
    browser.press_char(' ').await;
    browser
        .until("document.getElementById('clock').textContent === '2026-03-04 12:01:00'")
        .await;
    assert_eq!(
        fixture.sandbox.clock().now().to_rfc3339(),
        "2026-03-04T12:01:00+00:00"
    );
}

#[tokio::test]
async fn everything_that_can_be_clicked_can_have_the_focus_and_has_a_name() {
    let Some(fixture) = Fixture::set().await else {
        return;
    };
    let browser = &fixture.browser;
    browser
        .until("document.querySelector('#records tbody tr')")
        .await;
    for panel in ["data", "requests", "controls", "reference"] {
        browser.show(panel).await;
        let nameless = "[...document.querySelectorAll('button, a[href], input, select, textarea, summary')]\
            .filter((each) => each.checkVisibility())\
            .filter((each) => !(each.getAttribute('aria-label') || each.labels?.length || each.textContent.trim()))\
            .map((each) => each.outerHTML)";
        assert_eq!(
            browser.value(nameless).await,
            serde_json::json!([]),
            "{panel}"
        );
    }
}
