//! Validation of requests and responses against the spec.
//!
//! The validators of an operation are compiled on first use and cached.

use std::collections::HashMap;
use std::sync::{Arc, LazyLock, Mutex, PoisonError};

use axum::http::StatusCode;
use jsonschema::{Draft, Registry, ValidationError, Validator};
use serde_json::{Value, json};

use super::Violation;
use super::document::{self, DOCUMENT};
use super::parameters::Parameter;
use crate::http::body::RequestBody;
use crate::http::parameters::Parameters;

/// The name of the spec in references to it.
const NAME: &str = "urn:zoho-time";

/// Maximum length of a reported reason.
const LONGEST: usize = 300;

static SPEC: LazyLock<Option<Spec>> = LazyLock::new(|| {
    let loaded = Spec::load(DOCUMENT.as_ref()?);
    if let Err(error) = &loaded {
        tracing::error!(%error, "the spec cannot be read, so nothing is checked");
    }
    loaded.ok()
});

struct Spec {
    document: &'static Value,
    registry: Registry<'static>,
    /// The compiled validators, by operation.
    built: Mutex<HashMap<Box<str>, Arc<Checks>>>,
}

/// The validators of one operation.
struct Checks {
    parameters: Vec<Parameter>,
    body: Option<Validator>,
    /// By status, for the statuses that have a body.
    responses: HashMap<String, Validator>,
}

/// Spec violations in a request to an operation.
pub(crate) fn request(operation: &str, query: &Parameters, body: &RequestBody) -> Vec<Violation> {
    let Some(checks) = checks(operation) else {
        return Vec::new();
    };
    let mut violations = super::parameters::check(&checks.parameters, query);
    match (&checks.body, body.value()) {
        (Some(validator), Some(body)) => violations.extend(misfits(validator, &body)),
        (Some(_), None) => violations.push(Violation {
            field: String::new(),
            reason: "there is no JSON body".to_owned(),
        }),
        (None, _) => {}
    }
    violations
}

/// Spec violations in the response of an operation.
pub(crate) fn response(operation: &str, status: StatusCode, body: &[u8]) -> Vec<Violation> {
    let Some(checks) = checks(operation) else {
        return Vec::new();
    };
    let whole = |reason: String| {
        vec![Violation {
            field: String::new(),
            reason,
        }]
    };
    // With these, HTTP rejects a request before its operation is known. The spec does not list them; their
    // bodies have the form of every other error.
    let listed = match status {
        StatusCode::PAYLOAD_TOO_LARGE | StatusCode::UNSUPPORTED_MEDIA_TYPE => {
            StatusCode::BAD_REQUEST
        }
        other => other,
    };
    let Some(validator) = checks.responses.get(listed.as_str()) else {
        return whole(format!("{operation} has no status {}", status.as_u16()));
    };
    match serde_json::from_slice(body) {
        Ok(body) => misfits(validator, &body),
        Err(error) => whole(format!("the body is not JSON: {error}")),
    }
}

fn checks(operation: &str) -> Option<Arc<Checks>> {
    let spec = SPEC.as_ref()?;
    let mut built = spec.built.lock().unwrap_or_else(PoisonError::into_inner);
    if let Some(checks) = built.get(operation) {
        return Some(Arc::clone(checks));
    }
    let checks = Arc::new(spec.build(operation)?);
    built.insert(operation.into(), Arc::clone(&checks));
    Some(checks)
}

impl Spec {
    fn load(document: &'static Value) -> Result<Self, Box<dyn std::error::Error>> {
        let registry = Registry::new()
            .draft(Draft::Draft7)
            .add(NAME, with_null(document.clone()))?
            .prepare()?;
        Ok(Self {
            document,
            registry,
            built: Mutex::default(),
        })
    }

    fn build(&self, id: &str) -> Option<Checks> {
        let (pointer, operation) = document::operation(self.document, id)?;
        let mut parameters = Vec::new();
        let listed = operation.get("parameters").and_then(Value::as_array);
        for (index, parameter) in listed.into_iter().flatten().enumerate() {
            let (pointer, parameter) = document::follow(
                self.document,
                format!("{pointer}/parameters/{index}"),
                parameter,
            );
            if parameter["in"] == "query" {
                parameters.push(Parameter {
                    name: parameter["name"].as_str()?.to_owned(),
                    required: parameter["required"] == true,
                    validator: self.validator(&format!("{pointer}/schema"))?,
                });
            }
        }
        let body = operation.pointer("/requestBody/content/application~1json/schema");
        let body = match body {
            Some(_) => Some(self.validator(&format!(
                "{pointer}/requestBody/content/application~1json/schema"
            ))?),
            None => None,
        };
        let mut responses = HashMap::new();
        for (status, response) in operation["responses"].as_object()? {
            let (pointer, response) = document::follow(
                self.document,
                format!("{pointer}/responses/{status}"),
                response,
            );
            if response
                .pointer("/content/application~1json/schema")
                .is_some()
            {
                let pointer = format!("{pointer}/content/application~1json/schema");
                responses.insert(status.clone(), self.validator(&pointer)?);
            }
        }
        Some(Checks {
            parameters,
            body,
            responses,
        })
    }

    fn validator(&self, pointer: &str) -> Option<Validator> {
        let fragment = pointer.replace('{', "%7B").replace('}', "%7D");
        let built = jsonschema::options()
            .with_draft(Draft::Draft7)
            .with_registry(&self.registry)
            .should_validate_formats(true)
            .should_ignore_unknown_formats(true)
            .build(&json!({ "$ref": format!("{NAME}#{fragment}") }));
        if let Err(error) = &built {
            tracing::error!(pointer, %error, "the spec has an invalid schema");
        }
        built.ok()
    }
}

/// A copy of a document in which `nullable`, unknown in JSON Schema, becomes a type.
fn with_null(mut value: Value) -> Value {
    match &mut value {
        Value::Object(fields) => {
            let is_nullable = fields.get("nullable") == Some(&Value::Bool(true));
            if let (true, Some(Value::String(kind))) =
                (is_nullable, fields.get("type").cloned().as_ref())
            {
                fields.insert("type".to_owned(), json!([kind, "null"]));
            }
            for field in fields.values_mut() {
                *field = with_null(field.take());
            }
        }
        Value::Array(items) => {
            for item in items {
                *item = with_null(item.take());
            }
        }
        _ => {}
    }
    value
}

fn misfits(validator: &Validator, value: &Value) -> Vec<Violation> {
    validator
        .iter_errors(value)
        .map(|error| to_violation(&error))
        .collect()
}

fn to_violation(error: &ValidationError<'_>) -> Violation {
    let mut reason = error.to_string();
    if reason.chars().count() > LONGEST {
        reason = reason.chars().take(LONGEST).collect();
        reason.push('…');
    }
    Violation {
        field: field(&error.instance_path().to_string()),
        reason,
    }
}

/// The name of a field as error messages have it: `/tasks/0/rate` is `tasks[0].rate`.
fn field(pointer: &str) -> String {
    let mut name = String::new();
    for segment in pointer.split('/').skip(1) {
        if segment.parse::<usize>().is_ok() {
            name.push_str(&format!("[{segment}]"));
        } else {
            if !name.is_empty() {
                name.push('.');
            }
            name.push_str(segment);
        }
    }
    name
}

#[cfg(test)]
mod tests {
    use axum::http::StatusCode;
    use serde_json::{Value, json};

    use super::{RequestBody, SPEC, checks, field, request, response};
    use crate::http::parameters::Parameters;
    use crate::model::operation;

    fn query(text: &str) -> Parameters {
        Parameters::of(&format!("/x?{text}").parse().unwrap())
    }

    fn fields(found: &[super::Violation]) -> Vec<&str> {
        found.iter().map(|violation| &*violation.field).collect()
    }

    #[test]
    fn every_operation_has_its_checks() {
        for operation in operation::all() {
            let found = checks(operation.id).unwrap();
            assert!(found.responses.len() > 1, "{}", operation.id);
        }
        assert!(SPEC.is_some());
        assert!(checks("no_such").is_none());
    }

    #[test]
    fn a_violation_names_the_field() {
        let good = json!({
            "project_name": "Crane", "customer_id": "17", "billing_type": "based_on_task_hours",
            "tasks": [{ "task_name": "Survey" }],
        });
        let none = query("organization_id=1");
        let json = |value: &Value| RequestBody::Json(value.to_string());
        assert_eq!(request("create_project", &none, &json(&good)), []);
        let mut bad = good.clone();
        bad["tasks"][0]["task_name"] = json!({});
        let found = request("create_project", &none, &json(&bad));
        assert_eq!(fields(&found), ["tasks[0].task_name"]);
        let mut bad = good;
        bad.as_object_mut().unwrap().remove("project_name");
        let found = request("create_project", &none, &json(&bad));
        assert!(found[0].reason.contains("project_name"), "{found:?}");
        assert_eq!(
            request("create_project", &none, &RequestBody::Nothing).len(),
            1
        );
    }

    #[test]
    fn parameters_are_checked_by_what_their_text_stands_for() {
        assert_eq!(
            request(
                "list_projects",
                &query("page=2&per_page=10"),
                &RequestBody::Nothing
            ),
            []
        );
        let list = |text| request("list_projects", &query(text), &RequestBody::Nothing);
        assert_eq!(fields(&list("page=two&colour=red")), ["page", "colour"]);
        let repeated = list("page=1&page=2&organization_id=1&organization_id=1");
        assert_eq!(fields(&repeated), ["page", "organization_id"]);
        let delete = |text| request("delete_time_entries", &query(text), &RequestBody::Nothing);
        assert_eq!(delete("time_entry_ids=17,18"), []);
        assert_eq!(
            fields(&delete("time_entry_ids=17&time_entry_ids=18")),
            ["time_entry_ids"]
        );
    }

    #[test]
    fn a_response_must_have_a_status_and_a_body_of_the_spec() {
        let ok = StatusCode::OK;
        let body = |value: Value| value.to_string().into_bytes();
        let good = body(json!({ "code": 0, "message": "success" }));
        assert_eq!(response("delete_project", ok, &good), []);
        assert_eq!(
            response("delete_project", StatusCode::IM_A_TEAPOT, &good).len(),
            1
        );
        assert_eq!(response("delete_project", ok, b"{").len(), 1);
        assert!(!response("delete_project", ok, &body(json!({ "code": "0" }))).is_empty());
    }

    #[test]
    fn a_value_may_be_null_where_the_spec_allows_it() {
        let update = |body: Value| {
            let body = RequestBody::Json(body.to_string());
            request("update_time_entry", &query(""), &body)
        };
        assert_eq!(update(json!({ "notes": null })), []);
        assert_eq!(fields(&update(json!({ "log_date": null }))), ["log_date"]);
    }

    #[test]
    fn fields_are_named_as_in_refusals() {
        assert_eq!(field(""), "");
        assert_eq!(field("/tasks/0/rate"), "tasks[0].rate");
        assert_eq!(field("/ids/1"), "ids[1]");
    }
}
