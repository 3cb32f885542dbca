//! The counters of the feature `metrics`.
#![allow(missing_docs, clippy::unwrap_used, reason = "tests")]

use std::collections::BTreeMap;
use std::time::Duration;

use metrics_util::debugging::{DebugValue, DebuggingRecorder};
use zoho_time::models::ListProjectsQuery;
use zoho_time::{Client, RetryPolicy};
use zoho_time_sandbox::Sandbox;
use zoho_time_sandbox::faults::{Action, Rule};
use zoho_time_sandbox::limits::Plan;

#[tokio::test]
async fn calls_attempts_and_retries_are_counted() {
    let recorder = DebuggingRecorder::new();
    let snapshotter = recorder.snapshotter();
    let _counted = metrics::set_default_local_recorder(&recorder);
    let sandbox = Sandbox::builder().plan(Plan::Free).start().await.unwrap();
    let mut fault = Rule::new(Action::Html { status: 503 });
    fault.operation = Some("list_projects".into());
    fault.times = Some(1);
    sandbox.faults().arm(fault).unwrap();
    let retry = RetryPolicy::default().first_wait(Duration::ZERO);
    let demo = sandbox.demo();
    let zoho = Client::builder()
        .organization(demo.organization_id.clone())
        .access_token(demo.access_token.as_str())
        .base_url(sandbox.base_url())
        .options(|options| options.retry(retry))
        .build()
        .unwrap();
    let list = zoho.projects().list(ListProjectsQuery::new());
    list.page(1).await.unwrap();
    let _ = zoho.projects().get(&1.into()).await.unwrap_err();

    let mut counted = BTreeMap::new();
    for (key, _, _, value) in snapshotter.snapshot().into_vec() {
        let labels: Vec<_> = key.key().labels().map(|label| label.value()).collect();
        let name = format!("{} {}", key.key().name(), labels.join(" "));
        let value = match value {
            DebugValue::Counter(count) => count,
            DebugValue::Gauge(level) => level.into_inner() as u64,
            DebugValue::Histogram(values) => values.len() as u64,
        };
        counted.insert(name.trim().to_owned(), value);
    }
    let expected = [
        ("zoho_time_attempt_seconds get_project", 1),
        ("zoho_time_attempt_seconds list_projects", 2),
        ("zoho_time_attempts_total get_project 404", 1),
        ("zoho_time_attempts_total list_projects 200", 1),
        ("zoho_time_attempts_total list_projects 503", 1),
        ("zoho_time_calls_total get_project error", 1),
        ("zoho_time_calls_total list_projects ok", 1),
        ("zoho_time_quota_remaining", 997),
        ("zoho_time_retries_total list_projects", 1),
    ];
    let expected = expected.map(|(name, count)| (name.to_owned(), count));
    assert_eq!(counted, BTreeMap::from(expected));
}
