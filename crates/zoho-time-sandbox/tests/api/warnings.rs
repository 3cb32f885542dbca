//! Warnings in the log about requests that work here, and may fail or lose data at Zoho.

use chrono::TimeDelta;
use reqwest::Method;
use serde_json::{Value, json};

use crate::client::{Api, send};

/// The warnings of the last request.
fn last(api: &Api) -> Vec<String> {
    api.sandbox.log().exchanges().last().unwrap().warnings()
}

#[track_caller]
fn warned(api: &Api, words: &str) {
    let warnings = last(api);
    assert!(
        warnings.iter().any(|warning| warning.contains(words)),
        "no `{words}` in {warnings:?}"
    );
}

#[track_caller]
fn silent(api: &Api) {
    assert_eq!(last(api), [""; 0]);
}

#[tokio::test]
async fn misspelt_fields_are_reported_also_when_they_are_why_a_request_is_refused() {
    let api = Api::start().await;
    let project = api.project("One", json!({})).await;
    silent(&api);
    let comments = project.path("/comments");
    api.post(&comments, json!({ "descriptoin": "x" }))
        .await
        .refused(400, 2);
    let exchange = api.sandbox.log().exchanges().last().unwrap().clone();
    assert_eq!(exchange.unread(), ["descriptoin"]);
    warned(&api, "did you mean `description`?");

    // Fields that the operation has, but did not come to, are not among them.
    let body = json!({
        "project_name": "x", "customer_id": "77", "billing_type": "based_on_task_hours",
        "tasks": [{ "task_nam": "y" }], "users": [],
    });
    api.post("/projects", body).await.refused(404, 1002);
    let exchange = api.sandbox.log().exchanges().last().unwrap().clone();
    assert_eq!(exchange.unread(), ["tasks[0].task_nam"]);

    let update = json!({ "description": "x", "billing_typ": "y" });
    api.put(&project.path(""), update).await.expect(200);
    warned(&api, "did you mean `billing_type`?");
}

#[tokio::test]
async fn lists_without_dates_or_without_their_other_pages_are_warned_of() {
    let api = Api::start().await;
    api.get("/projects/timeentries").await.expect(200);
    warned(&api, "filter_by=Date.All");
    for query in [
        "filter_by=Date.All",
        "from_date=2026-01-01",
        "to_date=2026-03-31",
    ] {
        api.get(&format!("/projects/timeentries?{query}"))
            .await
            .expect(200);
        silent(&api);
    }
    let page = async |query: &str| {
        let list = api.get(&format!("/projects?per_page=1{query}")).await;
        list.expect(200)["page_context"]["has_more_page"].clone()
    };
    assert_eq!(page("").await, true);
    let first = api.sandbox.log().exchanges().last().unwrap().clone();
    warned(&api, "only page 1");
    assert_eq!(page("&page=2&sort_order=A").await, false);
    assert_eq!(first.warnings().len(), 1, "that was another list");
    assert_eq!(page("&page=2").await, false);
    assert_eq!(first.warnings(), [""; 0]);
}

#[tokio::test]
async fn tokens_are_not_to_be_fetched_while_the_last_one_lives() {
    let api = Api::start().await;
    let demo = api.sandbox.demo().clone();
    let url = format!("{}/oauth/v2/token", api.sandbox.accounts_url());
    let form = [
        ("grant_type", "refresh_token"),
        ("client_id", &*demo.client_id),
        ("client_secret", &demo.client_secret),
        ("refresh_token", &demo.refresh_token),
    ];
    let refresh = async || {
        let answer: Value = send(api.http().post(&url).form(&form)).await.expect(200);
        assert!(answer["access_token"].is_string(), "{answer}");
    };
    // The demo's timer is over.
    api.sandbox.clock().advance(TimeDelta::hours(2));
    refresh().await;
    silent(&api);
    refresh().await;
    warned(
        &api,
        "the last access token is valid for another 60 minutes",
    );
    api.sandbox.clock().advance(TimeDelta::minutes(56));
    refresh().await;
    silent(&api);

    api.sandbox.clock().advance(TimeDelta::hours(2));
    send(api.http().post(&url).query(&form)).await.expect(200);
    warned(&api, "client_secret, refresh_token in the query");
}

#[tokio::test]
async fn implausible_time_is_logged_with_a_warning() {
    let api = Api::start().await;
    let project = api.project("One", json!({})).await;
    let log = async |more: Value| {
        api.log_with(&project, more).await;
        last(&api)
    };
    let plain = log(json!({ "log_time": "12:00" })).await;
    assert_eq!(plain, [""; 0]);
    log(json!({ "log_time": "12:01" })).await;
    warned(&api, "more than 24 hours");
    log(json!({ "log_time": "01:00", "log_date": "2030-01-01" })).await;
    warned(&api, "dated 2030-01-01");
    log(json!({ "log_time": "09:00", "begin_time": "08:00", "end_time": "09:00", "log_date": "2026-03-01" })).await;
    warned(&api, "log_time 09:00 beside begin_time");
    let blank = log(
        json!({ "log_time": " ", "begin_time": "08:00", "end_time": "09:00", "log_date": "2026-03-02" }),
    )
    .await;
    assert_eq!(blank, [""; 0]);
    let id: u64 = project.id.parse().unwrap();
    log(json!({ "project_id": id, "log_time": "01:00", "log_date": "2026-03-03" })).await;
    warned(&api, "project_id: a number where text is documented");

    let theirs = json!({ "user_id": api.user(1), "log_time": "01:00", "log_date": "2026-03-01" });
    let entry = api.log_with(&project, theirs).await;
    silent(&api);
    api.post(
        &format!("/projects/timeentries/{entry}/timer/start"),
        json!({}),
    )
    .await
    .expect(200);
    warned(&api, "the timer is theirs too");
}

#[tokio::test]
async fn bodies_and_ids_in_the_wrong_place_are_warned_of() {
    let api = Api::start().await;
    let list = api
        .request(Method::GET, "/projects")
        .json(&json!({ "page": 2 }));
    send(list).await.expect(200);
    warned(&api, "the body of a GET is ignored");
    let delete = api
        .request(Method::DELETE, "/projects/timeentries")
        .json(&json!({ "time_entry_ids": "1" }));
    send(delete).await.refused(400, 2);
    warned(&api, "the body of a DELETE is ignored");
    warned(&api, "no time_entry_ids");
    let untyped = api
        .request(Method::POST, "/projects")
        .header("content-type", "application/x-www-form-urlencoded")
        .body("{\"project_name\":\"x\"}");
    send(untyped).await.refused(400, 11);
    warned(&api, "content type is that of a form");
}

#[tokio::test]
async fn paths_of_other_apis_are_explained() {
    let api = Api::start().await;
    for (path, expected) in [
        (
            "/projects/77/timeentries",
            "GET /books/v3/projects/timeentries?project_id=77 (list_time_entries)",
        ),
        (
            "/contacts",
            "/books/v3/contacts exists at Zoho, not in this sandbox",
        ),
    ] {
        api.get(path).await.refused(404, 5);
        let near = api.sandbox.log().exchanges().last().unwrap().near_misses();
        assert_eq!(near, [expected]);
    }
}
