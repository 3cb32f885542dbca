//! Links lead to operations and parameters that exist, from values that an answer can have.

use std::collections::BTreeMap;

use serde_json::Value;

use crate::{
    problem::{Location, Problem},
    spec::{OperationItem, Spec, entries, items, reference, text},
};

/// The operations by their ids.
type ById<'a> = BTreeMap<&'a str, OperationItem<'a>>;

/// Checks the links of all responses.
pub(super) fn check(spec: &Spec) -> Vec<Problem> {
    let mut problems = Vec::new();
    let by_id: ById<'_> = spec
        .operations()
        .filter_map(|operation| Some((text(operation.value, "operationId")?, operation)))
        .collect();
    for operation in spec.operations() {
        for (status, response) in entries(operation.value, "responses") {
            let location = operation.location.child("responses").child(status);
            for (name, link) in entries(response, "links") {
                let location = location.child("links").child(name);
                match spec.resolve(link, &location) {
                    Ok((link, _)) => {
                        problems
                            .extend(problem(spec, &by_id, &operation, response, link, &location));
                    }
                    Err(problem) => problems.push(problem),
                }
            }
        }
    }
    problems
}

/// The problem of a link in the response of an operation, if it has one.
fn problem(
    spec: &Spec,
    by_id: &ById<'_>,
    from: &OperationItem<'_>,
    response: &Value,
    link: &Value,
    location: &Location,
) -> Option<Problem> {
    let id = text(link, "operationId").unwrap_or_default();
    let Some(to) = by_id.get(id) else {
        return Some(location.problem(format!("there is no operation `{id}` to lead to")));
    };
    entries(link, "parameters").find_map(|(name, value)| {
        if !has_parameter(spec, to, name) {
            return Some(location.problem(format!("`{id}` has no parameter `{name}`")));
        }
        let expression = value.as_str().unwrap_or_default();
        let exists = if let Some(parameter) = expression.strip_prefix("$request.path.") {
            has_parameter(spec, from, parameter)
        } else if let Some(pointer) = expression.strip_prefix("$response.body#/") {
            let schema = response.pointer("/content/application~1json/schema");
            schema.is_some_and(|schema| has_property(spec, schema, pointer.split('/')))
        } else {
            // A constant.
            !expression.starts_with('$')
        };
        let message = format!("`{expression}` is nothing that this answer has");
        (!exists).then(|| location.problem(message))
    })
}

/// Whether an operation has a parameter of that name.
pub(super) fn has_parameter(spec: &Spec, operation: &OperationItem<'_>, name: &str) -> bool {
    let own = items(operation.value, "parameters");
    let shared = items(operation.path_item, "parameters");
    own.iter().chain(shared).any(|parameter| {
        spec.resolve(parameter, &operation.location)
            .is_ok_and(|(parameter, _)| text(parameter, "name") == Some(name))
    })
}

/// Whether a schema has the nested property at the path `keys`. Only the `properties` of a schema count, not those of
/// an `allOf` in it: the properties that tools rely on must be easy to find.
pub(super) fn has_property<'k>(
    spec: &Spec,
    schema: &Value,
    keys: impl Iterator<Item = &'k str>,
) -> bool {
    let mut schema = schema;
    for key in keys {
        if reference(schema).is_some() {
            match spec.resolve(schema, &Location::root()) {
                Ok((target, _)) => schema = target,
                Err(_) => return false,
            }
        }
        match schema.get("properties").and_then(|all| all.get(key)) {
            Some(property) => schema = property,
            None => return false,
        }
    }
    true
}
