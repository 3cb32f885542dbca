use serde_json::{Value, json};

use crate::client::{Api, column};

const PATH: &str = "/projects/timeentries";

#[tokio::test]
async fn time_is_logged_by_duration_or_by_begin_and_end() {
    let api = Api::start().await;
    let project = api.project("Quay wall", json!({})).await;
    let log = async |more: Value| api.post(PATH, api.entry(&project, more)).await;

    let logged = log(json!({ "log_time": "07:30", "begin_time": "", "notes": "Dug." }))
        .await
        .expect(201);
    assert_eq!(logged["message"], "Your timesheet entry has been added.");
    let entry = &logged["time_entry"];
    assert_eq!(entry["log_time"], "07:30");
    assert_eq!(entry["begin_time"], "");
    assert_eq!(entry["user_name"], "Ada Keller");
    assert_eq!(entry["project_name"], "Quay wall");
    assert_eq!(entry["is_billable"], true);
    assert_eq!(entry["billed_status"], "unbilled");
    assert_eq!(entry["invoice_id"], "");
    assert_eq!(entry["notes"], "Dug.");

    let both = json!({ "begin_time": "8:30", "end_time": "15:00", "log_time": " " });
    let logged = log(both).await.expect(201);
    assert_eq!(logged["time_entry"]["log_time"], "06:30");
    assert_eq!(logged["time_entry"]["begin_time"], "08:30");
    let contradicting = json!({ "begin_time": "10:00", "end_time": "12:00", "log_time": "05:00" });
    assert_eq!(
        log(contradicting).await.expect(201)["time_entry"]["log_time"],
        "02:00"
    );

    for (more, field) in [
        (json!({}), "log_time"),
        (json!({ "log_time": "7.5" }), "log_time"),
        (json!({ "log_time": "00:60" }), "log_time"),
        (json!({ "log_time": "-01:00" }), "log_time"),
        (json!({ "begin_time": "10:00" }), "end_time"),
        (json!({ "end_time": "10:00" }), "begin_time"),
        (
            json!({ "begin_time": "10:00", "end_time": "10:00" }),
            "end_time",
        ),
        (
            json!({ "begin_time": "10:00", "end_time": "09:00" }),
            "end_time",
        ),
        (
            json!({ "begin_time": "24:00", "end_time": "09:00" }),
            "begin_time",
        ),
        (
            json!({ "log_time": "01:00", "log_date": "04.03.2026" }),
            "log_date",
        ),
        (
            json!({ "log_time": "01:00", "log_date": "2026-02-30" }),
            "log_date",
        ),
        (json!({ "log_time": "01:00", "log_date": " " }), "log_date"),
        (
            json!({ "log_time": "01:00", "is_billable": "maybe" }),
            "is_billable",
        ),
    ] {
        let message = log(more.clone()).await.refused(400, 2);
        assert_eq!(
            message,
            format!("Invalid value passed for {field}"),
            "{more}"
        );
    }
}

#[tokio::test]
async fn task_user_and_project_must_belong_together() {
    let api = Api::start().await;
    let project = api
        .project("One", json!({ "users": [{ "user_id": api.user(0) }] }))
        .await;
    let other = api.project("Other", json!({})).await;
    let log = async |more: Value| {
        let mut entry = api.entry(&project, more);
        entry["log_time"] = "01:00".into();
        api.post(PATH, entry).await
    };
    let message = log(json!({ "task_id": other.task }))
        .await
        .refused(404, 1002);
    assert_eq!(
        message,
        "This task does not exist in this project. Hence, this timesheet entry cannot be made"
    );
    assert_eq!(
        log(json!({ "project_id": "77" })).await.refused(404, 1002),
        "Project does not exist."
    );
    assert_eq!(
        log(json!({ "user_id": "77" })).await.refused(404, 1002),
        "User does not exist."
    );
    let message = log(json!({ "user_id": api.user(1) }))
        .await
        .refused(404, 1002);
    assert_eq!(
        message,
        "This user is not assigned to this project. Hence, this timesheet entry cannot be made"
    );
    log(json!({ "task_id": "Survey" })).await.refused(400, 2);
}

#[tokio::test]
async fn an_entry_is_billable_as_its_task_unless_it_says() {
    let api = Api::start().await;
    let project = api.project("One", json!({})).await;
    let task = project.path(&format!("/tasks/{}", project.task));
    api.put(&task, json!({ "task_name": "Work", "is_billable": false }))
        .await
        .expect(200);
    for (more, billable) in [
        (json!({}), false),
        (json!({ "is_billable": true }), true),
        (json!({ "is_billable": "true" }), true),
    ] {
        let mut entry = api.entry(&project, more);
        entry["log_time"] = "01:00".into();
        assert_eq!(
            api.post(PATH, entry).await.expect(201)["time_entry"]["is_billable"],
            billable
        );
    }
}

#[tokio::test]
async fn an_update_changes_what_it_names_and_keeps_the_rest() {
    let api = Api::start().await;
    let project = api.project("One", json!({})).await;
    let id = api
        .log_with(
            &project,
            json!({ "begin_time": "08:00", "end_time": "09:00", "notes": "First", "cost_rate": 7 }),
        )
        .await;
    let path = format!("{PATH}/{id}");
    let updated = api
        .put(
            &path,
            api.entry(&project, json!({ "log_date": "2026-03-03" })),
        )
        .await
        .expect(200);
    assert_eq!(
        updated["message"],
        "The timesheet's information has been updated."
    );
    let entry = &updated["time_entry"];
    assert_eq!(entry["log_date"], "2026-03-03");
    assert_eq!(
        (&entry["log_time"], &entry["begin_time"]),
        (&json!("01:00"), &json!("08:00"))
    );
    assert_eq!(
        (&entry["notes"], &entry["cost_rate"]),
        (&json!("First"), &json!("7.00"))
    );

    let updated = api
        .put(&path, api.entry(&project, json!({ "log_time": "00:20" })))
        .await
        .expect(200);
    assert_eq!(updated["time_entry"]["log_time"], "00:20");
    assert_eq!(updated["time_entry"]["begin_time"], "");

    // Each field by itself, as clients have done with the live servers.
    let other = api.project("Two", json!({})).await;
    let place = json!({ "project_id": other.id, "task_id": other.task });
    for (change, field, expected) in [
        (json!({ "notes": "Second" }), "notes", json!("Second")),
        (json!({ "notes": null }), "notes", json!("Second")),
        (
            json!({ "log_date": "2026-03-02" }),
            "log_date",
            json!("2026-03-02"),
        ),
        (
            json!({ "user_id": api.user(1) }),
            "user_id",
            json!(api.user(1)),
        ),
        (
            json!({ "is_billable": "false" }),
            "is_billable",
            json!(false),
        ),
        (place, "task_id", json!(other.task)),
        (json!({}), "log_time", json!("00:20")),
    ] {
        let updated = api.put(&path, change.clone()).await.expect(200);
        assert_eq!(updated["time_entry"][field], expected, "{change}");
        assert_eq!(updated["time_entry"]["log_time"], "00:20", "{change}");
    }
    // What is named has to belong to what stays.
    for change in [
        json!({ "task_id": project.task }),
        json!({ "project_id": project.id }),
    ] {
        api.put(&path, change).await.refused(404, 1002);
    }
    api.put(&path, json!({ "log_date": "soon" }))
        .await
        .refused(400, 2);
}

#[tokio::test]
async fn invoiced_time_cannot_change() {
    let api = Api::start().await;
    let project = api.project("One", json!({})).await;
    let id = api.log(&project, "2026-03-04", "01:00").await;
    let free = api.log(&project, "2026-03-04", "02:00").await;
    let (project_id, entry_id) = (project.id.parse().unwrap(), id.parse().unwrap());
    let invoice = api.sandbox.invoice(&project_id, &[entry_id]).await.unwrap();
    let path = format!("{PATH}/{id}");
    let entry = api.get(&path).await.expect(200)["time_entry"].clone();
    assert_eq!(entry["billed_status"], "invoiced");
    assert_eq!(entry["invoice_id"], invoice.as_str());

    api.put(&path, api.entry(&project, json!({ "log_time": "09:00" })))
        .await
        .refused(400, 4);
    api.delete(&path).await.refused(400, 4);
    api.post(&format!("{path}/timer/start"), json!({}))
        .await
        .refused(400, 4);
    // Of several, none goes if one has to stay.
    api.delete(&format!("{PATH}?time_entry_ids={free},{id}"))
        .await
        .refused(400, 4);
    api.get(&format!("{PATH}/{free}")).await.expect(200);
    api.sandbox
        .invoice(&project_id, &[id.parse().unwrap()])
        .await
        .unwrap_err();
}

#[tokio::test]
async fn several_are_deleted_by_name_only() {
    let api = Api::start().await;
    let project = api.project("One", json!({})).await;
    let mut ids = Vec::new();
    for _ in 0..4 {
        ids.push(api.log(&project, "2026-03-04", "01:00").await);
    }
    for query in [
        "",
        "?time_entry_ids=",
        "?time_entry_ids=,",
        "?time_entry_ids=1,x",
    ] {
        api.delete(&format!("{PATH}{query}")).await.refused(400, 2);
    }
    api.delete(&format!("{PATH}?time_entry_ids={},77", ids[0]))
        .await
        .refused(404, 1002);
    let deleted = api
        .delete(&format!("{PATH}?time_entry_ids={},{}", ids[0], ids[1]))
        .await
        .expect(200);
    assert_eq!(
        deleted["message"],
        "The selected timesheet entries have been deleted"
    );
    api.delete(&format!(
        "{PATH}?time_entry_ids={}&time_entry_ids={}",
        ids[2], ids[2]
    ))
    .await
    .expect(200);
    let left = api
        .get(&format!("{PATH}?project_id={}", project.id))
        .await
        .expect(200);
    assert_eq!(column(&left["time_entries"], "time_entry_id"), ids[3..]);

    let deleted = api.delete(&format!("{PATH}/{}", ids[3])).await.expect(200);
    assert_eq!(deleted["message"], "The time entry has been deleted.");
    api.delete(&format!("{PATH}/{}", ids[3]))
        .await
        .refused(404, 1002);
}

#[tokio::test]
async fn only_books_shows_what_time_costs() {
    let api = Api::start().await;
    let path = format!("{PATH}?filter_by=Date.Today");
    let books = api.get(&path).await.expect(200);
    assert_eq!(
        column(&books["time_entries"], "cost_amount"),
        ["164.00", "266.50"]
    );
    let billing = api
        .by(zoho_time_sandbox::Product::Billing)
        .get(&path)
        .await
        .expect(200);
    assert_eq!(billing["time_entries"][0].get("cost_rate"), None);
    assert_eq!(billing["time_entries"][0].get("cost_amount"), None);
}
