//! Reading a page of 200 time entries, beside structs of plain text and floating-point numbers and beside a
//! tree of JSON; writing a request.
#![allow(
    missing_docs,
    clippy::print_stdout,
    clippy::unwrap_used,
    dead_code,
    reason = "a benchmark"
)]

mod support;

use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use support::{Way, compare};
use zoho_time::chrono::NaiveDate;
use zoho_time::models::{ListTimeEntriesQuery, LogTimeRequest, TimeEntryListResponse};
use zoho_time::{Client, Hours, ProjectId, TaskId, UserId};
use zoho_time_sandbox::{Product, Sandbox, WireStyle};

const TURNS: usize = 60;

/// Hand-written structs with the same fields, for one of the two styles only: amounts are `M`, a `String` in
/// the one and an `f64` in the other.
#[derive(Deserialize)]
struct PlainPage<M> {
    code: i64,
    message: String,
    time_entries: Vec<PlainEntry<M>>,
    page_context: Option<PlainContext>,
}

#[derive(Deserialize)]
struct PlainEntry<M> {
    time_entry_id: String,
    project_id: Option<String>,
    project_name: Option<String>,
    customer_id: Option<String>,
    customer_name: Option<String>,
    task_id: Option<String>,
    task_name: Option<String>,
    user_id: Option<String>,
    user_name: Option<String>,
    is_current_user: Option<bool>,
    log_date: Option<String>,
    begin_time: Option<String>,
    end_time: Option<String>,
    log_time: Option<String>,
    is_billable: Option<bool>,
    billed_status: Option<String>,
    invoice_id: Option<String>,
    invoice_number: Option<String>,
    notes: Option<String>,
    timer_started_at: Option<String>,
    timer_started_at_utc_time: Option<String>,
    timer_duration_in_minutes: Option<String>,
    timer_duration_in_seconds: Option<String>,
    can_be_invoiced: Option<bool>,
    can_continue_timer: Option<bool>,
    can_create_client_approval: Option<bool>,
    can_create_user_approval: Option<bool>,
    is_client_approval_needed: Option<bool>,
    created_time: Option<String>,
    #[serde(default)]
    timesheet_custom_fields: Vec<PlainCustomField>,
    cost_rate: Option<M>,
    cost_amount: Option<M>,
}

#[derive(Deserialize)]
struct PlainCustomField {
    label: Option<String>,
    value: Option<String>,
}

#[derive(Deserialize)]
struct PlainContext {
    page: Option<u32>,
    per_page: Option<u32>,
    has_more_page: Option<bool>,
    report_name: Option<String>,
    applied_filter: Option<String>,
    sort_column: Option<String>,
    sort_order: Option<String>,
}

/// The same of a request.
#[derive(Serialize)]
struct PlainRequest {
    project_id: String,
    task_id: String,
    user_id: String,
    log_date: String,
    log_time: String,
    notes: String,
    is_billable: bool,
}

fn main() {
    let runtime = tokio::runtime::Runtime::new().unwrap();
    read_page::<String>(&runtime.block_on(page(WireStyle::Documented)), "documented");
    read_page::<f64>(&runtime.block_on(page(WireStyle::Observed)), "observed");

    let request = request("Replaced the gasket of the aft pump.");
    let plain = PlainRequest {
        project_id: "982000000000100001".to_owned(),
        task_id: "982000000000100003".to_owned(),
        user_id: "982000000000100005".to_owned(),
        log_date: "2026-03-04".to_owned(),
        log_time: "01:15".to_owned(),
        notes: "Replaced the gasket of the aft pump.".to_owned(),
        is_billable: true,
    };
    compare(
        "write a request",
        TURNS,
        &mut [
            Way::new("by hand: String", || serde_json::to_vec(&plain).unwrap()),
            Way::new("zoho-time", || serde_json::to_vec(&request).unwrap()),
        ],
    );
}

fn read_page<M: DeserializeOwned>(body: &[u8], style: &str) {
    let ours: TimeEntryListResponse = serde_json::from_slice(body).unwrap();
    assert_eq!(ours.time_entries.len(), 200);
    let plain: PlainPage<M> = serde_json::from_slice(body).unwrap();
    assert_eq!(plain.time_entries.len(), 200);
    compare(
        &format!(
            "read 200 time entries, {style} style, {} KiB",
            body.len() / 1024
        ),
        TURNS,
        &mut [
            Way::new("by hand: String and f64", || {
                serde_json::from_slice::<PlainPage<M>>(body).unwrap()
            }),
            Way::new("zoho-time", || {
                serde_json::from_slice::<TimeEntryListResponse>(body).unwrap()
            }),
            Way::new("serde_json::Value", || {
                serde_json::from_slice::<serde_json::Value>(body).unwrap()
            }),
        ],
    );
}

fn request(notes: &str) -> LogTimeRequest {
    let day = NaiveDate::from_ymd_opt(2026, 3, 4).unwrap();
    LogTimeRequest::new(
        ProjectId::from(982_000_000_000_100_001),
        TaskId::from(982_000_000_000_100_003),
        UserId::from(982_000_000_000_100_005),
        day,
    )
    .log_time(Hours::from_minutes(75))
    .notes(notes)
    .is_billable(true)
}

/// The body of a page of 200 entries, as the sandbox sends it.
async fn page(style: WireStyle) -> Vec<u8> {
    let sandbox = Sandbox::builder().style(style).start().await.unwrap();
    let demo = sandbox.demo();
    let zoho = Client::builder()
        .organization(demo.organization_id.clone())
        .access_token(demo.access_token.clone())
        .base_url(sandbox.base_url())
        .build()
        .unwrap();
    let known = zoho
        .time_entries()
        .list(ListTimeEntriesQuery::new())
        .page(1)
        .await
        .unwrap();
    let known = known.items.into_iter().next().unwrap();
    for number in 0..200_i64 {
        let mut request = request(&format!("Replaced gasket number {number} of the aft pump."));
        request.project_id = known.project_id.clone().unwrap();
        request.task_id = known.task_id.clone().unwrap();
        request.user_id = known.user_id.clone().unwrap();
        request.log_time = Some(Hours::from_minutes(15 + number));
        zoho.time_entries().log_request(&request).await.unwrap();
    }
    let url = format!(
        "{}/projects/timeentries?organization_id={}&per_page=200&filter_by=Date.All",
        sandbox.product_url(Product::Books),
        sandbox.demo().organization_id,
    );
    let authorization = format!("Zoho-oauthtoken {}", sandbox.demo().access_token);
    let answer = reqwest::Client::new()
        .get(url)
        .header("authorization", authorization)
        .send()
        .await
        .unwrap();
    answer.bytes().await.unwrap().to_vec()
}
