//! The same responses by the sandbox in the observed style.

use std::collections::BTreeMap;

use http::Method;
use serde_json::{Value, json};
use zoho_time::Product;
use zoho_time::chrono::{TimeZone, Utc};
use zoho_time_sandbox::limits::Limits;
use zoho_time_sandbox::{Clock, Sandbox, WireStyle};

/// A sandbox with its sample data, whose day is used up after the first request, and may be overdrawn.
pub(crate) struct Scene {
    sandbox: Sandbox,
    product: Product,
    http: reqwest::Client,
}

/// A response of the sandbox.
pub(crate) struct Response {
    pub(crate) status: u16,
    pub(crate) headers: BTreeMap<String, String>,
    pub(crate) body: Value,
}

impl Scene {
    pub(crate) async fn set(product: Product) -> Self {
        let moment = Utc.with_ymd_and_hms(2026, 5, 11, 6, 5, 0).unwrap();
        let sandbox = Sandbox::builder()
            .style(WireStyle::Observed)
            .clock(Clock::frozen_at(moment))
            .limits(Limits {
                per_minute: 1_000,
                per_day: 2,
                at_once: 5,
                block_after: 1_000,
                overdraft: 1_000,
            });
        Self {
            sandbox: sandbox.start().await.unwrap(),
            product,
            http: reqwest::Client::new(),
        }
    }

    /// The response that is to have the shape of this name.
    pub(crate) async fn play(&self, name: &str) -> Response {
        let demo = self.sandbox.demo();
        let (customer, user) = (demo.customers[1].as_str(), demo.users[0].as_str());
        let (project, task) = (demo.projects[0].as_str(), demo.tasks[0].as_str());
        let fixed = json!({
            "project_name": "Breakwater", "customer_id": customer,
            "billing_type": "fixed_cost_for_project", "rate": 2400,
        });
        match name {
            "create_project" => self.post("/projects", fixed).await,
            "get_project" => {
                let created = self.post("/projects", fixed).await.body;
                let id = created["project"]["project_id"].as_str().unwrap();
                self.get(&format!("/projects/{id}")).await
            }
            "list_projects" => {
                self.post("/projects", fixed).await;
                self.get("/projects").await;
                let new = "/projects?last_modified_time=2026-05-01T00:00:00%2B0000";
                let filtered = self.get(new).await;
                let echo = &filtered.body["page_context"]["last_modified_time"];
                assert_eq!(echo, "2026-05-01T00:00:00+0000");
                self.get("/projects").await
            }
            "list_invoices" => self.invoices().await,
            "assign_users" => {
                let created = self.post("/projects", fixed).await.body;
                let id = created["project"]["project_id"].as_str().unwrap();
                let body = json!({ "users": [{ "user_id": user }] });
                self.post(&format!("/projects/{id}/users"), body).await
            }
            "list_users" => self.get(&format!("/projects/{project}/users")).await,
            "list_tasks--books" => self.get(&format!("/projects/{project}/tasks")).await,
            "list_tasks--invoice" => {
                self.get(&format!("/projects/{project}/tasks?per_page=100"))
                    .await
            }
            "get_task" => self.get(&format!("/projects/{project}/tasks/{task}")).await,
            "list_time_entries--dates" => {
                // A year, without a filter.
                let year = "/projects/timeentries?from_date=2025-06-01&to_date=2026-05-31";
                let list = self.get(year).await;
                let entries = list.body["time_entries"].as_array().unwrap();
                assert_eq!(entries.len(), 3, "the one of 40 days ago too");
                list
            }
            "list_time_entries--page" => self.get("/projects/timeentries?page=2&per_page=1").await,
            "log_time_entry" => {
                let body = json!({
                    "project_id": project, "task_id": task, "user_id": user,
                    "log_date": "2026-05-11", "log_time": "02:30", "notes": "The east end.",
                });
                self.post("/projects/timeentries", body).await
            }
            "post_comment" => {
                let body = json!({ "description": "The divers come on Monday." });
                self.post(&format!("/projects/{project}/comments"), body)
                    .await
            }
            other => panic!("nothing is known about {other}"),
        }
    }

    /// A void invoice and one that is partly paid and due today.
    async fn invoices(&self) -> Response {
        let demo = self.sandbox.demo();
        let [project, task, user] = [
            demo.projects[0].as_str(),
            demo.tasks[0].as_str(),
            demo.users[0].as_str(),
        ];
        for (status, date) in [("void", "2026-05-11"), ("partially_paid", "2026-04-11")] {
            let body = json!({
                "project_id": project, "task_id": task, "user_id": user,
                "log_date": "2026-05-11", "log_time": "01:00",
            });
            let logged = self.post("/projects/timeentries", body).await;
            assert_eq!(logged.status, 201);
            let url = format!("{}/_sandbox/invoices", self.sandbox.base_url());
            let bill = json!({ "project_id": project, "status": status, "date": date });
            let made = self.http.post(url).json(&bill).send().await.unwrap();
            assert_eq!(made.status(), 201);
            self.sandbox
                .clock()
                .advance(zoho_time::chrono::TimeDelta::minutes(1));
        }
        let sorted = "sort_column=last_modified_time&sort_order=A&page=1&per_page=200";
        self.get(&format!("/projects/{project}/invoices?{sorted}"))
            .await
    }

    async fn get(&self, path: &str) -> Response {
        self.send(Method::GET, path, None).await
    }

    async fn post(&self, path: &str, body: Value) -> Response {
        self.send(Method::POST, path, Some(body)).await
    }

    async fn send(&self, method: Method, path: &str, body: Option<Value>) -> Response {
        let demo = self.sandbox.demo();
        let organization = demo.organization_id.as_str();
        let url = format!(
            "{}{}{path}",
            self.sandbox.base_url(),
            self.product.base_path()
        );
        let mut request = self.http.request(method, url).header(
            "Authorization",
            format!("Zoho-oauthtoken {}", demo.access_token),
        );
        request = match self.product {
            Product::Billing => {
                request.header("X-com-zoho-subscriptions-organizationid", organization)
            }
            Product::Invoice => request.header("X-com-zoho-invoice-organizationid", organization),
            _ => request.query(&[("organization_id", organization)]),
        };
        if let Some(body) = body {
            request = request.json(&body);
        }
        let response = request.send().await.unwrap();
        let headers = response.headers().iter().map(|(name, value)| {
            let value = value.to_str().unwrap().to_owned();
            (name.as_str().to_owned(), value)
        });
        Response {
            status: response.status().as_u16(),
            headers: headers.collect(),
            body: response.json().await.unwrap(),
        }
    }
}
