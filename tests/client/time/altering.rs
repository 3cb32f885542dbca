//! Bulk logging at a server that alters what it is sent.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use axum::Router;
use axum::http::StatusCode;
use axum::response::IntoResponse;
use axum::routing::post;
use zoho_time::tracking::bulk::{BulkLog, Journal, State};
use zoho_time::tracking::{NewTimeEntry, Work};
use zoho_time::{Client, Hours};
use zoho_time_tests::fixture::march;
use zoho_time_tests::local::serve;

#[tokio::test]
async fn what_cannot_be_found_is_left_to_a_person_when_the_server_alters_entries() {
    // Rounds up to quarters of an hour; the second request is done too, but its answer is lost.
    let rounded = |id: u32| {
        format!(
            r#"{{"code":0,"message":"","time_entry":{{"time_entry_id":"{id}","project_id":"1",
            "task_id":"2","user_id":"3","log_date":"2026-03-0{id}","log_time":"00:15"}}}}"#
        )
    };
    let requests = Arc::new(AtomicUsize::new(0));
    let count = Arc::clone(&requests);
    let log = async move || match count.fetch_add(1, Ordering::SeqCst) {
        0 => (StatusCode::CREATED, rounded(1)).into_response(),
        1 => StatusCode::BAD_GATEWAY.into_response(),
        _ => panic!("sent again"),
    };
    let list = async || r#"{"code":0,"message":"","time_entries":[]}"#;
    let app = Router::new().route("/books/v3/projects/timeentries", post(log).get(list));
    let (url, _) = serve(app).await;
    let zoho = Client::builder()
        .organization(1.into())
        .access_token("token")
        .base_url(url)
        .build()
        .unwrap();

    let work = Work::lasting(Hours::from_minutes(10)).unwrap();
    let entries = (1..=2).map(|day| NewTimeEntry::new(1, 2, 3, march(day), work));
    let mut journal = Journal::new(entries).unwrap();
    let bulk = BulkLog::new(&zoho).concurrency(1).settle(Duration::ZERO);
    for _ in 0..3 {
        let summary = bulk.run(&mut journal).await.unwrap();
        assert_eq!((summary.progress.done, summary.progress.in_doubt), (1, 1));
        assert_eq!(journal.items()[1].state(), &State::InDoubt);
        // It is remembered.
        let text = serde_json::to_string(&journal).unwrap();
        journal = serde_json::from_str(&text).unwrap();
    }
    assert_eq!(requests.load(Ordering::SeqCst), 2);
}
