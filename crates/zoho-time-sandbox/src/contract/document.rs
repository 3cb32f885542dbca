//! The parsed spec, and resolution of its references.

use std::sync::LazyLock;

use serde_json::Value;

use super::JSON;

/// The spec; `None` if it cannot be read, which a test rules out.
pub(super) static DOCUMENT: LazyLock<Option<Value>> =
    LazyLock::new(|| match serde_json::from_str(JSON) {
        Ok(document) => Some(document),
        Err(error) => {
            tracing::error!(%error, "the spec cannot be read, so nothing is checked");
            None
        }
    });

/// An operation and its JSON pointer.
pub(super) fn operation<'d>(document: &'d Value, id: &str) -> Option<(String, &'d Value)> {
    for (path, item) in document["paths"].as_object()? {
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

/// The target of a reference, or the value itself if it is not a reference.
pub(super) fn follow<'d>(
    document: &'d Value,
    pointer: String,
    value: &'d Value,
) -> (String, &'d Value) {
    let target = value.get("$ref").and_then(Value::as_str);
    let target = target.and_then(|target| target.strip_prefix('#'));
    match target.and_then(|target| Some((target, document.pointer(target)?))) {
        Some((target, value)) => (target.to_owned(), value),
        None => (pointer, value),
    }
}
