//! Selection of the requests that a rule hits.

use std::collections::BTreeMap;

use axum::http::Method;
use futures::future::join_all;

use crate::faults::server::Server;
use crate::faults::{LISTING, rule};
use zoho_time_sandbox::faults::{Faults, Incoming};

fn armed(rules: &[&str]) -> Faults {
    let faults = Faults::new();
    for json in rules {
        faults.arm(rule(json)).unwrap();
    }
    faults
}

/// The indices of the requests that fail.
fn hits(faults: &Faults, requests: usize) -> Vec<usize> {
    (1..=requests)
        .filter(|_| faults.next(LISTING).is_some())
        .collect()
}

#[test]
fn after_and_times_are_exact() {
    let table = [
        (
            r#"{"action": {"type": "malformed_json"}}"#,
            vec![1, 2, 3, 4, 5, 6],
        ),
        (
            r#"{"times": 2, "action": {"type": "malformed_json"}}"#,
            vec![1, 2],
        ),
        (
            r#"{"after": 4, "action": {"type": "malformed_json"}}"#,
            vec![5, 6],
        ),
        (
            r#"{"after": 1, "times": 3, "action": {"type": "malformed_json"}}"#,
            vec![2, 3, 4],
        ),
        (
            r#"{"after": 6, "times": 3, "action": {"type": "malformed_json"}}"#,
            vec![],
        ),
    ];
    for (json, expected) in table {
        let faults = armed(&[json]);
        assert_eq!(hits(&faults, 6), expected, "{json}");
        let list = faults.list();
        assert_eq!(list[0].matched, 6);
        assert_eq!(list[0].fired, expected.len() as u64);
    }
}

#[test]
fn rules_are_asked_in_turn_until_one_fires() {
    let faults = armed(&[
        r#"{"operation": "log_time_entry", "action": {"type": "commit_then_reset"}}"#,
        r#"{"times": 2, "action": {"type": "malformed_json"}}"#,
        r#"{"after": 1, "times": 1, "action": {"type": "wrong_content_type"}}"#,
        r#"{"action": {"type": "reset_before_headers"}}"#,
    ]);
    let names: Vec<_> = (0..5)
        .map(|_| faults.next(LISTING).unwrap().action().name())
        .collect();
    // The third rule sees only the third request and those after it, and lets one of them pass.
    let expected = [
        "malformed_json",
        "malformed_json",
        "reset_before_headers",
        "wrong_content_type",
        "reset_before_headers",
    ];
    assert_eq!(names, expected);
    let counts: Vec<_> = faults
        .list()
        .iter()
        .map(|armed| (armed.matched, armed.fired))
        .collect();
    assert_eq!(counts, [(0, 0), (5, 2), (3, 1), (2, 2)]);
}

#[test]
fn everything_that_a_rule_names_has_to_match() {
    let other = Incoming {
        operation: Some("log_time_entry"),
        product: Some("billing"),
        method: &Method::POST,
        path: "/billing/v1/projects/timeentries",
    };
    let unknown = Incoming {
        operation: None,
        product: None,
        method: &Method::GET,
        path: "/nowhere",
    };
    let table = [
        (r#""after": 0"#, [true, true, true]),
        (r#""operation": "log_time_entry""#, [false, true, false]),
        (r#""product": "books""#, [true, false, false]),
        (r#""method": "GET""#, [true, false, true]),
        (r#""path": "/books/v3/projects""#, [true, false, false]),
        (r#""path": "/books/v3/project""#, [false, false, false]),
        (r#""path": "/billing/v1/projects/*""#, [false, true, false]),
        (r#""path": "*""#, [true, true, true]),
        (
            r#""product": "books", "method": "POST""#,
            [false, false, false],
        ),
        (
            r#""product": "billing", "method": "POST", "path": "/billing/*""#,
            [false, true, false],
        ),
    ];
    for (names, expected) in table {
        let json = format!(r#"{{{names}, "action": {{"type": "malformed_json"}}}}"#);
        let found =
            [LISTING, other, unknown].map(|incoming| armed(&[&json]).next(incoming).is_some());
        assert_eq!(found, expected, "{names}");
    }
}

#[test]
fn chance_is_the_same_for_the_same_seed() {
    let with = |seed: u64| {
        armed(&[&format!(
            r#"{{"probability": 0.3, "seed": {seed}, "action": {{"type": "malformed_json"}}}}"#
        )])
    };
    let once = hits(&with(7), 10_000);
    assert_eq!(once, hits(&with(7), 10_000));
    assert_ne!(once, hits(&with(8), 10_000));
    assert!((2_800..3_200).contains(&once.len()), "{}", once.len());
    assert_eq!(once[..8], [2, 6, 9, 11, 22, 27, 32, 34]);

    let limited = armed(&[
        r#"{"probability": 0.3, "seed": 7, "times": 2, "action": {"type": "malformed_json"}}"#,
    ]);
    assert_eq!(hits(&limited, 10_000), once[..2]);
    let late = armed(&[
        r#"{"probability": 0.3, "seed": 7, "after": 100, "action": {"type": "malformed_json"}}"#,
    ]);
    let later: Vec<_> = once.iter().map(|nth| nth + 100).collect();
    assert_eq!(hits(&late, 10_100), later);
    let sure = armed(&[r#"{"probability": 1.0, "action": {"type": "malformed_json"}}"#]);
    assert_eq!(hits(&sure, 1_000).len(), 1_000);
}

#[test]
fn rules_can_be_disarmed() {
    let faults = armed(&[r#"{"times": 1, "action": {"type": "malformed_json"}}"#]);
    let second = faults
        .arm(rule(r#"{"action": {"type": "wrong_content_type"}}"#))
        .unwrap();
    assert_eq!(hits(&faults, 2), [1, 2]);
    let gone = faults.disarm(second).unwrap();
    assert_eq!((gone.id, gone.matched, gone.fired), (second, 1, 1));
    assert_eq!(faults.disarm(second), None);
    assert!(hits(&faults, 2).is_empty());
    let third = faults
        .arm(rule(r#"{"action": {"type": "wrong_content_type"}}"#))
        .unwrap();
    assert_ne!(third, second);
    assert_eq!(third.to_string().parse(), Ok(third));
    faults.clear();
    assert!(faults.list().is_empty());
    assert!(hits(&faults, 2).is_empty());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn counters_are_exact_among_concurrent_requests() {
    let server = Server::start().await;
    server.arm(r#"{"after": 10, "times": 20, "action": {"type": "html", "status": 503}}"#);
    server.arm(
        r#"{"after": 5, "times": 12, "action": {"type": "status", "status": 500, "code": 1000, "message": "Internal error"}}"#,
    );
    let client = reqwest::Client::new();
    let requests = (0..64).map(|_| async {
        let response = client.get(server.url()).send().await.unwrap();
        response.status().as_u16()
    });
    let mut counts = BTreeMap::new();
    for status in join_all(requests).await {
        *counts.entry(status).or_insert(0) += 1;
    }
    assert_eq!(counts, BTreeMap::from([(200, 32), (500, 12), (503, 20)]));
    assert_eq!((server.committed(), server.marked()), (32, 32));
    let counters: Vec<_> = server
        .faults
        .list()
        .iter()
        .map(|armed| (armed.matched, armed.fired))
        .collect();
    assert_eq!(counters, [(64, 20), (44, 12)]);
}

#[test]
fn counters_are_exact_among_threads() {
    let faults =
        armed(&[r#"{"after": 1000, "times": 5000, "action": {"type": "malformed_json"}}"#]);
    let fired: usize = std::thread::scope(|scope| {
        let threads: Vec<_> = (0..8)
            .map(|_| scope.spawn(|| hits(&faults, 2_000).len()))
            .collect();
        threads
            .into_iter()
            .map(|thread| thread.join().unwrap())
            .sum()
    });
    assert_eq!(fired, 5_000);
    assert_eq!(faults.list()[0].matched, 16_000);
    assert_eq!(faults.list()[0].fired, 5_000);
}
