//! One call, and 64 at once, through the facade and with `reqwest` alone, on loopback; what the token and
//! the limits cost; reading 20,000 time entries from a server that takes 20 ms for an answer.
#![allow(
    missing_docs,
    clippy::print_stdout,
    clippy::unwrap_used,
    dead_code,
    reason = "a benchmark"
)]

mod support;

use std::fmt::Write as _;
use std::time::Duration;

use axum::Router;
use axum::extract::{Query, State};
use axum::http::header::CONTENT_TYPE;
use axum::response::IntoResponse;
use axum::routing::{get, post};
use futures::TryStreamExt;
use futures::future::join_all;
use serde::Deserialize;
use support::{Way, compare};
use tokio::runtime::Runtime;
use zoho_time::models::ListTimeEntriesQuery;
use zoho_time::{Client, Credentials, Pacing, ProjectId};

const TURNS: usize = 100;
const AT_ONCE: usize = 64;
const PAGES: u64 = 100;
const LATENCY: Duration = Duration::from_millis(20);

const PROJECT: &str = r#"{"code":0,"message":"success","project":{"project_id":"982000000000100001","project_name":"Pump station","customer_id":"982000000000100003","customer_name":"Harbour Works","currency_code":"EUR","description":"All that has to do with the pumps.","status":"active","billing_type":"based_on_task_hours","rate":80.00,"created_time":"2026-03-04T12:00:00+0100"}}"#;

const NO_ENTRIES: &str = r#"{"code":0,"message":"success","time_entries":[]}"#;

/// The fields that hand-written code would read.
#[derive(Deserialize)]
struct PlainAnswer {
    code: i64,
    message: String,
    project: PlainProject,
}

#[derive(Deserialize)]
struct PlainProject {
    project_id: String,
    project_name: Option<String>,
    customer_id: Option<String>,
    customer_name: Option<String>,
    currency_code: Option<String>,
    description: Option<String>,
    status: Option<String>,
    billing_type: Option<String>,
    rate: Option<f64>,
    created_time: Option<String>,
}

fn main() {
    let url = serve();
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .unwrap();
    one_call(&runtime, &url);
    many_calls(&runtime, &url);
    all_pages(&runtime, &url);
}

fn one_call(runtime: &Runtime, url: &str) {
    let http = http();
    let off = client(url).pacing(Pacing::off()).build().unwrap();
    let paced = Pacing::default().per_minute(usize::MAX).at_once(1000);
    let limited = client(url).pacing(paced).build().unwrap();
    let refreshed = client(url)
        .credentials(Credentials {
            client_id: "client".to_owned(),
            client_secret: "secret".into(),
            refresh_token: "refresh".into(),
        })
        .accounts_url(url)
        .build()
        .unwrap();
    compare(
        "one call on loopback",
        TURNS,
        &mut [
            Way::new("reqwest and serde", || runtime.block_on(bare(&http, url))),
            Way::new("zoho-time", || runtime.block_on(facade(&off))),
            Way::new("zoho-time, counting requests", || {
                runtime.block_on(facade(&limited))
            }),
            Way::new("zoho-time, with a refresh token", || {
                runtime.block_on(facade(&refreshed))
            }),
        ],
    );
}

fn many_calls(runtime: &Runtime, url: &str) {
    let http = http();
    let zoho = client(url).build().unwrap();
    compare(
        "64 calls at once",
        TURNS,
        &mut [
            Way::new("reqwest and serde", || {
                runtime.block_on(join_all((0..AT_ONCE).map(|_| bare(&http, url))))
            }),
            Way::new("zoho-time", || {
                runtime.block_on(join_all((0..AT_ONCE).map(|_| facade(&zoho))))
            }),
        ],
    );
}

fn all_pages(runtime: &Runtime, url: &str) {
    let zoho = client(url).build().unwrap();
    let read = |ahead: usize| {
        let zoho = zoho.clone();
        move || {
            let list = zoho.time_entries().list(ListTimeEntriesQuery::new());
            let all = list
                .read_ahead(ahead)
                .items()
                .try_fold(0, |count, _| async move { Ok(count + 1) });
            assert_eq!(runtime.block_on(all).unwrap(), PAGES * 200);
        }
    };
    let simple = || {
        runtime.block_on(async {
            let mut count = 0;
            for number in 1.. {
                let list = zoho.time_entries().list(ListTimeEntriesQuery::new());
                let page = list.page(number).await.unwrap();
                count += page.items.len() as u64;
                if !page.has_more() {
                    break;
                }
            }
            assert_eq!(count, PAGES * 200);
        });
    };
    compare(
        "20,000 time entries, 20 ms for each page of 200",
        3,
        &mut [
            Way::new("page after page", simple),
            Way::new("none read ahead", read(0)),
            Way::new("one page read ahead", read(1)),
            Way::new("two pages read ahead", read(2)),
            Way::new("four pages read ahead", read(4)),
        ],
    );
}

fn client(url: &str) -> zoho_time::ClientBuilder {
    Client::builder()
        .organization(10_234_695.into())
        .access_token("token")
        .base_url(url)
}

async fn facade(zoho: &Client) {
    let project = zoho.projects().get(&ProjectId::from(17)).await.unwrap();
    assert!(project.project_name.is_some());
}

/// The client by hand, set up as ours is.
fn http() -> reqwest::Client {
    reqwest::Client::builder()
        .user_agent("by-hand/0.1.0")
        .connect_timeout(Duration::from_secs(10))
        .build()
        .unwrap()
}

async fn bare(http: &reqwest::Client, url: &str) {
    let answer = http
        .get(format!(
            "{url}/books/v3/projects/17?organization_id=10234695"
        ))
        .header("accept", "application/json")
        .header("authorization", "Zoho-oauthtoken token")
        .timeout(Duration::from_secs(30))
        .send()
        .await
        .unwrap();
    let body = answer.bytes().await.unwrap();
    let answer: PlainAnswer = serde_json::from_slice(&body).unwrap();
    assert!(answer.project.project_name.is_some());
}

/// Starts a server on threads of its own.
fn serve() -> String {
    let (sender, receiver) = std::sync::mpsc::channel();
    std::thread::spawn(move || {
        Runtime::new().unwrap().block_on(async {
            let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
            sender
                .send(format!("http://{}", listener.local_addr().unwrap()))
                .unwrap();
            let json =
                |body: &'static str| async move { ([(CONTENT_TYPE, "application/json")], body) };
            let token = r#"{"access_token":"token","expires_in":3600}"#;
            let pages: Vec<String> = (1..=PAGES).map(page).collect();
            let app = Router::new()
                .route("/books/v3/projects/{id}", get(move || json(PROJECT)))
                .route("/oauth/v2/token", post(move || json(token)))
                .route("/books/v3/projects/timeentries", get(entries))
                .with_state(std::sync::Arc::new(pages));
            axum::serve(listener, app).await.unwrap();
        });
    });
    receiver.recv().unwrap()
}

#[derive(Deserialize)]
struct Asked {
    page: Option<usize>,
}

async fn entries(
    State(pages): State<std::sync::Arc<Vec<String>>>,
    Query(asked): Query<Asked>,
) -> impl IntoResponse {
    tokio::time::sleep(LATENCY).await;
    // Who reads ahead asks for pages behind the last one, too.
    let body = pages.get(asked.page.unwrap_or(1) - 1);
    let body = body.map_or(NO_ENTRIES, String::as_str).to_owned();
    ([(CONTENT_TYPE, "application/json")], body)
}

/// A page of 200 time entries.
fn page(number: u64) -> String {
    let mut body = String::from(r#"{"code":0,"message":"success","time_entries":["#);
    for entry in 0..200 {
        let comma = if entry == 0 { "" } else { "," };
        let id = 982_000_000_001_000_000 + number * 200 + entry;
        write!(
            body,
            r#"{comma}{{"time_entry_id":"{id}","project_id":"982000000000100001","project_name":"Pump station","task_id":"982000000000100003","task_name":"Gaskets","user_id":"982000000000100005","user_name":"Ada Byron","log_date":"2026-03-04","log_time":"01:15","billed_status":"unbilled","notes":"Replaced gasket {entry}.","is_billable":true}}"#
        )
        .unwrap();
    }
    let more = number < PAGES;
    write!(
        body,
        r#"],"page_context":{{"page":{number},"per_page":200,"has_more_page":{more}}}}}"#
    )
    .unwrap();
    body
}
