use chrono::TimeDelta;
use serde_json::{Value, json};

use crate::client::Api;

const RUNNING: &str = "/projects/timeentries/runningtimer/me";
const STOP: &str = "/projects/timeentries/timer/stop";

fn start_of(entry: &str) -> String {
    format!("/projects/timeentries/{entry}/timer/start")
}

#[tokio::test]
async fn a_timer_adds_the_time_it_ran() {
    let api = Api::start().await;
    let project = api.project("One", json!({})).await;
    let id = api
        .log_with(
            &project,
            json!({ "begin_time": "08:00", "end_time": "09:00" }),
        )
        .await;
    let none = api.get(RUNNING).await.expect(200);
    assert_eq!(none, json!({ "code": 0, "message": "success" }));

    let started = api.post(&start_of(&id), json!({})).await.expect(200);
    assert_eq!(started["message"], "The timer has been started.");
    assert_eq!(
        started["time_entry"]["timer_started_at"],
        "2026-03-04T13:00:00+0100"
    );
    assert_eq!(
        started["time_entry"]["timer_started_at_utc_time"],
        "2026-03-04T12:00:00+0000"
    );
    assert_eq!(started["time_entry"]["timer_duration_in_minutes"], "0");

    api.sandbox.clock().advance(TimeDelta::seconds(725));
    let running = api.get(RUNNING).await.expect(200)["time_entry"].clone();
    assert_eq!(running["time_entry_id"], id.as_str());
    assert_eq!(running["log_time"], "01:12");
    assert_eq!(running["timer_duration_in_minutes"], "12");
    assert_eq!(running["timer_duration_in_seconds"], "725");
    // Sums go with it.
    let task = api.get(&project.path("/tasks")).await.expect(200)["tasks"][0].clone();
    assert_eq!(task["log_time"], "01:12");

    let stopped = api.post(STOP, json!({})).await.expect(200);
    assert_eq!(stopped["message"], "Timer has been stopped successfully.");
    let entry = &stopped["time_entry"];
    assert_eq!(entry["log_time"], "01:12");
    assert_eq!(entry["timer_started_at"], "");
    assert_eq!(entry["begin_time"], "");
    api.sandbox.clock().advance(TimeDelta::minutes(20));
    let later = api
        .get(&format!("/projects/timeentries/{id}"))
        .await
        .expect(200);
    assert_eq!(later["time_entry"]["log_time"], "01:12");
}

#[tokio::test]
async fn a_user_has_one_timer() {
    let api = Api::start().await;
    let project = api.project("One", json!({})).await;
    let one = api.log(&project, "2026-03-04", "01:00").await;
    let other = api.log(&project, "2026-03-04", "00:00").await;
    api.post(&start_of(&one), json!({})).await.expect(200);
    let message = api
        .post(&start_of(&one), json!({}))
        .await
        .refused(400, 20050);
    assert_eq!(message, "This timesheet entry is already being timed");

    api.sandbox.clock().advance(TimeDelta::minutes(30));
    api.post(&start_of(&other), json!({})).await.expect(200);
    let first = api
        .get(&format!("/projects/timeentries/{one}"))
        .await
        .expect(200);
    assert_eq!(first["time_entry"]["log_time"], "01:30");
    assert_eq!(first["time_entry"]["timer_started_at"], "");
    assert_eq!(running(&api).await["time_entry_id"], other.as_str());

    // The timer of another user is not affected.
    let theirs = json!({ "user_id": api.user(1), "start_timer": true });
    api.log_with(&project, theirs).await;
    assert_eq!(running(&api).await["time_entry_id"], other.as_str());
    api.post(STOP, json!({})).await.expect(200);
    let message = api.post(STOP, json!({})).await.refused(400, 1002);
    assert_eq!(message, "There is no running timer for this user.");
}

#[tokio::test]
async fn a_running_entry_cannot_be_changed_but_deleted() {
    let api = Api::start().await;
    let project = api.project("One", json!({})).await;
    for start_timer in [json!(true), json!("true")] {
        let id = api
            .log_with(&project, json!({ "start_timer": start_timer }))
            .await;
        let path = format!("/projects/timeentries/{id}");
        let message = api
            .put(&path, api.entry(&project, json!({})))
            .await
            .refused(400, 20054);
        assert_eq!(
            message,
            "This timesheet is being timed. Hence, it cannot be edited"
        );
        api.delete(&path).await.expect(200);
        assert_eq!(api.get(RUNNING).await.expect(200).get("time_entry"), None);
    }
    let body = api.entry(&project, json!({ "start_timer": " " }));
    api.post("/projects/timeentries", body)
        .await
        .refused(400, 2);
}

async fn running(api: &Api) -> Value {
    api.get(RUNNING).await.expect(200)["time_entry"].clone()
}
