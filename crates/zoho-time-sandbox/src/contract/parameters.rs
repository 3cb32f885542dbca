//! Validation of query parameters.

use jsonschema::Validator;
use serde_json::Value;

use super::Violation;
use crate::http::body::JSON_FIELD;
use crate::http::parameters::Parameters;

/// Parameters that the spec does not list as such: the organization is part of its security schemes, and a
/// body's JSON may be in the query.
const ELSEWHERE: [&str; 2] = ["organization_id", JSON_FIELD];

/// A query parameter of an operation.
pub(super) struct Parameter {
    pub(super) name: String,
    pub(super) required: bool,
    pub(super) validator: Validator,
}

/// Spec violations in a query.
pub(super) fn check(known: &[Parameter], query: &Parameters) -> Vec<Violation> {
    let mut violations = Vec::new();
    for parameter in known {
        let mut values = query.all(&parameter.name).peekable();
        if parameter.required && values.peek().is_none() {
            violations.push(violation(&parameter.name, "it is missing"));
        }
        for text in values.filter(|text| !fits(&parameter.validator, text)) {
            violations.push(violation(
                &parameter.name,
                &format!("the spec does not allow {text:?}"),
            ));
        }
    }
    for (index, name) in query.names().enumerate() {
        // Report it at the second occurrence.
        if query
            .names()
            .take(index)
            .filter(|before| *before == name)
            .count()
            == 1
        {
            violations.push(violation(
                name,
                "it is present more than once; a list is one value with commas",
            ));
        }
    }
    let named = |name: &str| known.iter().any(|parameter| parameter.name == name);
    for name in query.names() {
        if !named(name) && !ELSEWHERE.contains(&name) {
            violations.push(violation(name, "the spec has no such parameter"));
        }
    }
    violations
}

/// Whether a text represents an allowed value: itself, the number or boolean that it spells, or a list with
/// commas.
fn fits(validator: &Validator, text: &str) -> bool {
    let list = || Value::from(text.split(',').map(str::trim).collect::<Vec<_>>());
    validator.is_valid(&text.into())
        || serde_json::from_str(text)
            .is_ok_and(|value: Value| !value.is_object() && validator.is_valid(&value))
        || validator.is_valid(&list())
}

fn violation(name: &str, reason: &str) -> Violation {
    Violation {
        field: name.to_owned(),
        reason: reason.to_owned(),
    }
}
