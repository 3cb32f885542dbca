//! What the sandbox needs before the test: a clock that stands still, so that the token holds and a
//! seed gives the same run every time, a project that nobody takes away, so that time can be logged,
//! and spare things for the requests that take something away.

use std::collections::BTreeMap;

use reqwest::{Method, RequestBuilder};
use serde_json::{Value, json};

use super::{FuzzError, Product};

/// The token and the organisation that every sandbox begins with.
pub(super) const TOKEN: &str = "1000.sandbox-demo.access-token";
pub(super) const ORGANIZATION: &str = "10234695";

/// The moment at which the clock stands still.
const NOON: &str = "2026-03-04T12:00:00+0000";
/// The name under which all of it is kept.
const SNAPSHOT: &str = "outside-test";
/// How many things there are of each kind for the requests that take one away.
const SPARE: usize = 8;
/// The users of the project.
const USERS: [&str; 2] = ["982000000000018001", "982000000000018003"];

/// What was made: ids by the name that `overlay.yaml` calls them.
#[derive(Debug)]
pub(super) struct Stage {
    ids: BTreeMap<&'static str, Vec<String>>,
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
            .block_on(Hand::new(url).set())
            .map_err(|error| failed(error.to_string()))
    }

    /// Puts the ids in the place of their names, which stand in lists.
    pub(super) fn fill(&self, value: &mut Value) {
        match value {
            Value::Array(items) => {
                *items = std::mem::take(items)
                    .into_iter()
                    .flat_map(|item| self.named(item))
                    .collect();
            }
            Value::Object(members) => members.values_mut().for_each(|value| self.fill(value)),
            _ => {}
        }
    }

    fn named(&self, mut item: Value) -> Vec<Value> {
        match item.as_str().and_then(|name| self.ids.get(name)) {
            Some(ids) => ids.iter().map(|id| json!(id)).collect(),
            None => {
                self.fill(&mut item);
                vec![item]
            }
        }
    }

    /// What `hooks.py` has to know.
    pub(super) fn notes(&self, url: &str, product: Product) -> Value {
        json!({
            "url": url,
            "snapshot": SNAPSHOT,
            "organization": ORGANIZATION,
            "organization_in_query": product.organization_in_query,
            "token": TOKEN,
            "entry": self.ids["ANCHOR_ENTRY"][0],
            "timers": self.ids["TIMERS"],
        })
    }
}

/// What makes things in a sandbox.
struct Hand<'u> {
    url: &'u str,
    http: reqwest::Client,
}

impl<'u> Hand<'u> {
    fn new(url: &'u str) -> Self {
        let http = reqwest::Client::new();
        Self { url, http }
    }

    async fn set(&self) -> Result<Stage, reqwest::Error> {
        let clock = json!({ "frozen": true, "now": NOON });
        self.control(Method::PUT, "clock", clock).await?;
        // With --url, the field may be there from the last run.
        let field = json!({ "api_name": "cf_outside_test" });
        let _ = self.control(Method::POST, "custom_fields", field).await;

        let project = self.project("Outside test").await?;
        let below = format!("/projects/{project}");
        let task = self.task(&below, "Whatever comes").await?;
        let mut ids = BTreeMap::from([
            ("ANCHOR_ENTRY", vec![self.entry(&project, &task, 0).await?]),
            ("RESTING_PROJECT", vec![self.project("Rests").await?]),
        ]);
        // One for each user, so that no timer needs to run anywhere else.
        for user in 0..USERS.len() {
            let entry = self.entry(&project, &task, user).await?;
            ids.entry("TIMERS").or_default().push(entry);
        }
        for number in 0..SPARE {
            let name = format!("Spare {number}");
            let made = [
                ("SPARE_PROJECTS", self.project(&name).await?),
                ("SPARE_TASKS", self.task(&below, &name).await?),
                ("SPARE_USERS", self.user(&below, number).await?),
                ("SPARE_COMMENTS", self.comment(&below, &name).await?),
                ("SPARE_ENTRIES", self.entry(&project, &task, 0).await?),
                ("SELECTED_ENTRIES", self.entry(&project, &task, 0).await?),
                ("TIMED_ENTRIES", self.entry(&project, &task, 0).await?),
            ];
            for (name, id) in made {
                ids.entry(name).or_default().push(id);
            }
        }
        ids.insert("ANCHOR_PROJECT", vec![project]);
        ids.insert("ANCHOR_TASK", vec![task]);
        let snapshot = format!("snapshots/{SNAPSHOT}");
        self.control(Method::PUT, &snapshot, json!({})).await?;
        Ok(Stage { ids })
    }

    async fn project(&self, name: &str) -> Result<String, reqwest::Error> {
        let users: Vec<_> = USERS.map(|user| json!({ "user_id": user })).into();
        let body = json!({
            "project_name": name,
            "customer_id": "982000000000017001",
            "billing_type": "based_on_task_hours",
            "users": users,
        });
        self.make("/projects", body, "/project/project_id").await
    }

    async fn task(&self, project: &str, name: &str) -> Result<String, reqwest::Error> {
        let body = json!({ "task_name": name });
        let path = format!("{project}/tasks");
        self.make(&path, body, "/task/task_id").await
    }

    async fn user(&self, project: &str, number: usize) -> Result<String, reqwest::Error> {
        let email = format!("spare{number}@example.com");
        let body = json!({ "user_name": "Spare", "email": email });
        let path = format!("{project}/users/invite");
        self.make(&path, body, "/users/0/user_id").await
    }

    async fn comment(&self, project: &str, text: &str) -> Result<String, reqwest::Error> {
        let body = json!({ "description": text });
        let path = format!("{project}/comments");
        self.make(&path, body, "/comments/0/comment_id").await
    }

    async fn entry(
        &self,
        project: &str,
        task: &str,
        user: usize,
    ) -> Result<String, reqwest::Error> {
        let body = json!({
            "project_id": project,
            "task_id": task,
            "user_id": USERS[user],
            "log_date": "2026-03-04",
            "log_time": "01:00",
        });
        let id = "/time_entry/time_entry_id";
        self.make("/projects/timeentries", body, id).await
    }

    /// Makes something and returns its id.
    async fn make(&self, path: &str, body: Value, id: &str) -> Result<String, reqwest::Error> {
        let url = format!("{}/books/v3{path}", self.url);
        let request = self.http.post(url);
        let answer = send(request.query(&[("organization_id", ORGANIZATION)]), body).await?;
        let id = answer.pointer(id).and_then(Value::as_str);
        Ok(id.unwrap_or_default().to_owned())
    }

    async fn control(&self, method: Method, path: &str, body: Value) -> Result<(), reqwest::Error> {
        let url = format!("{}/_sandbox/{path}", self.url);
        send(self.http.request(method, url), body).await.map(drop)
    }
}

async fn send(request: RequestBuilder, body: Value) -> Result<Value, reqwest::Error> {
    let answer = request
        .bearer_auth(TOKEN)
        // A planted bug is not for what the test rests on.
        .header("X-Without-Bug", "true")
        .json(&body)
        .send()
        .await?;
    answer.error_for_status()?.json().await
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use serde_json::json;

    use super::Stage;

    #[test]
    fn ids_take_the_place_of_their_names() {
        let ids = BTreeMap::from([
            ("ONE", vec!["7".to_owned()]),
            ("TWO", vec!["8".into(), "9".into()]),
        ]);
        let mut value = json!({ "enum": ["ONE", "other", "TWO"], "in": [{ "enum": ["ONE"] }] });
        Stage { ids }.fill(&mut value);
        assert_eq!(
            value,
            json!({ "enum": ["7", "other", "8", "9"], "in": [{ "enum": ["7"] }] })
        );
    }
}
