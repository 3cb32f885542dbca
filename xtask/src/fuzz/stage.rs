//! What the sandbox needs before the test: a clock that stands still, so that the token holds, and a
//! project that nobody takes away, so that time can be logged.

use serde_json::{Value, json};

use super::FuzzError;

/// The token and the organisation that every sandbox begins with.
pub(super) const TOKEN: &str = "1000.sandbox-demo.access-token";
pub(super) const ORGANIZATION: &str = "10234695";

/// The ids that requests can count on.
#[derive(Debug)]
pub(super) struct Stage {
    pub(super) project: String,
    pub(super) task: String,
    pub(super) entry: String,
}

impl Stage {
    /// Sets a sandbox up.
    pub(super) fn set(url: &str) -> Result<Self, FuzzError> {
        let failed = |reason: String| FuzzError::Stage {
            url: url.to_owned(),
            reason,
        };
        tokio::runtime::Builder::new_current_thread()
            .enable_all()
            .build()
            .map_err(|error| failed(error.to_string()))?
            .block_on(set(url))
            .map_err(|error| failed(error.to_string()))
    }
}

async fn set(url: &str) -> Result<Stage, reqwest::Error> {
    let http = reqwest::Client::new();
    let send = async |request: reqwest::RequestBuilder, body: Value| {
        let answer = request
            .bearer_auth(TOKEN)
            // A planted bug is not for what the test rests on.
            .header("X-Without-Bug", "true")
            .json(&body)
            .send()
            .await?;
        answer.error_for_status()?.json::<Value>().await
    };
    let clock = http.put(format!("{url}/_sandbox/clock"));
    send(clock, json!({ "frozen": true })).await?;
    let field = http.post(format!("{url}/_sandbox/custom_fields"));
    // With --url, the field may be there from the last run.
    let _ = send(field, json!({ "api_name": "cf_outside_test" })).await;
    let projects = http
        .post(format!("{url}/books/v3/projects"))
        .query(&[("organization_id", ORGANIZATION)]);
    let created = send(
        projects,
        json!({
            "project_name": "Outside test",
            "customer_id": "982000000000017001",
            "billing_type": "based_on_task_hours",
            "tasks": [{ "task_name": "Whatever comes" }],
            "users": [
                { "user_id": "982000000000018001" },
                { "user_id": "982000000000018003" },
            ],
        }),
    )
    .await?;
    let project = text(&created, "/project/project_id");
    let task = text(&created, "/project/tasks/0/task_id");
    let entries = http
        .post(format!("{url}/books/v3/projects/timeentries"))
        .query(&[("organization_id", ORGANIZATION)]);
    let logged = send(
        entries,
        json!({
            "project_id": project,
            "task_id": task,
            "user_id": "982000000000018001",
            "log_date": "2026-03-04",
            "log_time": "01:00",
        }),
    )
    .await?;
    Ok(Stage {
        project,
        task,
        entry: text(&logged, "/time_entry/time_entry_id"),
    })
}

fn text(answer: &Value, pointer: &str) -> String {
    let value = answer.pointer(pointer).and_then(Value::as_str);
    value.unwrap_or_default().to_owned()
}
