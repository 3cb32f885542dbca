//! Responses of every operation, with all fields of the spec.

use std::sync::{Arc, Mutex};

use axum::Router;
use axum::extract::State;
use axum::http::{StatusCode, header};
use serde_json::Value;
use tokio::net::TcpListener;
use zoho_time::{Client, Product};
use zoho_time_tests::spec::{Operation, Spec};

use crate::values::forms::Kind;

/// The id of every record.
pub(crate) const ID: &str = "982000000023001";

/// A server that returns the same response to every request, until it is given another.
#[derive(Clone, Debug)]
pub(crate) struct Server {
    answer: Arc<Mutex<(StatusCode, Vec<u8>)>>,
    received: Arc<Mutex<Value>>,
    url: String,
}

impl Server {
    pub(crate) async fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let server = Self {
            answer: Arc::default(),
            received: Arc::default(),
            url: format!("http://{}", listener.local_addr().unwrap()),
        };
        let app = Router::new().fallback(answer).with_state(server.clone());
        tokio::spawn(async move { axum::serve(listener, app).await.unwrap() });
        server
    }

    /// The response from now on.
    pub(crate) fn say(&self, body: &(impl AsRef<[u8]> + ?Sized)) {
        self.say_with(StatusCode::OK, body);
    }

    /// The same, with another status.
    pub(crate) fn say_with(&self, status: StatusCode, body: &(impl AsRef<[u8]> + ?Sized)) {
        *self.answer.lock().unwrap() = (status, body.as_ref().to_owned());
    }

    /// The body of the last request.
    pub(crate) fn received(&self) -> Value {
        self.received.lock().unwrap().clone()
    }

    pub(crate) fn client(&self) -> Client {
        self.client_with("1000.token")
    }

    /// A client with this access token.
    pub(crate) fn client_with(&self, token: &str) -> Client {
        Client::builder()
            .organization(10_234_695.into())
            .access_token(token)
            .base_url(&self.url)
            .build()
            .unwrap()
    }
}

async fn answer(
    State(server): State<Server>,
    body: String,
) -> (StatusCode, [(header::HeaderName, &'static str); 1], Vec<u8>) {
    *server.received.lock().unwrap() = serde_json::from_str(&body).unwrap_or_default();
    let (status, answer) = server.answer.lock().unwrap().clone();
    (
        status,
        [(header::CONTENT_TYPE, "application/json;charset=UTF-8")],
        answer,
    )
}

/// A field of a record.
#[derive(Clone, Debug)]
pub(crate) struct Field {
    pub(crate) name: String,
    pub(crate) kind: Kind,
    /// Whether it is the record's own id.
    pub(crate) is_id: bool,
}

/// The parts of an operation's response: its envelope, and the fields of the record in it.
#[derive(Clone, Debug)]
pub(crate) struct Shape {
    pub(crate) operation: String,
    /// The key of the record, and whether its value is a list of records.
    pub(crate) key: String,
    pub(crate) is_list: bool,
    pub(crate) fields: Vec<Field>,
}

impl Shape {
    /// The shapes of all operations that answer with a record.
    pub(crate) fn all(spec: &Spec) -> Vec<Self> {
        // Zoho Books has every operation.
        spec.operations(Product::Books)
            .filter_map(|operation| Self::of(spec, operation))
            .collect()
    }

    fn of(spec: &Spec, operation: &Operation) -> Option<Self> {
        let body = spec.documented_response(&operation.id);
        let (key, value) = body.as_object().unwrap().iter().find(|(key, value)| {
            !matches!(key.as_str(), "code" | "message" | "page_context") && !value.is_string()
        })?;
        let record = spec.record_schema(operation, key).unwrap();
        Some(Self {
            operation: operation.id.clone(),
            key: key.clone(),
            is_list: value.is_array(),
            fields: fields(spec, record),
        })
    }

    /// The body with a record that has these fields, verbatim.
    pub(crate) fn body(&self, fields: &[(String, String)]) -> String {
        let record = record(fields);
        let value = if self.is_list {
            format!("[{record}]")
        } else {
            record
        };
        let context = if self.operation.starts_with("list_") {
            r#","page_context":{"page":1,"has_more_page":false}"#
        } else {
            ""
        };
        format!(
            r#"{{"code":0,"message":"done","{}":{value}{context}}}"#,
            self.key
        )
    }

    /// The path of a field in that body.
    pub(crate) fn path(&self, field: &str) -> String {
        let index = if self.is_list { "[0]" } else { "" };
        format!("{}{index}.{field}", self.key)
    }

    /// The fields of a record with its id, if it has one, and nothing else.
    pub(crate) fn bare(&self) -> Vec<(String, String)> {
        let id = self.fields.iter().find(|field| field.is_id);
        let id = id.map(|id| (id.name.clone(), format!("\"{ID}\"")));
        id.into_iter().collect()
    }

    /// The id of the record in that body, if it has one.
    pub(crate) fn id(&self) -> Option<&'static str> {
        self.fields.iter().any(|field| field.is_id).then_some(ID)
    }
}

/// A record in JSON.
pub(crate) fn record(fields: &[(String, String)]) -> String {
    let fields: Vec<_> = fields
        .iter()
        .map(|(name, value)| format!("\"{name}\":{value}"))
        .collect();
    format!("{{{}}}", fields.join(","))
}

fn fields(spec: &Spec, record: &str) -> Vec<Field> {
    let schemas = &spec.document()["components"]["schemas"];
    let schema = &schemas[record];
    let properties = schema["properties"].as_object().unwrap();
    properties
        .iter()
        .map(|(name, schema_of_field)| Field {
            name: name.clone(),
            kind: Kind::of(schemas, schema_of_field),
            is_id: schema["required"]
                .as_array()
                .is_some_and(|required| required.contains(&Value::from(name.as_str()))),
        })
        .collect()
}
