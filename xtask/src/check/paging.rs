//! Checks of `x-paging`: the parameters and properties that it names exist, every paged list has it, and no example of
//! a page says that another one follows.

use serde_json::Value;

use super::links::{has_parameter, has_property};
use crate::{
    problem::{Location, Problem},
    spec::{OperationItem, Spec, entries, text},
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
        return has_parameter(spec, operation, "page").then(|| operation.location.problem(message));
    };
    let location = operation.location.child("x-paging");
    for key in ["page", "size"] {
        // Not every list lets one choose how long a page is.
        let name = match text(paging, key) {
            None if key == "size" => continue,
            name => name.unwrap_or_default(),
        };
        if !has_parameter(spec, operation, name) {
            let message = format!("there is no parameter `{name}`");
            return Some(location.child(key).problem(message));
        }
    }
    let media = operation
        .value
        .pointer("/responses/200/content/application~1json")
        .unwrap_or(&Value::Null);
    let schema = media.get("schema").unwrap_or(&Value::Null);
    for key in ["items", "more"] {
        let path = text(paging, key).unwrap_or_default();
        if !has_property(spec, schema, path.split('.')) {
            let message = format!("the answer has no `{path}`");
            return Some(location.child(key).problem(message));
        }
    }
    let more = text(paging, "more").unwrap_or_default();
    let media_place = operation
        .location
        .child("responses")
        .child("200")
        .child("content")
        .child("application/json");
    endless(spec, media, more, &media_place)
}

/// An example that says that another page follows. A mock server answers every page with it, so a client
/// that follows the pages would never come to an end.
fn endless(spec: &Spec, media: &Value, more: &str, location: &Location) -> Option<Problem> {
    let pointer = format!("/{}", more.replace('.', "/"));
    let one = media
        .get("example")
        .map(|value| (value, location.child("example")));
    let named = entries(media, "examples").filter_map(|(name, example)| {
        let location = location.child("examples").child(name);
        let (example, location) = spec.resolve(example, &location).ok()?;
        Some((example.get("value")?, location.child("value")))
    });
    let mut examples = one.into_iter().chain(named);
    let (_, location) =
        examples.find(|(value, _)| value.pointer(&pointer) == Some(&Value::Bool(true)))?;
    Some(location.problem(format!(
        "this example is answered to every page by mock servers; set `{more}` to false, so that reading \
         the pages ends"
    )))
}
