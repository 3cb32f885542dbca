//! Duration of faults, with a frozen clock, and whether the handler runs.

use std::cell::Cell;
use std::time::Duration;

use axum::body::Body;
use axum::extract::Request;
use axum::response::Response;
use futures::StreamExt;
use tokio::time::{Instant, timeout};

use crate::faults::{LISTING, action};
use zoho_time_sandbox::faults::connection::ResetHandle;
use zoho_time_sandbox::faults::{Action, Faults, Injection, Phase, Rule};

fn injection(action: Action) -> Injection {
    let faults = Faults::new();
    faults.arm(Rule::new(action)).unwrap();
    faults.next(LISTING).unwrap()
}

/// Milliseconds until the response starts, and then until each part of its body, of ten bytes each, or an
/// error.
async fn course(json: &str) -> (u128, Vec<(u128, Result<String, ()>)>) {
    let start = Instant::now();
    let handler = async |_| Response::new(Body::from("0123456789"));
    let response = injection(action(json))
        .around(Request::default(), &ResetHandle::default(), handler)
        .await;
    let begins = start.elapsed().as_millis();
    let mut body = response.into_body().into_data_stream();
    let mut parts = Vec::new();
    while let Some(part) = body.next().await {
        let text = part
            .map(|bytes| String::from_utf8(bytes.to_vec()).unwrap())
            .map_err(|_| ());
        let failed = text.is_err();
        parts.push((start.elapsed().as_millis(), text));
        if failed {
            break;
        }
    }
    (begins, parts)
}

fn sent(at: u128, text: &str) -> (u128, Result<String, ()>) {
    (at, Ok(text.to_owned()))
}

#[tokio::test(start_paused = true)]
async fn a_delay_is_before_the_answer() {
    let expected = (90_000, vec![sent(90_000, "0123456789")]);
    assert_eq!(course(r#"{"type": "delay", "ms": 90000}"#).await, expected);
}

#[tokio::test(start_paused = true)]
async fn drops_fall_one_by_one() {
    let expected = vec![sent(0, "0123"), sent(60_000, "4567"), sent(120_000, "89")];
    let course = course(r#"{"type": "slow_drip", "bytes": 4, "every_ms": 60000}"#).await;
    assert_eq!(course, (0, expected));
}

#[tokio::test(start_paused = true)]
async fn a_stall_lasts_as_long_as_it_says() {
    let before = course(r#"{"type": "stall_before", "ms": 60000}"#).await;
    assert_eq!(before, (60_000, vec![(60_000, Err(()))]));
    let body = course(r#"{"type": "stall_body", "after_bytes": 3, "ms": 60000}"#).await;
    assert_eq!(body, (0, vec![sent(0, "012"), (60_000, Err(()))]));
}

#[tokio::test(start_paused = true)]
async fn a_stall_without_an_end_has_none() {
    let year = Duration::from_secs(365 * 24 * 3_600);
    for json in [
        r#"{"type": "stall_before"}"#,
        r#"{"type": "stall_body", "after_bytes": 3}"#,
    ] {
        timeout(year, course(json)).await.unwrap_err();
    }
}

#[tokio::test(start_paused = true)]
async fn the_handler_runs_if_the_phase_says_so() {
    let actions = [
        (
            r#"{"type": "status", "status": 500, "code": 1000, "message": "Internal error"}"#,
            Phase::Instead,
        ),
        (r#"{"type": "html", "status": 503}"#, Phase::Instead),
        (r#"{"type": "rate_limited", "code": 44}"#, Phase::Instead),
        (r#"{"type": "stall_before", "ms": 1}"#, Phase::Instead),
        (r#"{"type": "reset_before_headers"}"#, Phase::Instead),
        (r#"{"type": "delay", "ms": 1}"#, Phase::Before),
        (
            r#"{"type": "stall_body", "after_bytes": 1, "ms": 1}"#,
            Phase::After,
        ),
        (r#"{"type": "truncate", "bytes": 1}"#, Phase::After),
        (
            r#"{"type": "slow_drip", "bytes": 1, "every_ms": 1}"#,
            Phase::After,
        ),
        (r#"{"type": "malformed_json"}"#, Phase::After),
        (r#"{"type": "wrong_content_type"}"#, Phase::After),
        (
            r#"{"type": "lie_has_more_page", "value": true}"#,
            Phase::After,
        ),
        (
            r#"{"type": "reset_after_headers", "bytes": 1}"#,
            Phase::After,
        ),
        (r#"{"type": "commit_then_reset"}"#, Phase::After),
    ];
    for (json, phase) in actions {
        let action = action(json);
        assert_eq!(action.phase(), phase, "{json}");
        assert!(json.contains(&format!("\"{}\"", action.name())), "{json}");
        let written = serde_json::to_value(&action).unwrap();
        assert_eq!(
            written,
            serde_json::from_str::<serde_json::Value>(json).unwrap()
        );
        let ran = Cell::new(false);
        let handler = async |_| {
            ran.set(true);
            Response::default()
        };
        let injection = injection(action);
        let response = injection
            .around(Request::default(), &ResetHandle::default(), handler)
            .await;
        assert_eq!(ran.get(), phase.handler_runs(), "{json}");
        assert_eq!(
            response.extensions().get::<Injection>(),
            Some(&injection),
            "{json}"
        );
    }
}
