//! Memory use of reading a list of a million entries.
//!
//! A program of its own, because the memory of the whole process is measured, which includes the server that makes
//! up the pages.
#![allow(
    missing_docs,
    clippy::print_stdout,
    clippy::unwrap_used,
    reason = "tests"
)]

use std::fmt::Write as _;
use std::pin::pin;

use axum::Router;
use axum::extract::Query;
use axum::http::header;
use futures::TryStreamExt;
use zoho_time::models::ListTimeEntriesQuery;
use zoho_time::{Client, ListProgress};
use zoho_time_tests::child::peak_of_memory;
use zoho_time_tests::local::serve;

const ENTRIES: u64 = 1_000_000;
const PER_PAGE: u32 = 1_000;
/// The ids of entries are far apart, as Zoho's are.
const FIRST_ID: u64 = 982_000_000_000_000_001;

#[derive(serde::Deserialize)]
struct Asked {
    page: u64,
    per_page: u64,
}

async fn page(Query(asked): Query<Asked>) -> ([(header::HeaderName, &'static str); 1], String) {
    let begin = (asked.page - 1) * asked.per_page;
    let end = (begin + asked.per_page).min(ENTRIES);
    let mut body = String::from(r#"{"code":0,"message":"success","time_entries":["#);
    for entry in begin..end {
        let comma = if entry == begin { "" } else { "," };
        let id = FIRST_ID + entry * 2_042;
        write!(
            body,
            r#"{comma}{{"time_entry_id":"{id}","log_time":"07:30"}}"#
        )
        .unwrap();
    }
    let more = end < ENTRIES;
    write!(
        body,
        r#"],"page_context":{{"page":{},"per_page":{},"has_more_page":{more}}}}}"#,
        asked.page, asked.per_page
    )
    .unwrap();
    ([(header::CONTENT_TYPE, "application/json")], body)
}

#[tokio::test]
async fn a_million_entries_take_little_memory() {
    let app = Router::new().fallback(page);
    let (url, _) = serve(app).await;
    let zoho = Client::builder()
        .organization(10_234_695.into())
        .access_token("1000.token")
        .base_url(url)
        .build()
        .unwrap();
    let before = peak_of_memory();
    for consistently in [false, true] {
        let progress = ListProgress::new();
        let query = ListTimeEntriesQuery::new().per_page(PER_PAGE);
        let mut list = zoho.time_entries().list(query).watched_by(&progress);
        if consistently {
            list = list.consistently();
        }
        let mut items = pin!(list.items());
        let (mut entries, mut minutes) = (0, 0);
        while let Some(entry) = items.try_next().await.unwrap() {
            entries += 1;
            minutes += entry.log_time.unwrap().minutes();
        }
        assert_eq!((entries, minutes), (ENTRIES, 450 * ENTRIES as i64));
        println!(
            "{entries} entries, consistently: {consistently}; {} requests, {} extra; {before:?} KiB of \
             memory before, at most {:?} KiB",
            progress.requests(),
            progress.extra_requests(),
            peak_of_memory()
        );
    }
    if let Some(peak) = peak_of_memory() {
        assert!(peak <= 64 * 1024, "{peak} KiB");
    }
}
