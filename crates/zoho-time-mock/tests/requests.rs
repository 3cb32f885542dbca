//! Which requests a mock takes, and what it answers with.
#![allow(missing_docs, clippy::panic, clippy::unwrap_used, reason = "tests")]

use serde_json::json;
use zoho_time::chrono::NaiveDate;
use zoho_time::models::{ListTimeEntriesQuery, LogTimeRequest};
use zoho_time::{Client, Error, Product, ProjectId, TaskId, UserId};
use zoho_time_mock::MockServerExt;
use zoho_time_mock::httpmock::MockServer;

fn client(server: &MockServer, product: Product) -> Client {
    Client::builder()
        .product(product)
        .organization(10_234_695.into())
        .access_token("any")
        .base_url(server.base_url())
        .build()
        .unwrap()
}

fn request(notes: &str) -> LogTimeRequest {
    let day = NaiveDate::from_ymd_opt(2026, 3, 4).unwrap();
    LogTimeRequest::new(ProjectId::from(1), TaskId::from(2), UserId::from(3), day).notes(notes)
}

#[tokio::test]
async fn a_mock_of_a_write_looks_at_the_body_under_every_product() {
    let server = MockServer::start_async().await;
    let entry = json!({
        "code": 0, "message": "Done.",
        "time_entry": { "time_entry_id": "5", "log_time": "01:15", "project_id": "1" },
    });
    let entry = serde_json::from_value(entry).unwrap();
    let mock = server.log_time_entry(|when, then| {
        when.body(&request("Pumps"));
        then.success(201, &entry);
    });
    for product in [Product::Books, Product::Billing, Product::Invoice] {
        let entries = client(&server, product).time_entries();
        let logged = entries.log_request(&request("Pumps")).await.unwrap();
        assert_eq!(logged.log_time.unwrap().minutes(), 75);
        assert!(entries.log_request(&request("Valves")).await.is_err());
    }
    mock.assert_calls(3);
}

#[tokio::test]
async fn a_mock_of_a_list_looks_at_the_query() {
    let server = MockServer::start_async().await;
    let nothing = json!({ "code": 0, "message": "success", "time_entries": [] });
    let nothing = serde_json::from_value(nothing).unwrap();
    let mock = server.list_time_entries(|when, then| {
        when.user_id(&UserId::from(3));
        then.success(200, &nothing);
    });
    let entries = client(&server, Product::Books).time_entries();
    let of = |user: u64| entries.list(ListTimeEntriesQuery::new().user_id(UserId::from(user)));
    assert!(of(3).page(1).await.unwrap().items.is_empty());
    assert!(of(4).page(1).await.is_err());
    mock.assert();
}

#[tokio::test]
async fn a_wrong_answer_can_be_made_too() {
    let server = MockServer::start_async().await;
    server.get_running_timer(|_, then| {
        then.into_inner().status(404).body("<html>");
    });
    let error = client(&server, Product::Books).timer().running().await;
    assert!(matches!(error, Err(Error::Api(error)) if error.status.as_u16() == 404));
}
