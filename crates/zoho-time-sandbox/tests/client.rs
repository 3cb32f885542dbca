//! A client that knows nothing but HTTP and JSON.

use chrono::{DateTime, TimeZone, Utc};
use reqwest::{Method, RequestBuilder, StatusCode};
use serde_json::{Value, json};
use zoho_time_sandbox::{Clock, Product, Sandbox, SandboxBuilder};

/// A sandbox and a client for one of its products.
pub(crate) struct Api {
    pub(crate) sandbox: Sandbox,
    pub(crate) product: Product,
    http: reqwest::Client,
}

/// An answer.
#[derive(Debug)]
pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) body: Value,
}

/// The time of the tests' clock: a Wednesday.
pub(crate) fn noon() -> DateTime<Utc> {
    Utc.with_ymd_and_hms(2026, 3, 4, 12, 0, 0).unwrap()
}

/// A sandbox whose clock is frozen.
pub(crate) fn frozen() -> SandboxBuilder {
    Sandbox::builder().clock(Clock::frozen_at(noon()))
}

impl Api {
    pub(crate) async fn start() -> Self {
        Self::of(frozen()).await
    }

    pub(crate) async fn of(builder: SandboxBuilder) -> Self {
        Self {
            sandbox: builder.start().await.unwrap(),
            product: Product::Books,
            http: reqwest::Client::new(),
        }
    }

    /// The same sandbox through another product.
    pub(crate) fn by(mut self, product: Product) -> Self {
        self.product = product;
        self
    }

    /// A request with the token and the organization of the demo.
    pub(crate) fn request(&self, method: Method, path: &str) -> RequestBuilder {
        let demo = self.sandbox.demo();
        self.request_as(
            method,
            path,
            &demo.access_token,
            demo.organization_id.as_str(),
        )
    }

    /// A request with this token and organization.
    pub(crate) fn request_as(
        &self,
        method: Method,
        path: &str,
        token: &str,
        organization: &str,
    ) -> RequestBuilder {
        let request = self
            .bare(method, path)
            .header("Authorization", format!("Zoho-oauthtoken {token}"));
        match self.product {
            Product::Books => request.query(&[("organization_id", organization)]),
            Product::Billing => {
                request.header("X-com-zoho-subscriptions-organizationid", organization)
            }
            Product::Invoice => request.header("X-com-zoho-invoice-organizationid", organization),
        }
    }

    /// A request without token and organization.
    pub(crate) fn bare(&self, method: Method, path: &str) -> RequestBuilder {
        let url = format!("{}{path}", self.sandbox.product_url(self.product));
        self.http.request(method, url)
    }

    pub(crate) fn http(&self) -> &reqwest::Client {
        &self.http
    }

    pub(crate) async fn get(&self, path: &str) -> Answer {
        send(self.request(Method::GET, path)).await
    }

    pub(crate) async fn post(&self, path: &str, body: Value) -> Answer {
        send(self.request(Method::POST, path).json(&body)).await
    }

    pub(crate) async fn put(&self, path: &str, body: Value) -> Answer {
        send(self.request(Method::PUT, path).json(&body)).await
    }

    pub(crate) async fn delete(&self, path: &str) -> Answer {
        send(self.request(Method::DELETE, path)).await
    }

    /// A request to the controls.
    pub(crate) async fn control(&self, method: Method, path: &str, body: Value) -> Answer {
        let url = format!("{}/_sandbox/{path}", self.sandbox.base_url());
        send(self.http.request(method, url).json(&body)).await
    }

    pub(crate) fn customer(&self) -> &str {
        self.sandbox.demo().customers[0].as_str()
    }

    /// A user of the demo; the first one is the calling user.
    pub(crate) fn user(&self, index: usize) -> &str {
        self.sandbox.demo().users[index].as_str()
    }

    /// Creates a project in which all users of the demo work, with one task of the rate 60.
    pub(crate) async fn project(&self, name: &str, more: Value) -> Project {
        let mut body = json!({
            "project_name": name,
            "customer_id": self.customer(),
            "billing_type": "based_on_task_hours",
            "tasks": [{ "task_name": "Work", "rate": "60" }],
            "users": self.sandbox.demo().users.iter()
                .map(|user| json!({ "user_id": user.as_str() })).collect::<Vec<_>>(),
        });
        for (field, value) in more.as_object().into_iter().flatten() {
            body[field] = value.clone();
        }
        let project = self.post("/projects", body).await.expect(201)["project"].clone();
        Project {
            id: text(&project, "project_id"),
            task: text(&project["tasks"][0], "task_id"),
        }
    }

    /// Logs time of the calling user.
    pub(crate) async fn log(&self, project: &Project, date: &str, time: &str) -> String {
        self.log_with(project, json!({ "log_date": date, "log_time": time }))
            .await
    }

    /// Logs time with these fields.
    pub(crate) async fn log_with(&self, project: &Project, more: Value) -> String {
        let body = self.entry(project, more);
        let answer = self.post("/projects/timeentries", body).await;
        text(&answer.expect(201)["time_entry"], "time_entry_id")
    }

    /// The required fields of a time entry: today, by the calling user, without a time.
    pub(crate) fn entry(&self, project: &Project, more: Value) -> Value {
        let mut body = json!({
            "project_id": project.id,
            "task_id": project.task,
            "user_id": self.user(0),
            "log_date": "2026-03-04",
        });
        for (field, value) in more.as_object().into_iter().flatten() {
            body[field] = value.clone();
        }
        body
    }
}

/// A project with its first task.
#[derive(Debug)]
pub(crate) struct Project {
    pub(crate) id: String,
    pub(crate) task: String,
}

impl Project {
    /// A path below the project.
    pub(crate) fn path(&self, rest: &str) -> String {
        format!("/projects/{}{rest}", self.id)
    }
}

impl Answer {
    /// The body of an answer with this status.
    #[track_caller]
    pub(crate) fn expect(self, status: u16) -> Value {
        assert_eq!(self.status, status, "{}", self.body);
        self.body
    }

    /// Checks that it refuses, with this status and code, and returns the message.
    #[track_caller]
    pub(crate) fn refused(self, status: u16, code: i64) -> String {
        assert_eq!(
            (self.status, &self.body["code"]),
            (status, &json!(code)),
            "{}",
            self.body
        );
        text(&self.body, "message")
    }
}

pub(crate) async fn send(request: RequestBuilder) -> Answer {
    let response = request.send().await.unwrap();
    let status: StatusCode = response.status();
    let content_type = response.headers()["content-type"]
        .to_str()
        .unwrap()
        .to_owned();
    assert_eq!(content_type, "application/json;charset=UTF-8");
    Answer {
        status: status.as_u16(),
        body: response.json().await.unwrap(),
    }
}

/// A field that is text.
#[track_caller]
pub(crate) fn text(value: &Value, field: &str) -> String {
    let text = value[field].as_str();
    text.unwrap_or_else(|| panic!("no text {field} in {value}"))
        .to_owned()
}

/// The texts of a field in the items of a list.
#[track_caller]
pub(crate) fn column(list: &Value, field: &str) -> Vec<String> {
    list.as_array()
        .unwrap()
        .iter()
        .map(|item| text(item, field))
        .collect()
}
