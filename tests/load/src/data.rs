//! The data under which the speed is measured, put there through the API.

use std::io;

use serde_json::{Value, json};
use zoho_time_harness::{Connection, Request, Running};

use crate::generator::{Until, load};

/// How many projects there are, each with as many tasks as [`TASKS`] says.
const PROJECTS: usize = 20;
const TASKS: usize = 5;
/// On how many days time was logged: the first 28 of each month of two years.
const DAYS: usize = 672;

/// The records that the requests of the load refer to.
#[derive(Debug)]
pub(crate) struct Data {
    organization: String,
    /// Projects, tasks and users that belong together.
    places: Vec<[String; 3]>,
    /// Ids of time entries.
    entries: Vec<String>,
}

impl Data {
    /// Creates `entries` time entries in an empty sandbox.
    pub(crate) fn fill(sandbox: &Running, entries: usize) -> io::Result<Self> {
        let mut data = Self {
            organization: sandbox.organization.clone(),
            places: Vec::new(),
            entries: Vec::new(),
        };
        let api = &mut Api::of(sandbox)?;
        let projects = api.call("GET", &data.target("/projects", ""), None)?;
        let customer = &projects["projects"][0]["customer_id"];
        let mut users = Vec::new();
        for project in list(&projects["projects"], "project_id") {
            let target = data.target(&format!("/projects/{project}/users"), "");
            users.extend(list(&api.call("GET", &target, None)?["users"], "user_id"));
        }
        for number in 0..PROJECTS {
            let body = json!({
                "project_name": format!("Project {number}"),
                "customer_id": customer,
                "billing_type": "based_on_task_hours",
                "tasks": (0..TASKS).map(|task| json!({
                    "task_name": format!("Task {task}"), "rate": "80",
                })).collect::<Vec<_>>(),
                "users": users.iter().map(|user| json!({ "user_id": user })).collect::<Vec<_>>(),
            });
            let created = api.call("POST", &data.target("/projects", ""), Some(&body))?;
            let project = &created["project"];
            for task in list(&project["tasks"], "task_id") {
                let user = users.get(data.places.len() % users.len());
                let user = user.cloned().unwrap_or_default();
                data.places.push([text(&project["project_id"]), task, user]);
            }
        }
        let authorization = format!("Zoho-oauthtoken {}", sandbox.token);
        let requests = data.logs(&Server::ours(&authorization), entries);
        load(sandbox.address, &requests, Until::Sent(entries))?;
        for page in 1..=10 {
            let paging = format!("&per_page=200&page={page}&filter_by=Date.All");
            let found = api.call("GET", &data.target("/projects/timeentries", &paging), None)?;
            data.entries
                .extend(list(&found["time_entries"], "time_entry_id"));
        }
        Ok(data)
    }

    /// The ids that [`gets`](Self::gets) asks for.
    pub(crate) fn entries(&self) -> impl Iterator<Item = &str> {
        self.entries.iter().map(String::as_str)
    }

    /// Requests that each get one time entry.
    pub(crate) fn gets(&self, server: &Server<'_>) -> Vec<Request> {
        let requests = self.entries.iter().map(|id| {
            let path = format!("/projects/timeentries/{id}");
            server.get(&path, &self.organization, "")
        });
        requests.collect()
    }

    /// Requests that each list `entries` time entries.
    pub(crate) fn lists(&self, server: &Server<'_>, entries: u32) -> Vec<Request> {
        let pages = (1..=40).map(|page| {
            let paging = format!("&per_page={entries}&page={page}");
            server.get("/projects/timeentries", &self.organization, &paging)
        });
        pages.collect()
    }

    /// Requests that each create a time entry, after those that are there.
    pub(crate) fn creates(&self, server: &Server<'_>) -> Vec<Request> {
        let all = self.logs(server, 100 * DAYS);
        let latest = all.len().saturating_sub(4000);
        all.into_iter().skip(latest).collect()
    }

    /// Requests that each create a time entry: on the tasks in turn and day after day, as time is
    /// logged.
    fn logs(&self, server: &Server<'_>, count: usize) -> Vec<Request> {
        let target = server.target("/projects/timeentries", &self.organization, "");
        let requests = (0..count).map(|number| {
            let [project, task, user] = &self.places[number % self.places.len()];
            let day = number * DAYS / count;
            let (year, month, day) = (2025 + day / 336, 1 + day / 28 % 12, 1 + day % 28);
            let body = json!({
                "project_id": project,
                "task_id": task,
                "user_id": user,
                "log_date": format!("{year}-{month:02}-{day:02}"),
                "log_time": "01:15",
                "notes": "Replaced the gasket of the aft pump.",
            });
            Request::authorized("POST", &target, Some(server.authorization), Some(&body))
        });
        requests.collect()
    }

    /// A request that any sandbox answers, and only with a token.
    pub(crate) fn first(sandbox: &Running) -> Request {
        let target = format!(
            "/books/v3/projects?organization_id={}",
            sandbox.organization
        );
        Request::new("GET", &target, &sandbox.token, None)
    }

    fn target(&self, path: &str, more: &str) -> String {
        Server::ours("").target(path, &self.organization, more)
    }
}

/// The address of the API on a server, and its credentials.
#[derive(Debug)]
pub(crate) struct Server<'a> {
    /// The path before those of the API.
    pub(crate) base: &'a str,
    /// The header `Authorization`.
    pub(crate) authorization: &'a str,
}

impl<'a> Server<'a> {
    /// A sandbox.
    pub(crate) fn ours(authorization: &'a str) -> Self {
        Self {
            base: "/books/v3",
            authorization,
        }
    }

    fn target(&self, path: &str, organization: &str, more: &str) -> String {
        let base = self.base;
        format!("{base}{path}?organization_id={organization}{more}")
    }

    fn get(&self, path: &str, organization: &str, more: &str) -> Request {
        let target = self.target(path, organization, more);
        Request::authorized("GET", &target, Some(self.authorization), None)
    }
}

/// A connection with a token.
struct Api {
    connection: Connection,
    token: String,
}

impl Api {
    fn of(sandbox: &Running) -> io::Result<Self> {
        Ok(Self {
            connection: sandbox.connect()?,
            token: sandbox.token.clone(),
        })
    }

    fn call(&mut self, method: &str, target: &str, body: Option<&Value>) -> io::Result<Value> {
        let request = Request::new(method, target, &self.token, body);
        let response = self.connection.send(&request)?;
        response.into_body(format_args!("{method} {target}"))
    }
}

fn text(value: &Value) -> String {
    value.as_str().unwrap_or_default().to_owned()
}

fn list(items: &Value, field: &str) -> Vec<String> {
    let items = items.as_array().into_iter().flatten();
    items.map(|item| text(&item[field])).collect()
}
