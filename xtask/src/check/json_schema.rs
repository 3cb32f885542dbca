//! The spec as one JSON Schema document, so that values can be checked against it.
//!
//! A schema of OpenAPI 3.0 is one of JSON Schema draft 4 but for `nullable`.

use jsonschema::{Draft, Registry, ValidationError};
use serde_json::{Value, json};

use crate::{
    problem::{Location, Problem},
    spec::Spec,
    visit,
};

const DOCUMENT: &str = "urn:api";

/// The registry in which validators find all schemas of the spec.
pub(super) fn registry(spec: &Spec) -> Result<Registry<'static>, Problem> {
    let mut document = spec.root.clone();
    for (location, schema) in visit::schemas(spec) {
        // The places come innermost first, so an outer schema still has the inner one to change.
        if schema.get("nullable") == Some(&Value::Bool(true))
            && let Some(target) = document.pointer_mut(&location.pointer())
        {
            allow_null(target);
        }
    }
    Registry::new()
        .draft(Draft::Draft4)
        .add(DOCUMENT, document)
        .and_then(|registry| registry.prepare())
        .map_err(|error| Location::root().problem(format!("the schemas cannot be read: {error}")))
}

/// The violations of the schema at `schema` in `value`, in words.
pub(super) fn misfits(
    registry: &Registry<'_>,
    schema: &Location,
    value: &Value,
) -> Result<Vec<String>, Problem> {
    let reference = json!({ "$ref": format!("{DOCUMENT}#{}", uri_fragment(&schema.pointer())) });
    let validator = jsonschema::options()
        .with_draft(Draft::Draft4)
        .with_registry(registry)
        .should_validate_formats(true)
        .should_ignore_unknown_formats(true)
        .with_format("date", is_date)
        .build(&reference)
        .map_err(|error| schema.problem(format!("this is not a schema: {error}")))?;
    Ok(validator
        .iter_errors(value)
        .map(|error| describe(&error))
        .collect())
}

fn describe(error: &ValidationError<'_>) -> String {
    let location = error.instance_path().to_string();
    if location.is_empty() {
        error.to_string()
    } else {
        format!("{location}: {error}")
    }
}

fn allow_null(schema: &mut Value) {
    let Value::Object(map) = schema else { return };
    let kind = map.get("type").cloned();
    if let Some(kind) = kind {
        map.insert("type".to_owned(), json!([kind, "null"]));
        if let Some(Value::Array(values)) = map.get_mut("enum") {
            values.push(Value::Null);
        }
    } else {
        let inner = schema.take();
        *schema = json!({ "anyOf": [inner, { "type": "null" }] });
    }
}

/// A pointer as the fragment of a URI.
fn uri_fragment(pointer: &str) -> String {
    pointer
        .bytes()
        .map(|byte| match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'/' | b'-' | b'_' | b'.' | b'~' => {
                char::from(byte).to_string()
            }
            other => format!("%{other:02X}"),
        })
        .collect()
}

/// Draft 4 knows no `date`, so this is `YYYY-MM-DD` with a day that exists.
fn is_date(text: &str) -> bool {
    text.len() == 10 && chrono::NaiveDate::parse_from_str(text, "%Y-%m-%d").is_ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_must_exist() {
        for good in ["2013-09-18", "2024-02-29", "2000-02-29"] {
            assert!(is_date(good), "{good}");
        }
        for bad in [
            "",
            "2013-9-18",
            "2013-02-29",
            "1900-02-29",
            "18-09-2013",
            "2013-13-01",
        ] {
            assert!(!is_date(bad), "{bad}");
        }
    }
}
