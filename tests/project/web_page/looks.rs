//! Colours, width and motion.

use std::collections::BTreeSet;

use reqwest::Method;
use serde_json::{Value, json};

use crate::web_page::browser::Browser;
use crate::web_page::fixture::Fixture;

const PANELS: [&str; 4] = ["data", "requests", "controls", "reference"];

/// Every text that is shown, with its colour and that of what is behind it.
const TEXTS: &str = "(() => {
  const behind = (element) => {
    for (let each = element; each; each = each.parentElement) {
      const colour = getComputedStyle(each).backgroundColor;
      if (!/^rgba\\(.*, 0\\)$/.test(colour)) { return colour; }
    }
    return 'rgb(255, 255, 255)';
  };
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  const found = [];
  while (walker.nextNode()) {
    const text = walker.currentNode.textContent.trim();
    const element = walker.currentNode.parentElement;
    if (text !== '' && element.checkVisibility()) {
      found.push([text.slice(0, 40), getComputedStyle(element).color, behind(element)]);
    }
  }
  return found;
})()";

/// Fills all panels: requests of several kinds, a timer, a rule, an open entry and operation.
async fn fill(fixture: &Fixture) {
    let browser = &fixture.browser;
    browser
        .until("document.getElementById('log-info').textContent.endsWith('live')")
        .await;
    let entry = fixture.sandbox.demo().time_entries[0].as_str().to_owned();
    let start = format!("/projects/timeentries/{entry}/timer/start");
    fixture.call(Method::POST, &start, json!({})).await;
    browser.show("controls").await;
    browser.type_into("[name=operation]", "list_tasks").await;
    browser.type_into("[name=times]", "1").await;
    browser.click("#fault-form button.primary").await;
    browser
        .until("document.querySelector('[data-fault]')")
        .await;
    let project = fixture.sandbox.demo().projects[0].as_str().to_owned();
    fixture
        .call(
            Method::GET,
            &format!("/projects/{project}/tasks"),
            Value::Null,
        )
        .await;
    fixture
        .call(Method::POST, "/projects", json!({ "colour": "red" }))
        .await;
    fixture.call(Method::GET, "/projects", Value::Null).await;
    browser.show("requests").await;
    browser
        .until("document.querySelectorAll('#log > li').length === 4")
        .await;
    browser.click("#log > li:nth-child(2) summary").await;
    fixture.show_reference().await;
    browser.value("document.querySelectorAll('.operation').forEach((each, index) => { each.open = index % 8 === 0; })").await;
    browser
        .until("document.querySelector('.operation .response')")
        .await;
    browser
        .value("document.querySelector('.operation .response').open = true")
        .await;
    browser
        .until("document.querySelector('.operation .response pre')")
        .await;
}

#[tokio::test]
async fn light_and_dark_are_different_and_both_can_be_read() {
    let Some(fixture) = Fixture::set().await else {
        return;
    };
    let browser = &fixture.browser;
    fill(&fixture).await;
    let mut pages = BTreeSet::new();
    for scheme in ["light", "dark"] {
        browser.prefer("prefers-color-scheme", scheme).await;
        let page = browser
            .value("getComputedStyle(document.body).backgroundColor")
            .await;
        let is_light = luminance(page.as_str().unwrap()) > 0.5;
        assert_eq!(is_light, scheme == "light", "{scheme}: {page}");
        pages.insert(page.to_string());
        for panel in PANELS {
            browser.show(panel).await;
            check_contrast(browser, &format!("{scheme} {panel}")).await;
            browser.picture(&format!("{scheme}-{panel}.png")).await;
        }
    }
    assert_eq!(pages.len(), 2);

    // The switch goes before what the system prefers, also after coming back.
    browser.choose("#theme", "light").await;
    let colour = "getComputedStyle(document.body).backgroundColor";
    assert!(luminance(browser.value(colour).await.as_str().unwrap()) > 0.5);
    browser.reload().await;
    browser
        .until("document.getElementById('theme').value === 'light'")
        .await;
    assert!(luminance(browser.value(colour).await.as_str().unwrap()) > 0.5);
    browser.choose("#theme", "system").await;
    assert!(luminance(browser.value(colour).await.as_str().unwrap()) < 0.5);
}

#[tokio::test]
async fn a_narrow_window_needs_no_scrolling_sideways() {
    let Some(fixture) = Fixture::set().await else {
        return;
    };
    let browser = &fixture.browser;
    fill(&fixture).await;
    for width in [360, 768, 1920] {
        browser.width(width).await;
        for panel in PANELS {
            browser.show(panel).await;
            browser.until(&format!("innerWidth === {width}")).await;
            let overflow = browser
                .value(
                    "document.documentElement.scrollWidth - document.documentElement.clientWidth",
                )
                .await;
            browser.picture(&format!("{width}-{panel}.png")).await;
            assert!(
                overflow.as_f64().unwrap() <= 0.0,
                "{panel} at {width}: {overflow}"
            );
        }
    }
}

#[tokio::test]
async fn nothing_moves_for_those_who_want_no_motion() {
    let Some(fixture) = Fixture::set().await else {
        return;
    };
    let browser = &fixture.browser;
    let duration = "getComputedStyle(document.querySelector('button')).transitionDuration";
    browser
        .prefer("prefers-reduced-motion", "no-preference")
        .await;
    assert_ne!(browser.value(duration).await, "0s");
    browser.prefer("prefers-reduced-motion", "reduce").await;
    assert_eq!(browser.value(duration).await, "0s");
}

async fn check_contrast(browser: &Browser, place: &str) {
    let texts = browser.value(TEXTS).await;
    let texts: Vec<[String; 3]> = serde_json::from_value(texts).unwrap();
    assert!(texts.len() > 20, "{place}: {texts:?}");
    for [text, colour, behind] in texts {
        let (one, other) = (luminance(&colour), luminance(&behind));
        let ratio = (one.max(other) + 0.05) / (one.min(other) + 0.05);
        assert!(
            ratio >= 4.5,
            "{place}: {ratio:.2} for {text:?}, {colour} on {behind}"
        );
    }
}

/// The relative luminance of an opaque colour such as `rgb(1, 2, 3)`, as WCAG defines it.
fn luminance(colour: &str) -> f64 {
    let numbers = colour
        .strip_prefix("rgb(")
        .and_then(|rest| rest.strip_suffix(')'));
    let numbers = numbers.unwrap_or_else(|| panic!("{colour} is not opaque"));
    let linear = |part: &str| {
        let value = part.trim().parse::<f64>().unwrap() / 255.0;
        if value <= 0.04045 {
            value / 12.92
        } else {
            ((value + 0.055) / 1.055).powf(2.4)
        }
    };
    let parts: Vec<f64> = numbers.split(',').map(linear).collect();
    0.2126 * parts[0] + 0.7152 * parts[1] + 0.0722 * parts[2]
}

#[test]
fn luminance_is_that_of_the_definition() {
    assert!((luminance("rgb(255, 255, 255)") - 1.0).abs() < 1e-9);
    assert!(luminance("rgb(0, 0, 0)").abs() < 1e-9);
    assert!((luminance("rgb(255, 0, 0)") - 0.2126).abs() < 1e-9);
}
