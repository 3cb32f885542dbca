//! The client from outside: requests as a transport gets them, responses as a user gets them.

#![allow(
    clippy::expect_used,
    clippy::unwrap_used,
    reason = "a test fails by panicking"
)]

use std::sync::{Arc, Mutex};

use zoho_time_client::{
    Client, Envelope, InvalidRequest, Request, Transport, enums, operations,
    queries::{DeleteTimeEntriesQuery, ListProjectsQuery},
    types::{CreateProjectRequest, ProjectTaskInput, UpdateProjectRequest},
};

/// Gives every request the same response, and keeps the last request.
#[derive(Clone, Debug)]
struct Recorder {
    status: u16,
    body: &'static str,
    last: Arc<Mutex<Option<Request>>>,
}

#[derive(Debug)]
enum Failed {
    Request,
    Status(u16, &'static str),
}

impl From<InvalidRequest> for Failed {
    fn from(_: InvalidRequest) -> Self {
        Self::Request
    }
}

impl Recorder {
    fn new(status: u16, body: &'static str) -> Self {
        let last = Arc::default();
        Self { status, body, last }
    }

    fn client(&self) -> Client<Self> {
        Client::new(self.clone())
    }

    fn last(&self) -> Request {
        self.last.lock().unwrap().take().expect("a request")
    }
}

impl Transport for Recorder {
    type Error = Failed;

    async fn call<R: Envelope>(&self, request: Request) -> Result<R, Failed> {
        *self.last.lock().unwrap() = Some(request);
        match self.status {
            200..300 => Ok(R::from_json(self.body.as_bytes()).unwrap()),
            status => Err(Failed::Status(status, self.body)),
        }
    }
}

#[tokio::test]
async fn a_body_is_sent_in_the_forms_of_the_api() {
    let recorder = Recorder::new(
        201,
        r#"{ "code": 0, "message": "done", "project": { "project_id": 7, "rate": "", "tasks": "" } }"#,
    );
    let customer_id: zoho_time_types::CustomerId = "12".parse().unwrap();
    let request = CreateProjectRequest::new("Refit", customer_id, "based_on_task_hours")
        .budget_hours("120:00".parse::<zoho_time_types::Hours>().unwrap())
        .cost_budget_amount("9500.50".parse::<zoho_time_types::Amount>().unwrap())
        .tasks([ProjectTaskInput::new("Survey")]);
    let response = recorder.client().create_project(&request).await.unwrap();
    assert_eq!((response.code(), response.message()), (0, "done"));
    assert_eq!(response.project.project_id.as_str(), "7");
    assert_eq!(response.project.rate, None);

    let request = recorder.last();
    let operation = request.operation();
    assert_eq!(operation, &operations::CREATE_PROJECT);
    assert!(!operation.idempotent);
    assert_eq!(
        request.url("https://zoho.test/books/v3"),
        "https://zoho.test/books/v3/projects"
    );
    assert_eq!(
        request.body(),
        r#"{"billing_type":"based_on_task_hours","budget_hours":"120","cost_budget_amount":9500.50,"customer_id":"12","project_name":"Refit","tasks":[{"task_name":"Survey"}]}"#
    );
    assert!(!request.headers().contains_key("api-version"));
}

#[tokio::test]
async fn a_query_holds_what_was_set() {
    let recorder = Recorder::new(200, r#"{ "code": 0, "message": "", "projects": [] }"#);
    ListProjectsQuery::new()
        .filter_by(enums::ProjectFilter::StatusActive)
        .page(2)
        .send(&recorder.client())
        .await
        .unwrap();
    let request = recorder.last();
    let operation = request.operation();
    assert_eq!(request.target(), "/projects?filter_by=Status.Active&page=2");
    assert!(operation.paged);
}

#[tokio::test]
async fn several_ids_are_one_parameter() {
    let recorder = Recorder::new(200, r#"{ "code": 0, "message": "" }"#);
    let ids: zoho_time_types::TimeEntryIds = "7,8".parse().unwrap();
    DeleteTimeEntriesQuery::new(ids)
        .send(&recorder.client())
        .await
        .unwrap();
    assert_eq!(
        recorder.last().target(),
        "/projects/timeentries?time_entry_ids=7%2C8"
    );
}

#[tokio::test]
async fn headers_are_sent_under_their_names() {
    let recorder = Recorder::new(
        200,
        r#"{ "code": 0, "message": "", "project": { "project_id": "7" } }"#,
    );
    let request = UpdateProjectRequest::new().description("New.");
    recorder
        .client()
        .update_project_by_custom_field("cf_contract", "C-2041", Some(true), &request)
        .await
        .unwrap();
    let request = recorder.last();
    let operation = request.operation();
    assert_eq!(request.headers()["x-unique-identifier-key"], "cf_contract");
    assert_eq!(request.headers()["x-unique-identifier-value"], "C-2041");
    assert_eq!(request.headers()["x-upsert"], "true");
    assert_eq!(operation.scope("invoice"), None);
}

#[tokio::test]
async fn a_refusal_is_the_error_of_the_transport() {
    let recorder = Recorder::new(
        401,
        r#"{ "code": 57, "message": "You are not authorized" }"#,
    );
    let error = recorder.client().get_running_timer().await.unwrap_err();
    let Failed::Status(401, body) = error else {
        panic!("{error:?}");
    };
    assert!(body.contains("57"));
}
