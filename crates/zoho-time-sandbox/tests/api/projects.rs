use reqwest::Method;
use serde_json::json;

use crate::client::{Api, column, send, text};

#[tokio::test]
async fn a_project_is_created_with_its_tasks_and_users() {
    let api = Api::start().await;
    let body = json!({
        "project_name": "Quay wall",
        "customer_id": api.customer(),
        "billing_type": "based_on_staff_hours",
        "description": "Stones.",
        "rate": " ",
        "budget_type": "hours_per_staff",
        "cost_budget_amount": 9500.5,
        "tasks": [{ "task_name": "Dig", "rate": "80.00", "budget_hours": "16" }],
        "users": [{ "user_id": api.user(1), "rate": "70.25", "cost_rate": 41.25, "budget_hours": 8 }],
    });
    let created = api.post("/projects", body).await.expect(201);
    assert_eq!(created["message"], "The project has been created.");
    let project = &created["project"];
    assert_eq!(project["customer_name"], "Northquay Marine Ltd");
    assert_eq!(project["status"], "active");
    assert_eq!(project["currency_code"], "EUR");
    assert_eq!(project["cost_budget_amount"], "9500.50");
    assert_eq!(project["created_time"], "2026-03-04T13:00:00+0100");
    assert_eq!(project["tasks"][0]["budget_hours"], "16");
    assert_eq!(project["tasks"][0]["rate"], 80);
    assert_eq!(project["users"][0]["user_name"], "Bo Lindqvist");
    assert_eq!(project["users"][0]["rate"], 70.25);
    assert_eq!(project["users"][0]["cost_rate"], "41.25");
    assert_eq!(project["users"][0]["budget_hours"], "8");

    let path = format!("/projects/{}", text(project, "project_id"));
    let got = api.get(&path).await.expect(200);
    assert_eq!(got["message"], "success");
    assert_eq!(&got["project"], project);
}

#[tokio::test]
async fn an_update_changes_only_what_it_names() {
    let api = Api::start().await;
    let project = api
        .project("Quay wall", json!({ "description": "Stones." }))
        .await;
    let updated = api
        .put(&project.path(""), json!({ "description": "More stones." }))
        .await
        .expect(200);
    assert_eq!(
        updated["message"],
        "The project information has been updated."
    );
    assert_eq!(updated["project"]["project_name"], "Quay wall");
    assert_eq!(updated["project"]["description"], "More stones.");
    assert_eq!(updated["project"]["tasks"][0]["task_name"], "Work");

    let tasks = json!({ "tasks": [{ "task_name": "Work", "rate": 75 }, { "task_name": "Rest" }] });
    let updated = api.put(&project.path(""), tasks).await.expect(200);
    assert_eq!(
        column(&updated["project"]["tasks"], "task_name"),
        ["Work", "Rest"]
    );
    assert_eq!(updated["project"]["tasks"][0]["rate"], 75);
    assert_eq!(updated["project"]["users"].as_array().unwrap().len(), 3);
}

#[tokio::test]
async fn a_project_is_deleted_with_everything_in_it() {
    let api = Api::start().await;
    let project = api.project("Quay wall", json!({})).await;
    let entry = api.log(&project, "2026-03-04", "01:00").await;
    let deleted = api.delete(&project.path("")).await.expect(200);
    assert_eq!(
        deleted,
        json!({ "code": 0, "message": "The project has been deleted." })
    );
    api.get(&project.path("")).await.refused(404, 1002);
    api.get(&format!("/projects/timeentries/{entry}"))
        .await
        .refused(404, 1002);
}

#[tokio::test]
async fn a_project_with_an_expense_or_invoice_is_kept() {
    let api = Api::start().await;
    let demo = api.sandbox.demo();
    let (invoiced, other) = (&demo.projects[1], &demo.projects[0]);
    let message = api
        .delete(&format!("/projects/{invoiced}"))
        .await
        .refused(400, 20077);
    assert_eq!(
        message,
        "Expenses have been recorded for this project, so it cannot be deleted."
    );
    api.sandbox.record_expense(other).await.unwrap();
    api.delete(&format!("/projects/{other}"))
        .await
        .refused(400, 20077);
}

#[tokio::test]
async fn a_project_goes_to_sleep_and_wakes_up() {
    let api = Api::start().await;
    let project = api.project("Quay wall", json!({})).await;
    for _ in 0..2 {
        let done = api
            .post(&project.path("/inactive"), json!({}))
            .await
            .expect(200);
        assert_eq!(
            done["message"],
            "The selected projects have been marked as inactive."
        );
        assert_eq!(
            api.get(&project.path("")).await.expect(200)["project"]["status"],
            "inactive"
        );
    }
    let body = api.entry(&project, json!({ "log_time": "01:00" }));
    api.post("/projects/timeentries", body.clone())
        .await
        .refused(400, 4);
    let done = send(api.request(Method::POST, &project.path("/active")))
        .await
        .expect(200);
    assert_eq!(
        done["message"],
        "The selected Projects have been marked as active."
    );
    api.post("/projects/timeentries", body).await.expect(201);
}

#[tokio::test]
async fn a_clone_has_the_tasks_and_users_but_no_time() {
    let api = Api::start().await;
    let original = api.sandbox.demo().projects[0].clone();
    let path = format!("/projects/{original}/clone");
    let cloned = api
        .post(&path, json!({ "project_name": "Second crane" }))
        .await
        .expect(200);
    assert_eq!(cloned["message"], "Project has been cloned successfully.");
    let copy = &cloned["project"];
    assert_ne!(copy["project_id"], original.as_str());
    assert_eq!(copy["description"], "New drive, new cabin, new paint.");
    assert_eq!(copy["billing_type"], "based_on_task_hours");
    assert_eq!(copy["budget_type"], "total_project_hours");
    assert_eq!(column(&copy["tasks"], "task_name"), ["Survey", "Drive"]);
    assert_eq!(
        column(&copy["users"], "user_name"),
        ["Ada Keller", "Bo Lindqvist"]
    );
    assert_eq!(copy["users"][1]["rate"], 55);
    assert_eq!(copy["total_hours"], "00:00");
    assert_eq!(copy["total_amount"], 0);
    api.post(&path, json!({})).await.refused(400, 2);
}

#[tokio::test]
async fn a_custom_field_finds_a_project_or_makes_one() {
    let api = Api::start().await;
    let put = |key: &str, value: &str, upsert: Option<&str>, body: serde_json::Value| {
        let request = api
            .request(Method::PUT, "/projects")
            .header("X-Unique-Identifier-Key", key)
            .header("X-Unique-Identifier-Value", value)
            .json(&body);
        send(match upsert {
            Some(upsert) => request.header("X-Upsert", upsert),
            None => request,
        })
    };
    let key = "cf_contract_number";
    let renamed = json!({ "project_name": "Crane, phase 2" });
    let updated = put(key, "C-2041", None, renamed.clone()).await.expect(200);
    assert_eq!(
        updated["project"]["project_id"],
        api.sandbox.demo().projects[0].as_str()
    );
    assert_eq!(updated["project"]["project_name"], "Crane, phase 2");

    put(key, "C-1", None, renamed.clone())
        .await
        .refused(404, 1002);
    put(key, "C-1", Some("true"), renamed.clone())
        .await
        .refused(400, 2);
    let whole = json!({
        "project_name": "New", "customer_id": api.customer(), "billing_type": "based_on_task_hours",
    });
    let created = put(key, "C-1", Some("true"), whole).await.expect(200);
    assert_eq!(created["message"], "The project has been created.");
    let again = put(key, "C-1", None, renamed.clone()).await.expect(200);
    assert_eq!(
        again["project"]["project_id"],
        created["project"]["project_id"]
    );

    api.control(
        Method::POST,
        "custom_fields",
        json!({ "api_name": "cf_colour" }),
    )
    .await
    .expect(201);
    for (key, upsert) in [
        ("cf_colour", None),
        ("cf_unknown", None),
        (key, Some("perhaps")),
    ] {
        put(key, "C-2041", upsert, renamed.clone())
            .await
            .refused(400, 2);
    }
    let request = api.request(Method::PUT, "/projects").json(&renamed);
    let message = send(request).await.refused(400, 2);
    assert_eq!(message, "Invalid value passed for X-Unique-Identifier-Key");
}

#[tokio::test]
async fn a_unique_value_belongs_to_one_project() {
    let api = Api::start().await;
    let value =
        json!({ "custom_fields": [{ "api_name": "cf_contract_number", "value": "C-2041" }] });
    let project = api.project("Quay wall", json!({})).await;
    let message = api.put(&project.path(""), value).await.refused(400, 2);
    assert_eq!(message, "Invalid value passed for cf_contract_number");
}

#[tokio::test]
async fn a_rate_is_needed_where_the_project_has_one() {
    let api = Api::start().await;
    for billing_type in ["fixed_cost_for_project", "based_on_project_hours"] {
        let mut body = json!({
            "project_name": "Quay wall", "customer_id": api.customer(), "billing_type": billing_type,
        });
        let message = api.post("/projects", body.clone()).await.refused(400, 2);
        assert_eq!(message, "Invalid value passed for rate");
        body["rate"] = "12.5".into();
        assert_eq!(
            api.post("/projects", body).await.expect(201)["project"]["rate"],
            12.5
        );
    }
    let project = api.project("By task", json!({})).await;
    let change = json!({ "billing_type": "fixed_cost_for_project" });
    api.put(&project.path(""), change).await.refused(400, 2);
}

#[tokio::test]
async fn a_refused_request_leaves_no_trace() {
    let api = Api::start().await;
    let before = api.get("/projects").await.expect(200);
    let body = json!({
        "project_name": "Half", "customer_id": api.customer(),
        "billing_type": "based_on_task_hours",
        "tasks": [{ "task_name": "Fine" }, { "task_name": "Bad", "rate": "-1" }],
    });
    api.post("/projects", body).await.refused(400, 20004);
    assert_eq!(api.get("/projects").await.expect(200), before);
}
