//! The data that the sandbox needs before a run: a stopped clock, so that the token stays valid and a
//! seed always gives the same run; a project that no request deletes, so that time can be logged; and
//! spare records for the requests that delete one.

use std::{
    collections::BTreeMap,
    io,
    net::{SocketAddr, ToSocketAddrs as _},
};

use serde_json::{Value, json};
use zoho_time_harness::{Connection, Request};

use super::{FuzzError, Product};

/// The token and the organization that every sandbox starts with.
pub(super) const TOKEN: &str = "1000.sandbox-demo.access-token";
pub(super) const ORGANIZATION: &str = "10234695";

/// The moment at which the clock is stopped.
const NOON: &str = "2026-03-04T12:00:00+0000";
/// The name of the snapshot that has all of it.
const SNAPSHOT: &str = "outside-test";
/// The number of spare records of each kind.
const SPARE: usize = 8;
/// The users of the project.
const USERS: [&str; 2] = ["982000000000018001", "982000000000018003"];

/// The created records: ids by the names that `overlay.yaml` uses.
#[derive(Debug)]
pub(super) struct SampleData {
    ids: BTreeMap<&'static str, Vec<String>>,
}

impl SampleData {
    /// Creates the records in a sandbox.
    pub(super) fn create(url: &str) -> Result<Self, FuzzError> {
        let data = Api::connect(url).and_then(|mut api| api.create());
        data.map_err(|error| FuzzError::SampleData {
            url: url.to_owned(),
            reason: error.to_string(),
        })
    }

    /// Replaces the names, which are in lists, with the ids.
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

    /// The values that `hooks.py` reads.
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

/// A connection to a sandbox.
struct Api(Connection);

impl Api {
    fn connect(url: &str) -> io::Result<Self> {
        Connection::open(address(url)?).map(Self)
    }

    fn create(&mut self) -> io::Result<SampleData> {
        let clock = json!({ "frozen": true, "now": NOON });
        self.control("PUT", "clock", &clock)?;
        // With --url, an earlier run may have created the field.
        let field = json!({ "api_name": "cf_outside_test" });
        let _ = self.control("POST", "custom_fields", &field);

        let project = self.project("Outside test")?;
        let below = format!("/projects/{project}");
        let task = self.task(&below, "Whatever comes")?;
        let mut ids = BTreeMap::from([
            ("ANCHOR_ENTRY", vec![self.entry(&project, &task, 0)?]),
            ("RESTING_PROJECT", vec![self.project("Rests")?]),
        ]);
        // One for each user, so that no timer needs to run anywhere else.
        for user in 0..USERS.len() {
            let entry = self.entry(&project, &task, user)?;
            ids.entry("TIMERS").or_default().push(entry);
        }
        for number in 0..SPARE {
            let name = format!("Spare {number}");
            let created = [
                ("SPARE_PROJECTS", self.project(&name)?),
                ("SPARE_TASKS", self.task(&below, &name)?),
                ("SPARE_USERS", self.user(&below, number)?),
                ("SPARE_COMMENTS", self.comment(&below, &name)?),
                ("SPARE_ENTRIES", self.entry(&project, &task, 0)?),
                ("SELECTED_ENTRIES", self.entry(&project, &task, 0)?),
                ("TIMED_ENTRIES", self.entry(&project, &task, 0)?),
            ];
            for (name, id) in created {
                ids.entry(name).or_default().push(id);
            }
        }
        ids.insert("ANCHOR_PROJECT", vec![project]);
        ids.insert("ANCHOR_TASK", vec![task]);
        let snapshot = format!("snapshots/{SNAPSHOT}");
        self.control("PUT", &snapshot, &json!({}))?;
        Ok(SampleData { ids })
    }

    fn project(&mut self, name: &str) -> io::Result<String> {
        let users = USERS.map(|user| json!({ "user_id": user }));
        let body = json!({
            "project_name": name,
            "customer_id": "982000000000017001",
            "billing_type": "based_on_task_hours",
            "users": users,
        });
        self.post("/projects", &body, "/project/project_id")
    }

    fn task(&mut self, project: &str, name: &str) -> io::Result<String> {
        let body = json!({ "task_name": name });
        self.post(&format!("{project}/tasks"), &body, "/task/task_id")
    }

    fn user(&mut self, project: &str, number: usize) -> io::Result<String> {
        let email = format!("spare{number}@example.com");
        let body = json!({ "user_name": "Spare", "email": email });
        self.post(
            &format!("{project}/users/invite"),
            &body,
            "/users/0/user_id",
        )
    }

    fn comment(&mut self, project: &str, text: &str) -> io::Result<String> {
        let body = json!({ "description": text });
        let id = "/comments/0/comment_id";
        self.post(&format!("{project}/comments"), &body, id)
    }

    fn entry(&mut self, project: &str, task: &str, user: usize) -> io::Result<String> {
        let body = json!({
            "project_id": project,
            "task_id": task,
            "user_id": USERS[user],
            "log_date": "2026-03-04",
            "log_time": "01:00",
        });
        let id = "/time_entry/time_entry_id";
        self.post("/projects/timeentries", &body, id)
    }

    /// Creates a record and returns its id.
    fn post(&mut self, path: &str, body: &Value, id: &str) -> io::Result<String> {
        let target = format!("/books/v3{path}?organization_id={ORGANIZATION}");
        let response = self.send("POST", &target, body)?;
        let id = response.pointer(id).and_then(Value::as_str);
        Ok(id.unwrap_or_default().to_owned())
    }

    fn control(&mut self, method: &str, path: &str, body: &Value) -> io::Result<Value> {
        self.send(method, &format!("/_sandbox/{path}"), body)
    }

    fn send(&mut self, method: &str, target: &str, body: &Value) -> io::Result<Value> {
        let authorization = format!("Bearer {TOKEN}");
        let request = Request::authorized(method, target, Some(&authorization), Some(body))
            // Planted bugs must not affect the set-up.
            .header("X-Without-Bug", "true");
        let response = self.0.send(&request)?;
        response.into_body(format_args!("{method} {target}"))
    }
}

/// The address that a URL without a path names.
fn address(url: &str) -> io::Result<SocketAddr> {
    let host = url
        .strip_prefix("http://")
        .unwrap_or(url)
        .trim_end_matches('/');
    let mut addresses = host.to_socket_addrs()?;
    addresses
        .next()
        .ok_or_else(|| io::Error::other(format!("{host} has no address")))
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use serde_json::json;

    use super::{SampleData, address};

    #[test]
    fn names_are_replaced_with_ids() {
        let ids = BTreeMap::from([
            ("ONE", vec!["7".to_owned()]),
            ("TWO", vec!["8".into(), "9".into()]),
        ]);
        let mut value = json!({ "enum": ["ONE", "other", "TWO"], "in": [{ "enum": ["ONE"] }] });
        SampleData { ids }.fill(&mut value);
        assert_eq!(
            value,
            json!({ "enum": ["7", "other", "8", "9"], "in": [{ "enum": ["7"] }] })
        );
    }

    #[test]
    fn a_url_names_an_address() {
        let expected = "127.0.0.1:8080".parse().unwrap();
        assert_eq!(address("http://127.0.0.1:8080").unwrap(), expected);
        assert_eq!(address("http://127.0.0.1:8080/").unwrap(), expected);
        assert!(address("http://127.0.0.1").is_err());
    }
}
