//! Requests and answers against the specification.
//!
//! The checks of an operation are built when something is first held against it, and kept.

use std::collections::HashMap;
use std::sync::{Arc, LazyLock, Mutex, PoisonError};

use axum::http::StatusCode;
use jsonschema::{Draft, Registry, ValidationError, Validator};
use serde_json::{Value, json};

use super::parameters::Parameter;
use super::{JSON, Violation};
use crate::query::Parameters;

/// The name of the specification in references to it.
const DOCUMENT: &str = "urn:zoho-time";

/// The longest reason that is told.
const LONGEST: usize = 300;

static SPECIFICATION: LazyLock<Option<Specification>> = LazyLock::new(|| {
    let loaded = Specification::load();
    if let Err(error) = &loaded {
        tracing::error!(%error, "the specification cannot be read, so nothing is held against it");
    }
    loaded.ok()
});

struct Specification {
    document: Value,
    registry: Registry<'static>,
    /// The checks that were built, by operation.
    built: Mutex<HashMap<Box<str>, Arc<Checks>>>,
}

/// What the requests and answers of one operation are held against.
struct Checks {
    parameters: Vec<Parameter>,
    body: Option<Validator>,
    /// By status, for the statuses that have a body.
    responses: HashMap<String, Validator>,
}

/// In what a request to an operation departs from the specification.
pub(crate) fn request(operation: &str, query: &Parameters, body: Option<&Value>) -> Vec<Violation> {
    let Some(checks) = checks(operation) else {
        return Vec::new();
    };
    let mut violations = super::parameters::check(&checks.parameters, query);
    match (&checks.body, body) {
        (Some(validator), Some(body)) => violations.extend(misfits(validator, body)),
        (Some(_), None) => violations.push(Violation {
            field: String::new(),
            reason: "there is no JSON body".to_owned(),
        }),
        (None, _) => {}
    }
    violations
}

/// In what the answer of an operation departs from the specification.
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
    // With these, HTTP refuses a request before it is one of the operation. The spec does not list them;
    // their bodies have the form of every other refusal.
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
    let specification = SPECIFICATION.as_ref()?;
    let mut built = specification
        .built
        .lock()
        .unwrap_or_else(PoisonError::into_inner);
    if let Some(checks) = built.get(operation) {
        return Some(Arc::clone(checks));
    }
    let checks = Arc::new(specification.build(operation)?);
    built.insert(operation.into(), Arc::clone(&checks));
    Some(checks)
}

impl Specification {
    fn load() -> Result<Self, Box<dyn std::error::Error>> {
        let document: Value = serde_json::from_str(JSON)?;
        let registry = Registry::new()
            .draft(Draft::Draft7)
            .add(DOCUMENT, document.clone())?
            .prepare()?;
        Ok(Self {
            document,
            registry,
            built: Mutex::default(),
        })
    }

    fn build(&self, id: &str) -> Option<Checks> {
        let (pointer, operation) = self.find(id)?;
        let mut parameters = Vec::new();
        let listed = operation.get("parameters").and_then(Value::as_array);
        for (index, parameter) in listed.into_iter().flatten().enumerate() {
            let (pointer, parameter) =
                self.follow(format!("{pointer}/parameters/{index}"), parameter);
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
            let (pointer, response) =
                self.follow(format!("{pointer}/responses/{status}"), response);
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

    /// An operation and the JSON pointer to it.
    fn find(&self, id: &str) -> Option<(String, &Value)> {
        for (path, item) in self.document["paths"].as_object()? {
            for (method, operation) in item.as_object()? {
                if operation
                    .get("operationId")
                    .is_some_and(|found| found == id)
                {
                    let path = path.replace('~', "~0").replace('/', "~1");
                    return Some((format!("/paths/{path}/{method}"), operation));
                }
            }
        }
        None
    }

    /// What a reference refers to; the value itself if it is none.
    fn follow<'a>(&'a self, pointer: String, value: &'a Value) -> (String, &'a Value) {
        let target = value.get("$ref").and_then(Value::as_str);
        let target = target.and_then(|target| target.strip_prefix('#'));
        match target.and_then(|target| Some((target, self.document.pointer(target)?))) {
            Some((target, value)) => (target.to_owned(), value),
            None => (pointer, value),
        }
    }

    fn validator(&self, pointer: &str) -> Option<Validator> {
        let fragment = pointer.replace('{', "%7B").replace('}', "%7D");
        let built = jsonschema::options()
            .with_draft(Draft::Draft7)
            .with_registry(&self.registry)
            .should_validate_formats(true)
            .should_ignore_unknown_formats(true)
            .build(&json!({ "$ref": format!("{DOCUMENT}#{fragment}") }));
        if let Err(error) = &built {
            tracing::error!(pointer, %error, "the specification has a schema that is none");
        }
        built.ok()
    }
}

fn misfits(validator: &Validator, value: &Value) -> Vec<Violation> {
    validator
        .iter_errors(value)
        .map(|error| told(&error))
        .collect()
}

fn told(error: &ValidationError<'_>) -> Violation {
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

/// The name of a field as refusals have it: `/tasks/0/rate` is `tasks[0].rate`.
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

    use super::{SPECIFICATION, checks, field, request, response};
    use crate::product::Product;
    use crate::query::Parameters;
    use crate::routes;

    fn query(text: &str) -> Parameters {
        Parameters::of(&format!("/x?{text}").parse().unwrap())
    }

    fn fields(found: &[super::Violation]) -> Vec<&str> {
        found.iter().map(|violation| &*violation.field).collect()
    }

    #[test]
    fn every_operation_has_its_checks() {
        for operation in routes::operations(Product::Books) {
            let checks = checks(operation.id).unwrap();
            assert!(checks.responses.len() > 1, "{}", operation.id);
        }
        assert!(SPECIFICATION.as_ref().unwrap().find("no_such").is_none());
    }

    #[test]
    fn a_request_is_told_which_field_is_wrong() {
        let good = json!({
            "project_name": "Crane", "customer_id": "17", "billing_type": "based_on_task_hours",
            "tasks": [{ "task_name": "Survey" }],
        });
        let none = query("organization_id=1");
        assert_eq!(request("create_project", &none, Some(&good)), []);
        let mut bad = good.clone();
        bad["tasks"][0]["task_name"] = json!({});
        let found = request("create_project", &none, Some(&bad));
        assert_eq!(fields(&found), ["tasks[0].task_name"]);
        let mut bad = good;
        bad.as_object_mut().unwrap().remove("project_name");
        let found = request("create_project", &none, Some(&bad));
        assert!(found[0].reason.contains("project_name"), "{found:?}");
        assert_eq!(request("create_project", &none, None).len(), 1);
    }

    #[test]
    fn parameters_are_checked_by_what_their_text_stands_for() {
        assert_eq!(
            request("list_projects", &query("page=2&per_page=10"), None),
            []
        );
        let found = request("list_projects", &query("page=two&colour=red"), None);
        assert_eq!(fields(&found), ["page", "colour"]);
    }

    #[test]
    fn an_answer_has_to_have_a_status_and_a_body_of_the_specification() {
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
    fn fields_are_named_as_in_refusals() {
        assert_eq!(field(""), "");
        assert_eq!(field("/tasks/0/rate"), "tasks[0].rate");
        assert_eq!(field("/ids/1"), "ids[1]");
    }
}
