//! Two organizations in one sandbox: with a token of one, no operation of any product succeeds with the ids of
//! the other, reveals its data, or changes it.

use reqwest::RequestBuilder;
use serde_json::{Value, json};
use zoho_time::Product;
use zoho_time::chrono::{DateTime, Utc};
use zoho_time_sandbox::{Clock, Sandbox, TokenRequest};
use zoho_time_tests::raw::Raw;
use zoho_time_tests::spec::{Operation, Spec};

/// A sandbox with an organization that has one record of each kind.
struct Fixture {
    sandbox: Sandbox,
    raw: Raw,
    comment: String,
}

/// The caller of a request, and how it names an organization.
struct Sender<'a> {
    token: &'a str,
    organization: &'a str,
    /// Named in the query besides, whatever the product reads.
    besides: Option<&'a str>,
}

impl Fixture {
    async fn set(spec: &Spec, product: Product) -> Self {
        let noon: DateTime<Utc> = "2026-03-04T12:00:00Z".parse().unwrap();
        let sandbox = Sandbox::builder().clock(Clock::frozen_at(noon)).start();
        let sandbox = sandbox.await.unwrap();
        let mut fixture = Self {
            raw: Raw::new(spec, &sandbox, product),
            sandbox,
            comment: String::new(),
        };
        let demo = fixture.sandbox.demo();
        let owner = Sender {
            token: &demo.access_token,
            organization: demo.organization_id.as_str(),
            besides: None,
        };
        let operation = |id: &str| {
            let mut all = spec.operations(product);
            all.find(|operation| operation.id == id).unwrap()
        };
        let comment = fixture.request(operation("post_comment"), &owner);
        let (status, body) = Raw::send(comment).await;
        assert_eq!(status, 201, "{body}");
        let comment = body["comments"][0]["comment_id"]
            .as_str()
            .unwrap()
            .to_owned();
        let (status, body) = Raw::send(fixture.request(operation("start_timer"), &owner)).await;
        assert_eq!(status, 200, "{body}");
        fixture.comment = comment;
        fixture
    }

    /// A request with ids of the organization wherever the operation has one.
    fn request(&self, operation: &Operation, sender: &Sender<'_>) -> RequestBuilder {
        let path = operation.path_with(|name| self.path_id(name));
        let demo = self.sandbox.demo();
        let mut request = self
            .raw
            .request(operation, &path, sender.token, sender.organization)
            .header("X-Unique-Identifier-Key", &demo.unique_custom_field)
            .header("X-Unique-Identifier-Value", "C-2041");
        if let Some(organization) = sender.besides {
            request = request.query(&[("organization_id", organization)]);
        }
        if ["list_projects", "list_time_entries"].contains(&operation.id.as_str()) {
            for name in ["customer_id", "project_id", "task_id", "user_id"] {
                request = request.query(&[(name, self.id(name))]);
            }
        }
        if operation.id == "delete_time_entries" {
            request = request.query(&[("time_entry_ids", self.id("time_entry_id"))]);
        }
        match operation.example() {
            Some(example) => {
                let mut body = example.clone();
                self.fill(&mut body);
                request.json(&body)
            }
            None => request,
        }
    }

    /// The id of a record of the organization, by the name of a parameter in a path.
    fn path_id(&self, name: &str) -> String {
        let id = self.id(name);
        id.unwrap_or_else(|| {
            panic!("no record for `{{{name}}}`: add an id of the sample data to `Fixture::id` in tests/sandbox/isolation.rs")
        })
    }

    /// The id of a record of the organization, by the name of the field.
    fn id(&self, field: &str) -> Option<String> {
        let demo = self.sandbox.demo();
        Some(match field {
            "project_id" => demo.projects[0].to_string(),
            "task_id" => demo.tasks[0].to_string(),
            "user_id" => demo.users[0].to_string(),
            "customer_id" => demo.customers[0].to_string(),
            "time_entry_id" => demo.time_entries[0].to_string(),
            "comment_id" => self.comment.clone(),
            _ => return None,
        })
    }

    /// Replaces the ids in a body by those of the organization.
    fn fill(&self, value: &mut Value) {
        match value {
            Value::Object(fields) => {
                for (name, value) in fields {
                    match self.id(name) {
                        Some(id) => *value = json!(id),
                        // The one in the example is taken.
                        None if name == "email" => *value = json!("new@northquay.example"),
                        None => self.fill(value),
                    }
                }
            }
            Value::Array(items) => items.iter_mut().for_each(|item| self.fill(item)),
            _ => {}
        }
    }

    /// All data that the organization can read.
    async fn everything(&self, spec: &Spec) -> Vec<Value> {
        let demo = self.sandbox.demo();
        let raw = Raw::new(spec, &self.sandbox, Product::Books);
        let mut seen = Vec::new();
        for operation in spec.operations(Product::Books) {
            if operation.method != "GET" {
                continue;
            }
            for project in &demo.projects {
                let path = operation.path_with(|name| match name {
                    "project_id" => project.to_string(),
                    name => self.path_id(name),
                });
                let organization = demo.organization_id.as_str();
                let request = raw.request(operation, &path, &demo.access_token, organization);
                let (status, body) = Raw::send(request).await;
                seen.push(json!([path, status, body]));
            }
        }
        seen
    }
}

async fn isolated(product: Product) {
    let spec = Spec::load();
    let fixture = Fixture::set(spec, product).await;
    let stranger = fixture.sandbox.add_organization("Stranger").await.unwrap();
    let token = TokenRequest::new().organization(&stranger.organization_id);
    let token = fixture.sandbox.mint(token).await.unwrap();
    let own = stranger.organization_id.as_str();
    let other = fixture.sandbox.demo().organization_id.to_string();
    let before = fixture.everything(spec).await;

    let (mut tried, mut wrong) = (0, Vec::new());
    for (organization, besides) in [
        (own, None),
        (own, Some(other.as_str())),
        (other.as_str(), None),
        (other.as_str(), Some(own)),
    ] {
        let sender = Sender {
            token: &token,
            organization,
            besides,
        };
        for operation in spec.operations(product) {
            let (status, body) = Raw::send(fixture.request(operation, &sender)).await;
            let may_succeed = organization == own && names_nothing(operation);
            let refused = if organization == own {
                may_succeed || (400..500).contains(&status)
            } else {
                (status, &body["code"]) == (400, &Value::from(6041))
            };
            tried += 1;
            if !refused || reveals(&fixture, &body) {
                wrong.push(format!(
                    "{} as {organization}: {status} {body}",
                    operation.id
                ));
            }
        }
    }
    let right = tried - wrong.len();
    println!("{product}: {right} of {tried} requests for another organization had no effect");
    assert_eq!(tried, spec.operations(product).count() * 4);
    assert!(wrong.is_empty(), "{wrong:#?}");
    let after = fixture.everything(spec).await;
    for (before, after) in before.iter().zip(&after) {
        assert_eq!(before, after, "changed by a stranger");
    }
}

/// Whether a request names no record in its path or body, so that it may succeed, with nothing of the other
/// organization in the response.
fn names_nothing(operation: &Operation) -> bool {
    operation.method == "GET" && !operation.path.contains('{')
}

/// Whether a response contains data of the organization.
fn reveals(fixture: &Fixture, body: &Value) -> bool {
    let body = body.to_string();
    let fields = [
        "project_id",
        "task_id",
        "user_id",
        "customer_id",
        "time_entry_id",
        "comment_id",
    ];
    let ids = fields.into_iter().filter_map(|field| fixture.id(field));
    ids.into_iter().any(|id| body.contains(&id))
}

/// The same requests succeed for whom they are meant, so the reason that they come to nothing is
/// who sends them.
async fn work_for_the_owner(product: Product) {
    let spec = Spec::load();
    let (mut worked, mut wrong) = (0, Vec::new());
    for operation in spec.operations(product) {
        let fixture = Fixture::set(spec, product).await;
        let demo = fixture.sandbox.demo();
        let owner = Sender {
            token: &demo.access_token,
            organization: demo.organization_id.as_str(),
            besides: None,
        };
        let (status, body) = Raw::send(fixture.request(operation, &owner)).await;
        if status < 300 || known_conflict(operation, &body) {
            worked += 1;
        } else {
            wrong.push(format!("{}: {status} {body}", operation.id));
        }
    }
    let operations = spec.operations(product).count();
    println!("{product}: {worked} of {operations} of these requests work for the owner");
    assert!(wrong.is_empty(), "{wrong:#?}");
    assert_eq!(worked, operations);
}

/// Whether an operation is refused because the timer of the entry is running, as for the owner.
fn known_conflict(operation: &Operation, body: &Value) -> bool {
    match operation.id.as_str() {
        "start_timer" => body["code"] == 20050,
        "update_time_entry" => body["code"] == 20054,
        _ => false,
    }
}

#[tokio::test]
async fn books() {
    isolated(Product::Books).await;
}

#[tokio::test]
async fn billing() {
    isolated(Product::Billing).await;
}

#[tokio::test]
async fn invoice() {
    isolated(Product::Invoice).await;
}

#[tokio::test]
async fn the_requests_are_good_ones() {
    work_for_the_owner(Product::Books).await;
}
