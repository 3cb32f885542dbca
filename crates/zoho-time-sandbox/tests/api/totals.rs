use reqwest::Method;
use serde_json::{Value, json};

use crate::client::{Api, Project};

/// Logs 1:20 billable by the first user, 0:50 billable by the second, and 2:00 not billable.
async fn work(api: &Api, project: &Project) {
    let entries = [
        json!({ "log_time": "01:20" }),
        json!({ "log_time": "00:50", "user_id": api.user(1) }),
        json!({ "log_time": "02:00", "is_billable": false }),
    ];
    for more in entries {
        api.log_with(project, more).await;
    }
}

async fn totals(api: &Api, project: &Project) -> Value {
    api.get(&project.path("")).await.expect(200)["project"].clone()
}

#[track_caller]
fn check(project: &Value, expected: &[(&str, Value)]) {
    for (field, value) in expected {
        assert_eq!(&project[*field], value, "{field}");
    }
}

#[tokio::test]
async fn project_hours_count_at_the_rate_of_the_project() {
    let api = Api::start().await;
    let billing = json!({ "billing_type": "based_on_project_hours", "rate": "100" });
    let project = api.project("Hours", billing).await;
    work(&api, &project).await;
    check(
        &totals(&api, &project).await,
        &[
            ("total_hours", json!("04:10")),
            ("billable_hours", json!("02:10")),
            ("un_billed_hours", json!("02:10")),
            ("billed_hours", json!("00:00")),
            ("non_billable_hours", json!("02:00")),
            ("total_amount", json!(216.67)),
            ("billable_amount", json!(216.67)),
            ("un_billed_amount", json!(216.67)),
            ("billed_amount", json!(0)),
            ("non_billable_amount", json!(200)),
        ],
    );
}

#[tokio::test]
async fn staff_hours_count_at_the_rate_of_each_user() {
    let api = Api::start().await;
    let billing = json!({
        "billing_type": "based_on_staff_hours",
        "users": [
            { "user_id": api.user(0), "rate": "70.10" },
            { "user_id": api.user(1), "rate": 55 },
        ],
    });
    let project = api.project("Staff", billing).await;
    work(&api, &project).await;
    // 80 × 70.10 / 60 + 50 × 55 / 60 = 93.4666… + 45.8333… = 139.30
    let expected = [
        ("total_amount", json!(139.3)),
        ("non_billable_amount", json!(140.2)),
    ];
    check(&totals(&api, &project).await, &expected);
    // The time of a user who leaves the project keeps its amount.
    api.delete(&project.path(&format!("/users/{}", api.user(1))))
        .await
        .expect(200);
    check(&totals(&api, &project).await, &expected);
}

#[tokio::test]
async fn task_hours_count_at_the_rate_of_each_task() {
    let api = Api::start().await;
    let project = api.project("Tasks", json!({})).await;
    work(&api, &project).await;
    let other = json!({ "task_name": "Other", "rate": "33.33" });
    let other = api.post(&project.path("/tasks"), other).await.expect(201);
    let more = json!({ "task_id": other["task"]["task_id"], "log_time": "00:10" });
    api.log_with(&project, more).await;
    // 130 × 60 / 60 + 10 × 33.33 / 60 = 130 + 5.555
    let got = totals(&api, &project).await;
    check(
        &got,
        &[
            ("total_amount", json!(135.56)),
            ("total_hours", json!("04:20")),
        ],
    );
    assert_eq!(got["tasks"][0]["total_hours"], "04:10");
    assert_eq!(got["tasks"][0]["non_billable_hours"], "02:00");
    assert_eq!(got["tasks"][1]["un_billed_hours"], "00:10");
    assert_eq!(got["users"][1]["total_hours"], "00:50");
}

#[tokio::test]
async fn a_fixed_price_counts_whole_whatever_was_worked() {
    let api = Api::start().await;
    let billing = json!({ "billing_type": "fixed_cost_for_project", "rate": "5000.50" });
    let project = api.project("Fixed", billing).await;
    work(&api, &project).await;
    check(
        &totals(&api, &project).await,
        &[
            ("total_hours", json!("04:10")),
            ("total_amount", json!(5000.5)),
            // The hours themselves are worth nothing, as live servers have it.
            ("billable_amount", json!(0)),
            ("un_billed_amount", json!(5000.5)),
            ("billed_amount", json!(0)),
            ("non_billable_amount", json!(0)),
        ],
    );
    let body = json!({ "project_id": project.id });
    let invoice = api
        .control(Method::POST, "invoices", body)
        .await
        .expect(201);
    assert_eq!(invoice["total"], "5000.5");
    let expected = [
        ("billed_amount", json!(5000.5)),
        ("un_billed_amount", json!(0)),
    ];
    check(&totals(&api, &project).await, &expected);
}

#[tokio::test]
async fn invoiced_time_moves_from_unbilled_to_billed() {
    let api = Api::start().await;
    let project = api.project("Billed", json!({})).await;
    work(&api, &project).await;
    let path = format!(
        "/projects/timeentries?project_id={}&user_id={}",
        project.id,
        api.user(1)
    );
    let first = api.get(&path).await.expect(200)["time_entries"][0]["time_entry_id"].clone();
    let body = json!({ "project_id": project.id, "time_entry_ids": [first], "status": "paid" });
    let invoice = api
        .control(Method::POST, "invoices", body)
        .await
        .expect(201);
    assert_eq!(invoice["total"], "50");
    check(
        &totals(&api, &project).await,
        &[
            ("billed_hours", json!("00:50")),
            ("un_billed_hours", json!("01:20")),
            ("billed_amount", json!(50)),
            ("un_billed_amount", json!(80)),
            ("total_amount", json!(130)),
        ],
    );
    let task = api.get(&project.path("/tasks")).await.expect(200)["tasks"][0].clone();
    assert_eq!(
        (&task["billed_hours"], &task["log_time"]),
        (&json!("00:50"), &json!("04:10"))
    );

    let listed = api.get(&project.path("/invoices")).await.expect(200);
    assert_eq!(listed["invoices"][0]["total"], "50.00");
    assert_eq!(listed["invoices"][0]["balance"], "0.00");
    assert_eq!(listed["invoices"][0]["due_date"], "2026-04-03");
}
