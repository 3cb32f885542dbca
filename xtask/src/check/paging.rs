//! What `x-paging` says of a list is there, and no list in pages goes without it.

use serde_json::Value;

use super::links::{has_parameter, has_property};
use crate::{
    problem::Problem,
    spec::{OperationItem, Spec, text},
};

/// Checks `x-paging` of all operations.
pub(super) fn check(spec: &Spec) -> Vec<Problem> {
    spec.operations()
        .filter_map(|operation| problem(spec, &operation))
        .collect()
}

fn problem(spec: &Spec, operation: &OperationItem<'_>) -> Option<Problem> {
    let Some(paging) = operation.value.get("x-paging") else {
        let message = "this has a parameter `page`; say with x-paging how its pages are read";
        return has_parameter(spec, operation, "page").then(|| operation.place.problem(message));
    };
    let place = operation.place.child("x-paging");
    for key in ["page", "size"] {
        // Not every list lets one choose how long a page is.
        let name = match text(paging, key) {
            None if key == "size" => continue,
            name => name.unwrap_or_default(),
        };
        if !has_parameter(spec, operation, name) {
            let message = format!("there is no parameter `{name}`");
            return Some(place.child(key).problem(message));
        }
    }
    let schema = operation
        .value
        .pointer("/responses/200/content/application~1json/schema")
        .unwrap_or(&Value::Null);
    for key in ["items", "more"] {
        let path = text(paging, key).unwrap_or_default();
        if !has_property(spec, schema, path.split('.')) {
            let message = format!("the answer has no `{path}`");
            return Some(place.child(key).problem(message));
        }
    }
    None
}
