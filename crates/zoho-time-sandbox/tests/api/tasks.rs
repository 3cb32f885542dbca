use serde_json::json;

use crate::client::{Api, text};

#[tokio::test]
async fn a_task_lives_from_adding_to_deleting() {
    let api = Api::start().await;
    let project = api.project("Quay wall", json!({})).await;
    let body = json!({ "task_name": "Painting", "description": "Two coats.", "rate": 64.5, "budget_hours": "24" });
    let added = api.post(&project.path("/tasks"), body).await.expect(201);
    assert_eq!(added["message"], "The task has been added.");
    assert_eq!(added["task"]["log_time"], "00:00");
    assert_eq!(added["task"]["currency_id"], 982_000_000_000_000_103_i64);
    let path = project.path(&format!("/tasks/{}", text(&added["task"], "task_id")));

    let got = api.get(&path).await.expect(200);
    assert_eq!(got["task"]["rate"], 64.5);
    assert_eq!(got["task"]["is_billable"], true);

    let change = json!({ "task_name": "Painting", "is_billable": false });
    let updated = api.put(&path, change).await.expect(200);
    assert_eq!(updated["message"], "The task information has been updated.");
    let got = api.get(&path).await.expect(200);
    assert_eq!(got["task"]["is_billable"], false);
    assert_eq!(got["task"]["description"], "Two coats.");
    let message = api
        .put(&path, json!({ "description": "No name." }))
        .await
        .refused(400, 2);
    assert_eq!(message, "Invalid value passed for task_name");

    let deleted = api.delete(&path).await.expect(200);
    assert_eq!(
        deleted["message"],
        "The task has been deleted successfully."
    );
    api.get(&path).await.refused(404, 1002);
}

#[tokio::test]
async fn a_task_takes_its_time_with_it_unless_that_was_invoiced() {
    let api = Api::start().await;
    let project = api.project("Quay wall", json!({})).await;
    let entry = api.log(&project, "2026-03-04", "01:00").await;
    let other = api
        .post(&project.path("/tasks"), json!({ "task_name": "Other" }))
        .await
        .expect(201);
    let other_path = project.path(&format!("/tasks/{}", text(&other["task"], "task_id")));
    api.delete(&other_path).await.expect(200);

    let invoice = json!({ "project_id": project.id });
    api.control(reqwest::Method::POST, "invoices", invoice)
        .await
        .expect(201);
    let path = project.path(&format!("/tasks/{}", project.task));
    api.delete(&path).await.refused(400, 4);
    api.get(&format!("/projects/timeentries/{entry}"))
        .await
        .expect(200);
}

#[tokio::test]
async fn the_time_on_a_task_is_counted_and_deleted_with_that_task_alone() {
    let api = Api::start().await;
    let project = api.project("Quay wall", json!({})).await;
    let neighbour = api.project("Boathouse", json!({})).await;
    let added = api
        .post(&project.path("/tasks"), json!({ "task_name": "Other" }))
        .await
        .expect(201);
    let other = text(&added["task"], "task_id");
    let other_path = project.path(&format!("/tasks/{other}"));
    let kept = api.log(&project, "2026-03-04", "01:00").await;
    let kept_next_door = api.log(&neighbour, "2026-03-04", "03:00").await;
    let mut lost = Vec::new();
    for time in ["02:00", "00:30"] {
        let more = json!({ "task_id": other, "log_time": time });
        lost.push(api.log_with(&project, more).await);
    }

    let listed = api.get(&project.path("/tasks")).await.expect(200);
    let times = listed["tasks"].as_array().unwrap().iter();
    let times: Vec<_> = times.map(|task| text(task, "log_time")).collect();
    assert_eq!(times, ["02:30", "01:00"]); // by name

    api.delete(&other_path).await.expect(200);
    let path = |entry: &str| format!("/projects/timeentries/{entry}");
    for entry in lost {
        api.get(&path(&entry)).await.refused(404, 1002);
    }
    for entry in [kept, kept_next_door] {
        api.get(&path(&entry)).await.expect(200);
    }
}

#[tokio::test]
async fn a_task_belongs_to_its_project() {
    let api = Api::start().await;
    let (one, other) = (
        api.project("One", json!({})).await,
        api.project("Other", json!({})).await,
    );
    let foreign = other.path(&format!("/tasks/{}", one.task));
    api.get(&foreign).await.refused(404, 1002);
    api.put(&foreign, json!({ "task_name": "Mine" }))
        .await
        .refused(404, 1002);
    api.delete(&foreign).await.refused(404, 1002);
}
